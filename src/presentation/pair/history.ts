import type { Letter } from '../../core/letter.ts';
import type { HistoryEvent } from '../../core/protocol/history-answers.ts';
import type { PairHistory } from '../../core/results/history.ts';
import { sayDuration } from '../text/durations.ts';
import { toTheSecond } from '../text/instants.ts';
import type { Medium } from '../text/palette.ts';
import { printable } from '../text/printable.ts';
import { wrap } from '../text/wrap.ts';

/** All events, newest first, each with what is known about it. */
export function renderHistory(history: PairHistory, medium: Medium): string {
  const { pair, events, more } = history;
  if (events.length === 0) return `${pair}: nothing is known in that time.`;
  const blocks = events.map((event) => blockOf(event, history, medium).join('\n'));
  return [...blocks, ...(more ? [`For older ones: --limit ${events.length * 5}`] : [])].join('\n\n');
}

function blockOf(event: HistoryEvent, { servers }: PairHistory, medium: Medium): string[] {
  const { palette, columns } = medium;
  const { at, kind, term } = event;
  const nameOf = (letter: Letter | null): string =>
    letter === null ? 'unknown' : `${servers.find((each) => each.letter === letter)?.name ?? ''} (${letter})`;
  const paint = kind === 'given-up' ? palette.caution : palette.bold;
  const [head = '', ...rest] = wrap(
    `${toTheSecond(at, medium)}: ${whatHappened(event, nameOf)}, term ${term}`,
    columns,
    2,
  );
  return [paint(head), ...rest, ...detailsOf(event).flatMap((detail) => wrap(`  ${printable(detail)}`, columns, 4))];
}

function whatHappened({ kind, from, to, cause }: HistoryEvent, nameOf: (letter: Letter | null) => string): string {
  switch (kind) {
    case 'switch':
      return `switch from ${nameOf(from)} to ${nameOf(to)}`;
    case 'takeover':
      return `takeover by ${nameOf(to)}`;
    case 'start':
      return cause === 'resumed'
        ? `${nameOf(to)} resumed its role as the active server`
        : `${nameOf(to)} started as the active server`;
    case 'given-up':
      return cause === 'manual' ? `switch to ${nameOf(to)} given up` : `takeover by ${nameOf(to)} given up`;
  }
}

function detailsOf({ kind, cause, by, reason, why, detectMs, activateMs }: HistoryEvent): string[] {
  const times = [
    ...(cause === null || cause === 'manual' || kind === 'start' ? [] : [`cause ${cause}`]),
    ...(detectMs === null ? [] : [`decided ${sayDuration(detectMs)} after the first failure`]),
    ...(activateMs === null ? [] : [`active after ${sayDuration(activateMs)}`]),
  ];
  return [
    ...(by === null ? [] : [`requested by ${by}${reason === null ? '' : `: ${reason}`}`]),
    ...(times.length === 0 ? [] : [times.join(', ')]),
    ...(why === null ? [] : [`because: ${why}`]),
  ];
}
