/**
 * What the order of pings adds: in which round and on which connection a ping was sent, how long after the previous
 * one, and that an unanswered one timed out. A single line does not say this (reference: "TS ping failure sample";
 * reading R7).
 */
import { isSeen, type Seen, type Sighting } from './observation.ts';

/** Remarks to add to the meaning of a sighting, if its neighbours reveal more. */
export function pingRemarks(sightings: readonly Sighting[]): ReadonlyMap<Sighting, string> {
  const remarks = new Map<Sighting, string>();
  const switchesOver = sightings.find((each) => isSeen(each, 'module-round-lost'));
  let sent: Seen<'module-ping-sent'> | null = null;
  let before: Sighting | null = null;
  for (const sighting of sightings) {
    if (isSeen(sighting, 'module-ping-sent')) sent = sighting;
    if (!isSeen(sighting, 'module-ping-failed', 'module-round-lost', 'module-given-up')) continue;
    const parts = [
      switchesOver === undefined ? null : roundOf(sighting, switchesOver),
      switchesOver === undefined ? timedOut(sighting, sent) : apart(sighting, before),
    ].filter((part) => part !== null);
    if (parts.length > 0) remarks.set(sighting, parts.join(', '));
    // Several lines may report one failed ping; the first is enough.
    sent = null;
    before = sighting;
  }
  return remarks;
}

function roundOf(sighting: Sighting, switchesOver: Sighting): string | null {
  if (!isSeen(switchesOver, 'module-round-lost') || isSeen(sighting, 'module-round-lost')) return null;
  const { connection } = switchesOver.saw;
  if (sighting.order < switchesOver.order) return `round 1, ${connection} connection`;
  return `round 2, ${connection === 'main' ? 'auxiliary' : 'main'} connection`;
}

function apart(sighting: Sighting, before: Sighting | null): string | null {
  const ms = before === null ? 0 : sighting.at.ms - before.at.ms;
  return ms <= 0 ? null : `${(ms / 1000).toFixed(3)} s after the previous one`;
}

function timedOut(sighting: Sighting, sent: Seen<'module-ping-sent'> | null): string | null {
  if (sent === null || sent.saw.timeoutMs === null || !isSeen(sighting, 'module-ping-failed', 'module-given-up'))
    return null;
  const ms = sighting.at.ms - sent.at.ms;
  return ms < sent.saw.timeoutMs
    ? null
    : `timed out: sent ${(ms / 1000).toFixed(3)} s earlier, no answer within ${sent.saw.timeoutMs / 1000} s`;
}
