/** The stories of the scenario files, each by itself, with the rows that it asks: those notice a broken row soonest. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../../src/core/pair/row.ts';
import { indexTable } from '../../src/core/pair/table.ts';
import { playScenario } from '../../test/support/scenario.ts';
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

/** Every story, played once with the whole table. */
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
      if (played.text !== text) throw new Error(`${name} does not come true with the whole table: run npm test first`);
      return { name, text, steps, ...watched.take() };
    });
}

/** A story begins with the line "server": what stood before is gone then. */
function parted(file: string, text: string): { readonly name: string; readonly text: string }[] {
  const stories: { name: string; lines: string[] }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('server ')) stories.push({ name: `${file}:${index + 1}`, lines: [] });
    stories.at(-1)?.lines.push(line);
  }
  return stories.map(({ name, lines }) => ({ name, text: `${lines.join('\n').trimEnd()}\n` }));
}

/** The first story that comes out otherwise under the broken table; null where none does. */
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
        if (left < 0) throw new Error('it goes on and on');
      }).text
    );
  } catch {
    return true;
  }
}

/** Only those that ask the row; first those in which it fires, or does not where a guard is taken away; short ones first. */
function inOrder({ row, kind }: Mutant, stories: readonly PlayedStory[]): PlayedStory[] {
  const whereSilent = kind === 'guard always' || kind === 'condition';
  const rank = ({ fired, steps }: PlayedStory): number => (fired.has(row) === whereSilent ? 1e9 : 0) + steps;
  const needsFiring = kind === 'target' || kind === 'stays' || kind === 'action';
  return stories
    .filter(({ asked, fired }) => (needsFiring ? fired : asked).has(row))
    .sort((one, other) => rank(one) - rank(other));
}
