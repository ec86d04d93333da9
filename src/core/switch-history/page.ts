import type { EventPage, KeptEvent } from '../protocol/history-answers.ts';

/** The newest `limit` of `events`, which are oldest first; with `before`, of those with a lower number. */
export function eventPage(
  events: readonly KeptEvent[],
  { before, limit }: { readonly before: number | null; readonly limit: number },
): EventPage {
  const wanted = events.filter(({ number }) => before === null || number < before);
  return { events: wanted.slice(-limit).toReversed(), more: wanted.length > limit };
}

/**
 * The last switch or takeover; if there was none, the last start. `events` are oldest first. A switch that was given up
 * changed nothing.
 */
export function lastChange(events: readonly KeptEvent[]): KeptEvent | null {
  const last = events.findLast(({ kind }) => kind === 'switch' || kind === 'takeover');
  return last ?? events.findLast(({ kind }) => kind === 'start') ?? null;
}
