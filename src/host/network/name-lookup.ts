/**
 * Resolves names to addresses. The system's own lookup cannot be cancelled, and Node waits for it when a process exits,
 * half a minute with a silent name server. So a child process does it, which ends with ours: `getent`, which uses the
 * same sources as the system. Where there is none (macOS, Windows), the exit of a process waits.
 */
import { execFile } from 'node:child_process';
import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One lookup per name at a time, so that a silent name server is not queried over and over. */
const UNDER_WAY = new Map<string, Promise<readonly LookupAddress[]>>();

function lookUp(host: string): Promise<readonly LookupAddress[]> {
  const known = UNDER_WAY.get(host);
  if (known !== undefined) return known;
  const found = byProgram(host).finally(() => UNDER_WAY.delete(host));
  UNDER_WAY.set(host, found);
  return found;
}

function byProgram(host: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    const child = execFile('getent', ['ahosts', host], (error, stdout) => {
      process.off('exit', end);
      if (error === null) resolve(addressesIn(stdout));
      else if (error.code === 'ENOENT') bySystem(host).then(resolve, reject);
      else reject(notFound(host));
    });
    const end = (): void => void child.kill('SIGKILL');
    process.on('exit', end);
    // Do not keep the process alive for an answer that is no longer needed.
    child.unref();
    for (const stream of [child.stdout, child.stderr]) (stream as Socket | null)?.unref();
  });
}

function bySystem(host: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, addresses) => (error === null ? resolve(addresses) : reject(error)));
  });
}

/** Lines with an address, a socket type and a name; each address appears once per type. */
function addressesIn(text: string): LookupAddress[] {
  const addresses = new Set(text.split('\n').map((line) => line.split(/\s/, 1)[0]!));
  return [...addresses].flatMap((address) => {
    const family = isIP(address);
    return family === 0 ? [] : [{ address, family }];
  });
}

function notFound(host: string): Error {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
}

/** The addresses of a name or address; empty if unknown, or not resolved within the limit. */
export async function addressesOf(host: string, limitMs: number): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const giveUp = new AbortController();
  const found = lookUp(host).then(
    (list) => list.map(({ address }) => address),
    () => [],
  );
  const late = sleep(limitMs, [], { signal: giveUp.signal }).catch(() => []);
  return Promise.race([found, late]).finally(() => giveUp.abort());
}

/** For the `lookup` option of a socket. */
export const sharedLookup: LookupFunction = (host, { all, family }, done) => {
  lookUp(host).then(
    (list) => {
      const wanted = list.filter((each) => typeof family !== 'number' || family === 0 || each.family === family);
      const [first] = wanted;
      if (first === undefined) return done(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '');
      return all === true ? done(null, wanted) : done(null, first.address, first.family);
    },
    (error: NodeJS.ErrnoException) => done(error, ''),
  );
};
