import { appendFileSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { HistoryEvent } from '../../../src/core/protocol/history-answers.ts';
import { openHistoryJournal } from '../../../src/host/files/history-journal.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function event(term: number): HistoryEvent {
  const facts = { from: 'A', to: 'B', cause: 'module-down', by: null, reason: null, detectMs: 5_000 } as const;
  return { at: '2026-11-23T10:00:00.000Z', kind: 'takeover', ...facts, term, activateMs: 12, why: null, id: null };
}

function opened(folder: string, longest?: number) {
  const journal = openHistoryJournal(folder, longest);
  onTestFinished(() => journal.close());
  const terms = (): number[] => journal.events().map(({ term }) => term);
  return { journal, terms, file: join(folder, 'history.jsonl') };
}

/** A folder with the events of these terms. */
function written(...terms: readonly number[]): string {
  const folder = temporaryFolder();
  const { journal } = opened(folder);
  for (const term of terms) journal.append(event(term));
  return folder;
}

describe('the journal of switches', () => {
  test('has everything after it was opened again, and goes on numbering', () => {
    const { journal, terms } = opened(written(2, 4));
    expect(terms()).toEqual([2, 4]);
    expect(journal.events()[1]).toEqual({ ...event(4), number: 2 });
    expect(journal.append(event(6)).number).toBe(3);
    expect(journal.fault).toBeNull();
  });

  test('is empty at first', () => {
    expect(opened(temporaryFolder()).journal).toMatchObject({ fault: null });
  });

  test.each([
    ['half a line at its end', (text: string) => text.slice(0, -40)],
    ['garbage in the middle', (text: string) => text.replace('\n', '\n\u0000\u0000garbage {"a":1}\n')],
    ['a line that is JSON of something else', (text: string) => `${text}{"kind":"takeover"}\n[]\nnull\n`],
    ['a line with an impossible value', (text: string) => text.replace('"term":4', '"term":"four"')],
    ['bytes that are no text', (text: string) => `\uFFFD\uFFFD\n${text}`],
  ])('skips %s, says so, and continues', (_what, damage) => {
    const folder = written(2, 4, 6);
    const file = join(folder, 'history.jsonl');
    writeFileSync(file, damage(readFileSync(file, 'utf8')));
    const { journal, terms } = opened(folder);
    expect(terms().length).toBeGreaterThanOrEqual(2);
    expect(journal.fault).toMatch(/^\d of \d lines of .*history\.jsonl cannot be read$/);
    journal.append(event(8));
    const again = opened(folder);
    expect(again.terms()).toEqual([...terms()]);
    expect(again.terms().at(-1)).toBe(8);
    expect(new Set(again.journal.events().map(({ number }) => number)).size).toBe(again.terms().length);
  });

  test('accepts fields of a later version', () => {
    const folder = written(2);
    const file = join(folder, 'history.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('{', '{"later":true,'));
    expect(opened(folder).terms()).toEqual([2]);
  });

  test('is bounded: the oldest are removed, a file at a time, and the numbers go on', () => {
    const folder = temporaryFolder();
    const line = JSON.stringify({ ...event(2), number: 10 }).length + 1;
    const { journal } = opened(folder, 10 * line);
    for (let term = 1; term <= 45; term += 1) journal.append(event(term));
    const { journal: again, terms } = opened(folder, 10 * line);
    expect(terms().length).toBeGreaterThan(10);
    expect(terms().length).toBeLessThan(25);
    expect(terms()).toEqual(Array.from({ length: terms().length }, (_, index) => 46 - terms().length + index));
    expect(again.append(event(46)).number).toBe(46);
  });

  test('is written again if its file was removed', () => {
    const { journal, file } = opened(written(2, 4));
    rmSync(file);
    expect(journal.refresh()).toBe('begun-anew');
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(2);
    expect(journal.refresh()).toBe('same');
  });

  test('keeps a year of a pair that switches every hour', () => {
    const line =
      JSON.stringify({ ...event(20_000), reason: 'the monthly test of the switchover', number: 20_000 }).length + 1;
    expect((4 * 1024 * 1024) / line).toBeGreaterThan(365 * 24);
  });

  test('opens with a file that was cut to nothing', () => {
    const folder = written(2);
    truncateSync(join(folder, 'history.jsonl'));
    appendFileSync(join(folder, 'history.jsonl'), '\n\n');
    expect(opened(folder)).toMatchObject({ journal: { fault: null } });
    expect(existsSync(join(folder, 'history.jsonl'))).toBe(true);
  });
});
