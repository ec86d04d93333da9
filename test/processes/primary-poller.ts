/**
 * Run as a separate process, on the machine of a server: polls `/primary` of that server every few ms and prints each
 * change as a line: ms of the kernel's monotonic clock, and the status; 0 for no answer. It implements HTTP itself, at
 * a quarter of the cost of Node's client, because a dozen of these run at a time.
 */
import { connect, type TLSSocket } from 'node:tls';

const [address = '', everyMs = '5'] = process.argv.slice(2);
const { hostname, port, pathname } = new URL(address);
/** A stalled server does not answer within this time, in ms. */
const LIMIT_MS = 500;
const REQUEST = `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`;
const ANY = { rejectUnauthorized: false };
let socket: TLSSocket | null = null;
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
  const line = socket?.destroyed === false ? socket : connect({ host: hostname, port: Number(port), ...ANY });
  const answered = (status: number): void => {
    clearTimeout(limit);
    line.removeAllListeners();
    line.on('error', () => undefined);
    if (status === 0) line.destroy();
    socket = line;
    // A stalled server that continues is active from its answer on; a failure counts from the request.
    say(status, status === 200 ? nowMs() : askedAt);
    setTimeout(ask, Math.max(0, Number(everyMs) - (nowMs() - askedAt)));
  };
  const limit = setTimeout(() => answered(0), LIMIT_MS);
  line.once('error', () => answered(0));
  line.once('close', () => answered(0));
  line.on('data', (bytes) => {
    // The answer is short and arrives in one piece; anything after that is irrelevant.
    const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(bytes.toString('latin1')) ?? [];
    if (status !== undefined) answered(Number(status));
  });
  line.write(REQUEST);
}

ask();
