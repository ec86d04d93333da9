/**
 * What the order of pings adds: in which round and on which connection a ping was sent, how long after the previous
 * one, and that an unanswered one timed out. A single line does not say this (reference: "TS ping failure sample";
 * reading R7).
 */
import { isSeen, type LogEvent, PING_FAILURES, type Seen } from './observation.ts';

/** Remarks to add to the meaning of a logEvent, if its neighbours reveal more. */
export function pingAnnotations(logEvents: readonly LogEvent[]): ReadonlyMap<LogEvent, string> {
  const remarks = new Map<LogEvent, string>();
  const switchesOver = logEvents.find((each) => isSeen(each, 'module-round-lost'));
  let sent: Seen<'module-ping-sent'> | null = null;
  let before: LogEvent | null = null;
  for (const logEvent of logEvents) {
    if (isSeen(logEvent, 'module-ping-sent')) sent = logEvent;
    if (!isSeen(logEvent, ...PING_FAILURES)) continue;
    const parts = [
      switchesOver === undefined ? null : roundOf(logEvent, switchesOver),
      switchesOver === undefined ? timedOut(logEvent, sent) : apart(logEvent, before),
    ].filter((part) => part !== null);
    if (parts.length > 0) remarks.set(logEvent, parts.join(', '));
    // Several lines may report one failed ping; the first is enough.
    sent = null;
    before = logEvent;
  }
  return remarks;
}

function roundOf(logEvent: LogEvent, switchesOver: LogEvent): string | null {
  if (!isSeen(switchesOver, 'module-round-lost') || isSeen(logEvent, 'module-round-lost')) return null;
  const { connection } = switchesOver.saw;
  if (logEvent.order < switchesOver.order) return `round 1, ${connection} connection`;
  return `round 2, ${connection === 'main' ? 'auxiliary' : 'main'} connection`;
}

function apart(logEvent: LogEvent, before: LogEvent | null): string | null {
  const ms = before === null ? 0 : logEvent.at.ms - before.at.ms;
  return ms <= 0 ? null : `${(ms / 1000).toFixed(3)} s after the previous one`;
}

function timedOut(logEvent: LogEvent, sent: Seen<'module-ping-sent'> | null): string | null {
  if (sent === null || sent.saw.timeoutMs === null || !isSeen(logEvent, 'module-ping-failed', 'module-given-up'))
    return null;
  const ms = logEvent.at.ms - sent.at.ms;
  return ms < sent.saw.timeoutMs
    ? null
    : `timed out: sent ${(ms / 1000).toFixed(3)} s earlier, no answer within ${sent.saw.timeoutMs / 1000} s`;
}
