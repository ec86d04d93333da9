/**
 * Run as a separate process, on the machine of a server: polls `/primary` of that server every few ms and prints each
 * change as a line: ms of the kernel's monotonic clock, and the status; 0 for no answer.
 */
import { Agent, get } from 'node:https';

const [url = '', everyMs = '5'] = process.argv.slice(2);
/** A stalled server does not answer within this time, in ms. */
const LIMIT_MS = 500;
const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
let last: number | null = null;

function nowMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}

function say(status: number, atMs: number): void {
  if (status !== last) process.stdout.write(`${atMs} ${status}\n`);
  last = status;
}

function ask(): void {
  const askedAt = nowMs();
  const next = (status: number): void => {
    // A stalled server that continues is active from its answer on; a failure counts from the request.
    say(status, status === 200 ? nowMs() : askedAt);
    setTimeout(ask, Math.max(0, Number(everyMs) - (nowMs() - askedAt)));
  };
  const request = get(url, { agent, timeout: LIMIT_MS }, (response) => {
    response.resume();
    response.once('end', () => next(response.statusCode ?? 0));
    response.once('error', () => undefined);
  });
  request.once('timeout', () => request.destroy(new Error('no answer')));
  request.once('error', () => next(0));
}

ask();
