/**
 * A table with every cell on a line of its own, as copied from a browser: the column names, then the cells of each row,
 * including a time. The time is recognised by its form, the others by their position around it.
 */
import { type Columns, headerOf } from './columns.ts';
import { type Choice, choice, choicesOf } from './row.ts';
import { joinings } from './wrapped.ts';

/** The columns named by a list of lines, or null if it is not a header. */
export function cellHeader(names: readonly string[]): Columns | null {
  return names.length < 2 ? null : headerOf(names, 'spaces');
}

/** Of the lines after a time, removes and returns those that are cells of the next row. */
export function takeLeading(following: string[], columns: Columns | null): readonly string[] {
  if (columns === null || columns.time === 0) return [];
  return following.splice(columns.count - 1 - columns.time);
}

/** The ways to read one row from the lines before and after its time. `used` counts both. */
export function* readCells(
  leading: readonly string[],
  following: readonly string[],
  columns: Columns | null,
): Generator<Choice> {
  if (columns !== null && columns.time > 0) {
    const row = byPlace(leading, following, columns);
    if (row !== null) yield row;
    return;
  }
  const [first, second, ...rest] = following;
  if (first === undefined) return;
  // If there is a topic, it comes first, in few words.
  if (second !== undefined && first.trim().length <= 60) yield* counted(joinings([choice(first, second)], rest), 2);
  // Only the time may be alone on its line.
  yield* counted(joinings(choicesOf(first.trim(), null), following.slice(1)), 1);
}

function byPlace(leading: readonly string[], following: readonly string[], columns: Columns): Choice | null {
  const { time, message, topic } = columns;
  // A message before the time may be wrapped: it takes all lines except those of the cells between it and the time.
  const extra = Math.max(0, leading.length - time);
  const front =
    message === 0 ? [leading.slice(0, extra + 1).join(' '), ...leading.slice(extra + 1)] : leading.slice(extra);
  const cell = (index: number): string | undefined => (index < time ? front[index] : following[index - time - 1]);
  const text = message === columns.count - 1 ? following.slice(message - time - 1).join(' ') : cell(message);
  if (text === undefined || text === '') return null;
  const { topic: name, message: body } = choice(topic === null ? null : (cell(topic) ?? null), text);
  return { topic: name, message: body, used: leading.length + following.length };
}

function* counted(all: Iterable<Choice>, more: number): Generator<Choice> {
  for (const each of all) yield { ...each, used: each.used + more };
}
