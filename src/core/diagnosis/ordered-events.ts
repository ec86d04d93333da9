/**
 * Passes the events of one file on in order of time, whatever the order of its rows. As long as that order may turn out
 * to be another than the usual one, events are held back; their number is limited, whatever the size of the file.
 */
import { asShown, followBack, type Moment, type WrittenTime } from './moment.ts';
import type { LogEvent } from './observation.ts';
import { type RowOrder, watchOrder } from './row-order.ts';

export interface SeenEvent {
  readonly logEvent: LogEvent;
  readonly unitMs: number;
  /** The moment of the previous row in order of time. */
  readonly before: Moment | null;
}

/** The first and the last moment in order of time, and how the rows were ordered. */
export interface OrderedSpan {
  readonly first: Moment;
  readonly last: Moment;
  readonly order: RowOrder;
  /** False if the rows are in no order and have no date by which they could be sorted. */
  readonly isKnown: boolean;
  /** Events, the oldest, that were not passed on because there are too many. */
  readonly left: number;
}

export interface OrderedEvents {
  /** Every row, before its event: its time, and its moment if rows are in the usual order. */
  readonly row: (time: WrittenTime, moment: Moment) => void;
  /** The event of the last row. */
  readonly event: (seen: SeenEvent) => void;
  /** From now on, events are passed on at once. */
  readonly decide: () => void;
  readonly order: () => RowOrder;
  /** Passes on what was held back; null if there was no row. */
  readonly end: () => OrderedSpan | null;
}

/** So many events are held back until the order is decided, and so many if it is not the usual one. */
const UNDECIDED = 5_000;
const HELD = 100_000;

export function orderEvents(pass: (seen: SeenEvent) => void): OrderedEvents {
  const watcher = watchOrder();
  let held: { readonly seen: SeenEvent; readonly reversed: Moment }[] = [];
  let isStraight = false;
  let begin: Moment | null = null;
  let end: Moment | null = null;
  let least: Moment | null = null;
  let most: Moment | null = null;
  /** The moment of the last row if the newest comes first. */
  let reversed: Moment | null = null;
  let [isDated, left] = [true, 0];

  const row = (time: WrittenTime, moment: Moment): void => {
    watcher.see(time);
    begin ??= moment;
    end = moment;
    reversed = reversed === null ? moment : followBack(reversed, time);
    const shown = asShown(moment);
    if (least === null || shown.ms < least.ms) least = shown;
    if (most === null || shown.ms > most.ms) most = shown;
    if (time.calendar === 'clock') isDated = false;
  };

  const decide = (): void => {
    isStraight = true;
    for (const { seen } of held) pass(seen);
    held = [];
  };

  const event = (seen: SeenEvent): void => {
    if (isStraight) pass(seen);
    else if (held.length < HELD) {
      held.push({ seen, reversed: reversed ?? seen.logEvent.at });
      if (held.length === UNDECIDED && watcher.order() === 'oldest-first') decide();
    } else left += 1;
  };

  const finish = (): OrderedSpan | null => {
    if (begin === null || end === null || least === null || most === null) return null;
    const order = isStraight ? 'oldest-first' : watcher.order();
    const isKnown = order !== 'mixed' || (isDated && left === 0);
    if (order === 'oldest-first' || !isKnown) {
      decide();
      return { first: begin, last: end, order, isKnown, left };
    }
    const sorted =
      order === 'newest-first'
        ? held.toReversed().map((each) => ({ ...each.seen, logEvent: { ...each.seen.logEvent, at: each.reversed } }))
        : held
            // In another order, what looked like a clock that was changed is none.
            .map(({ seen }) => ({ ...seen, logEvent: { ...seen.logEvent, at: asShown(seen.logEvent.at) } }))
            .toSorted((a, b) => a.logEvent.at.ms - b.logEvent.at.ms);
    // In the new order, but at the same places among the events of other files.
    const orders = held.map(({ seen }) => seen.logEvent.order);
    // What was not passed on is not part of what was read.
    const oldest = left === 0 ? reversed : (held.at(-1)?.reversed ?? reversed);
    held = [];
    let before: Moment | null = null;
    for (const [index, { logEvent: seen, unitMs }] of sorted.entries()) {
      // What stands before it did not come before it.
      const { rightBefore: _, ...logEvent } = seen;
      pass({ logEvent: { ...logEvent, order: orders[index] ?? logEvent.order }, unitMs, before });
      before = logEvent.at;
    }
    return order === 'newest-first'
      ? { first: oldest ?? begin, last: begin, order, isKnown, left }
      : { first: least, last: most, order, isKnown, left };
  };
  return { row, event, decide, order: watcher.order, end: finish };
}
