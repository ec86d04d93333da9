/**
 * Names to addresses. The system looks up without end and cannot be told to stop: each name has one lookup under way
 * at most, so that a silent name server never takes the threads that files need too.
 */
import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOOKUPS_UNDER_WAY } from './lookups-under-way.ts';

function lookUp(host: string): Promise<readonly LookupAddress[]> {
  const known = LOOKUPS_UNDER_WAY.get(host);
  if (known !== undefined) return known;
  const found = new Promise<readonly LookupAddress[]>((resolve, reject) => {
    lookup(host, { all: true }, (error, addresses) => (error === null ? resolve(addresses) : reject(error)));
  }).finally(() => LOOKUPS_UNDER_WAY.delete(host));
  LOOKUPS_UNDER_WAY.set(host, found);
  return found;
}

/** The addresses of a name or address; empty where it is not known, or not within the limit. */
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

/** For the option `lookup` of a socket. */
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
