/** The scenarios of the scenario files, one by one, with the rows that each evaluates: those detect a mutant soonest. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../../src/core/engine/row.ts';
import { indexTable } from '../../src/core/engine/table.ts';
import { playScenario } from '../../test/support/engine-transcript.ts';
import type { Mutant } from './mutants.ts';
import { tableWith } from './mutants.ts';
import { watchTable } from './watched-table.ts';

export interface PlayedStory {
  /** `FILE:LINE`. */
  readonly name: string;
  readonly text: string;
  readonly steps: number;
  readonly asked: ReadonlySet<number>;
  readonly fired: ReadonlySet<number>;
}

const FOLDER = join(import.meta.dirname, '..', '..', 'test', 'scenarios');

/** Every scenario, run once with the intact table. */
export function playedStories(table: readonly Row[]): PlayedStory[] {
  const watched = watchTable(table);
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.scenario'))
    .flatMap((name) => parted(name, readFileSync(join(FOLDER, name), 'utf8')))
    .map(({ name, text }) => {
      let steps = 0;
      const played = playScenario(text, watched.index, () => {
        steps += 1;
      });
      if (played.text !== text) throw new Error(`${name} does not pass with the intact table: run npm test first`);
      return { name, text, steps, ...watched.take() };
    });
}

/** A scenario begins with a "server" line, which discards everything before it. */
function parted(file: string, text: string): { readonly name: string; readonly text: string }[] {
  const stories: { name: string; lines: string[] }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('server ')) stories.push({ name: `${file}:${index + 1}`, lines: [] });
    stories.at(-1)?.lines.push(line);
  }
  return stories.map(({ name, lines }) => ({ name, text: `${lines.join('\n').trimEnd()}\n` }));
}

/** The first scenario with a different outcome under the broken table; null if there is none. */
export function noticingStory(mutant: Mutant, table: readonly Row[], stories: readonly PlayedStory[]): string | null {
  const index = indexTable(tableWith(table, mutant));
  for (const story of inOrder(mutant, stories)) {
    if (isDifferent(story, index)) return story.name;
  }
  return null;
}

function isDifferent({ text, steps }: PlayedStory, index: ReturnType<typeof indexTable>): boolean {
  let left = 10 * steps + 1_000;
  try {
    return (
      text !==
      playScenario(text, index, () => {
        left -= 1;
        if (left < 0) throw new Error('it does not end');
      }).text
    );
  } catch {
    return true;
  }
}

/** Only those that evaluate the row: first those in which it fires (or, for a removed guard, does not), short ones first. */
function inOrder({ row, kind }: Mutant, stories: readonly PlayedStory[]): PlayedStory[] {
  const whereSilent = kind === 'guard always' || kind === 'condition';
  const rank = ({ fired, steps }: PlayedStory): number => (fired.has(row) === whereSilent ? 1e9 : 0) + steps;
  const needsFiring = kind === 'target' || kind === 'stays' || kind === 'action';
  return stories
    .filter(({ asked, fired }) => (needsFiring ? fired : asked).has(row))
    .sort((one, other) => rank(one) - rank(other));
}
