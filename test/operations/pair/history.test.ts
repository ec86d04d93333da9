import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openNodePair } from '../../../src/client/node-pair.ts';
import { openHistoryJournal } from '../../../src/host/files/history-journal.ts';
import { readHistory } from '../../../src/operations/pair/history.ts';
import { renderHistory } from '../../../src/presentation/pair/history.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { switchover } from '../../support/cli.ts';
import { type RealPair, realPair, startBoth, until } from '../../support/real-pair.ts';

/** Takeovers in the past, one an hour, in the journal of a server that does not run; terms from `term` on, two apart. */
function remembered(pair: RealPair, letter: 'A' | 'B', count: number, term: number, special: object = {}): void {
  const journal = openHistoryJournal(join(pair.dir, letter));
  const facts = { from: letter === 'A' ? 'B' : 'A', to: letter, by: null, reason: null, why: null, id: null } as const;
  for (let index = 0; index < count; index += 1) {
    const at = new Date(Date.UTC(2026, 0, 1, index, letter === 'A' ? 0 : 30)).toISOString();
    journal.append({
      at,
      kind: 'takeover',
      cause: 'module-down',
      detectMs: 15_000,
      activateMs: 400,
      ...facts,
      term: term + 2 * index,
      ...special,
    });
  }
  journal.close();
}

async function open(pair: RealPair) {
  const opened = await openNodePair({ pairFile: pair.pairFile, credential: join(pair.dir, 'operator') });
  onTestFinished(() => opened.close());
  return opened;
}

test('the history of both servers is one, newest first, over as many pages as needed', async () => {
  const pair = await realPair();
  remembered(pair, 'A', 150, 3);
  remembered(pair, 'B', 150, 2);
  await startBoth(pair);
  const opened = await open(pair);
  const { history, warnings } = await readHistory(opened, { sinceMs: null, limit: 1_000 });
  expect(warnings).toEqual([]);
  expect(history).toMatchObject({ more: false, missing: [] });
  expect(history.events[0]).toMatchObject({ kind: 'start', to: 'A' });
  const terms = history.events.slice(1).map(({ term }) => term);
  expect(terms).toEqual(Array.from({ length: 300 }, (_, index) => 301 - index));
  const few = await readHistory(opened, { sinceMs: null, limit: 7 });
  expect(few.history).toMatchObject({ more: true, events: history.events.slice(0, 7) });
  const sinceMs = Date.UTC(2026, 0, 7, 0, 0);
  const late = await readHistory(opened, { sinceMs, limit: 1_000 });
  expect(late.history.more).toBe(false);
  expect(late.history.events).toEqual(history.events.filter(({ at }) => Date.parse(at) >= sinceMs));
});

test('a server that does not answer is a warning, and in JSON it is named; if neither answers, the command fails', async () => {
  const pair = await realPair();
  const { A } = { A: await pair.start('A') };
  await until(() => A.state().place === 'primary.serving', 'A is active');
  const half = await switchover(['history', '--json', '--pair', pair.pairFile]);
  expect(half.code).toBe(0);
  expect(JSON.parse(half.stdout)).toMatchObject({
    missing: ['B'],
    events: [{ kind: 'start', to: 'A', cause: 'fail-safe-start' }],
  });
  expect(half.stderr).toContain('history-incomplete');
  const text = await switchover(['history', '--pair', pair.pairFile]);
  expect(text.stdout).toContain('alpha (A) started as the active server, term 1');
  expect(text.stderr).toMatch(/Warning: beta \(B\) could not be asked/);
  A.requestStop('test', false);
  await A.done;
  const none = await switchover(['history', '--json', '--pair', pair.pairFile]);
  expect([none.code, JSON.parse(none.stdout).error.code]).toEqual([3, 'no-server-reachable']);
  expect((await switchover(['history', '--since', 'noon', '--pair', pair.pairFile])).code).toBe(2);
});

test('the text names who, why and how long, and fits a terminal', () => {
  const servers = [
    { letter: 'A', name: 'alpha' },
    { letter: 'B', name: 'beta' },
  ] as const;
  const facts = {
    at: '2026-11-23T14:18:25.682Z',
    from: 'A',
    to: 'B',
    term: 4,
    by: null,
    reason: null,
    why: null,
    id: null,
  } as const;
  const events = [
    {
      ...facts,
      kind: 'switch',
      cause: 'manual',
      by: 'ann',
      reason: 'monthly \u001b[31mtest',
      detectMs: null,
      activateMs: 400,
    },
    { ...facts, kind: 'takeover', cause: 'module-down', detectMs: 15_300, activateMs: 400 },
    {
      ...facts,
      kind: 'given-up',
      cause: 'manual',
      by: 'ann',
      why: 'the active server refused because its work could not be finished',
      detectMs: null,
      activateMs: null,
    },
    { ...facts, kind: 'start', cause: 'resumed', from: null, to: 'A', detectMs: null, activateMs: 3 },
  ] as const;
  const shown = renderHistory(
    { pair: 'demo', events, more: true, missing: [], servers },
    { palette: PLAIN, columns: 80 },
  );
  expect(shown).toBe(`2026-11-23 14:18:25 UTC: switch from alpha (A) to beta (B), term 4
  requested by ann: monthly <U+001B>[31mtest
  active after 0.4 s

2026-11-23 14:18:25 UTC: takeover by beta (B), term 4
  cause module-down, decided 15 s after the first failure, active after 0.4 s

2026-11-23 14:18:25 UTC: switch to beta (B) given up, term 4
  requested by ann
  because: the active server refused because its work could not be finished

2026-11-23 14:18:25 UTC: alpha (A) resumed its role as the active server, term 4
  active after 0.0 s

For older ones: --limit 20`);
  expect(
    renderHistory({ pair: 'demo', events: [], more: false, missing: [], servers }, { palette: PLAIN, columns: 80 }),
  ).toBe('demo: nothing is known in that time.');
});
