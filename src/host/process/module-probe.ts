/** Probes a module on this machine as configured in the pair file (reference: "Module Monitor"). */
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { ModuleProbe } from '../../core/config/pair-file/pair-file.ts';
import { runProgram } from './program.ts';

export type ProbeAnswer =
  /** `pid`: the process that answered; null if the probe does not report one. */
  | { readonly kind: 'answered'; readonly pid: number | null }
  /** It answered no, or nothing is there to answer. */
  | { readonly kind: 'rejected'; readonly why: string }
  /** No answer within the limit. */
  | { readonly kind: 'silent' }
  /** The probe itself could not be run: nothing is known about the module. */
  | { readonly kind: 'unknown'; readonly why: string };

export interface ProbeSurroundings {
  /** The working folder of a program, and additions to its environment. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

type DialledProbe = Exclude<ModuleProbe, { readonly kind: 'registered' }>;

/** Runs one probe. It ends after `limitMs` at the latest and leaves nothing behind. Never throws. */
export function probeModule(
  probe: DialledProbe,
  limitMs: number,
  surroundings: ProbeSurroundings,
): Promise<ProbeAnswer> {
  switch (probe.kind) {
    case 'tcp':
      return probeTcp(probe.host, probe.port, limitMs);
    case 'http':
      return probeHttp(probe, limitMs);
    case 'exec':
      return probeExec(probe.command, limitMs, surroundings);
  }
}

const SILENT: ProbeAnswer = { kind: 'silent' };

function probeTcp(host: string, port: number, limitMs: number): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const limit = setTimeout(() => end(SILENT), limitMs);
    const end = (result: ProbeAnswer): void => {
      clearTimeout(limit);
      socket.destroy();
      resolve(result);
    };
    socket.on('connect', () => end({ kind: 'answered', pid: null }));
    socket.on('error', (error) => end(faultOf(error)));
  });
}

/** How much of a body is searched for a process id, in bytes. */
const BODY_BYTES = 64 * 1024;

function probeHttp(probe: Extract<ModuleProbe, { readonly kind: 'http' }>, limitMs: number): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    let request: ClientRequest | null = null;
    const limit = setTimeout(() => end(SILENT), limitMs);
    const end = (result: ProbeAnswer): void => {
      clearTimeout(limit);
      request?.destroy();
      resolve(result);
    };
    const heard = (response: IncomingMessage): void => {
      const status = response.statusCode ?? 0;
      if (status < 200 || status > 299) return end({ kind: 'rejected', why: `HTTP ${status}` });
      const { in: where, name } = probe.pid;
      if (where === 'header') {
        const value = response.headers[name.toLowerCase()];
        return end({ kind: 'answered', pid: pidOf(value) });
      }
      return void readField(response, name).then((value) => end({ kind: 'answered', pid: pidOf(value) }));
    };
    try {
      // The probe checks whether it works, not who it is: an expired module certificate is no reason to take over.
      const options: RequestOptions & { rejectUnauthorized: boolean } = { agent: false, rejectUnauthorized: false };
      const send = probe.url.startsWith('https:') ? httpsRequest : httpRequest;
      request = send(new URL(probe.url), { ...options, headers: { 'user-agent': 'switchover', accept: '*/*' } });
    } catch (error) {
      return end({ kind: 'unknown', why: (error as Error).message });
    }
    request.on('response', heard);
    request.on('error', (error) => end(faultOf(error)));
    request.end();
    return undefined;
  });
}

/** A field of a JSON object; undefined if it is missing or the body is incomplete. */
function readField(response: IncomingMessage, name: string): Promise<unknown> {
  return new Promise((resolve) => {
    let text = '';
    const done = (): void => {
      try {
        const json: unknown = JSON.parse(text);
        resolve(typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[name] : undefined);
      } catch {
        resolve(undefined);
      }
    };
    response.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (text.length > BODY_BYTES) resolve(undefined);
    });
    response.on('error', () => resolve(undefined));
    response.on('end', done);
  });
}

async function probeExec(
  command: readonly string[],
  limitMs: number,
  { folder, environment }: ProbeSurroundings,
): Promise<ProbeAnswer> {
  const end = await runProgram({ command, environment, folder, limitMs, graceMs: 0 });
  if (end.how === 'not-run') return { kind: 'unknown', why: `${command[0]} could not be run: ${end.why}` };
  if (end.how === 'took-too-long') return SILENT;
  const { firstLine, lastWords } = await end.printed;
  if (end.code === 0) return { kind: 'answered', pid: pidOf(firstLine) };
  const how = end.code === null ? `was ended by ${end.signal}` : `exit code ${end.code}`;
  return { kind: 'rejected', why: `${how}${lastWords === '' ? '' : `: ${lastWords}`}` };
}

/** A process id from text or a number; null if it is not one. */
export function pidOf(value: unknown): number | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value).trim();
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null;
}

/** An unknown host name, or running out of file descriptors, says nothing about the module. */
function faultOf(error: NodeJS.ErrnoException): ProbeAnswer {
  const code = error.code ?? '';
  const why = code === '' || error.message.includes(code) ? error.message : `${code}: ${error.message}`;
  return {
    kind: /^(ENOTFOUND|EAI_|EMFILE|ENFILE|ENOBUFS|ENOMEM|EADDRNOTAVAIL)/.test(code) ? 'unknown' : 'rejected',
    why,
  };
}
