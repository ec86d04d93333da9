/** The transcripts of the transcript files, one by one, with the rows that each evaluates: those detect a mutant soonest. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../../src/core/engine/row.ts';
import { indexTable } from '../../src/core/engine/table.ts';
import { playTranscript } from '../../test/support/engine-transcript.ts';
import type { Mutant } from './mutants.ts';
import { tableWith } from './mutants.ts';
import { watchTable } from './watched-table.ts';

export interface PlayedTranscript {
  /** `FILE:LINE`. */
  readonly name: string;
  readonly text: string;
  readonly steps: number;
  readonly asked: ReadonlySet<number>;
  readonly fired: ReadonlySet<number>;
}

const FOLDER = join(import.meta.dirname, '..', '..', 'test', 'engine-transcripts');

/** Every transcript, run once with the intact table. */
export function playedTranscripts(table: readonly Row[]): PlayedTranscript[] {
  const watched = watchTable(table);
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.transcript'))
    .flatMap((name) => parted(name, readFileSync(join(FOLDER, name), 'utf8')))
    .map(({ name, text }) => {
      let steps = 0;
      const played = playTranscript(text, watched.index, () => {
        steps += 1;
      });
      if (played.text !== text) throw new Error(`${name} does not pass with the intact table: run npm test first`);
      return { name, text, steps, ...watched.take() };
    });
}

/** A transcript begins with a "server" line, which discards everything before it. */
function parted(file: string, text: string): { readonly name: string; readonly text: string }[] {
  const transcripts: { name: string; lines: string[] }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('server ')) transcripts.push({ name: `${file}:${index + 1}`, lines: [] });
    transcripts.at(-1)?.lines.push(line);
  }
  return transcripts.map(({ name, lines }) => ({ name, text: `${lines.join('\n').trimEnd()}\n` }));
}

/** The first transcript with a different outcome under the broken table; null if there is none. */
export function noticingTranscript(
  mutant: Mutant,
  table: readonly Row[],
  transcripts: readonly PlayedTranscript[],
): string | null {
  const index = indexTable(tableWith(table, mutant));
  for (const transcript of inOrder(mutant, transcripts)) {
    if (isDifferent(transcript, index)) return transcript.name;
  }
  return null;
}

function isDifferent({ text, steps }: PlayedTranscript, index: ReturnType<typeof indexTable>): boolean {
  let left = 10 * steps + 1_000;
  try {
    return (
      text !==
      playTranscript(text, index, () => {
        left -= 1;
        if (left < 0) throw new Error('it does not end');
      }).text
    );
  } catch {
    return true;
  }
}

/** Only those that evaluate the row: first those in which it fires (or, for a removed guard, does not), short ones first. */
function inOrder({ row, kind }: Mutant, transcripts: readonly PlayedTranscript[]): PlayedTranscript[] {
  const whereSilent = kind === 'guard always' || kind === 'condition';
  const rank = ({ fired, steps }: PlayedTranscript): number => (fired.has(row) === whereSilent ? 1e9 : 0) + steps;
  const needsFiring = kind === 'target' || kind === 'stays' || kind === 'action';
  return transcripts
    .filter(({ asked, fired }) => (needsFiring ? fired : asked).has(row))
    .sort((one, other) => rank(one) - rank(other));
}
