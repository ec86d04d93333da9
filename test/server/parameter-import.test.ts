/** A pair of an earlier version is upgraded: each server has its parameters in `parameters.journal`. */
import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Letter } from '../../src/core/letter.ts';
import { linesOf } from '../../src/host/files/line-journal.ts';
import type { Answered, RealPair } from '../support/real-pair.ts';
import { realPair, startBoth, stopServer, until } from '../support/real-pair.ts';
import { writtenCheckpoint, writtenEntry } from '../support/written-journals.ts';

const TIMEOUT = 'Switchover TS Timeout';
const RECONNECT = 'Switchover Reconnect Timeout';

const FIRST = writtenEntry(0, writtenCheckpoint(1, { [RECONNECT]: 0 }, { made: { is: 'first' }, by: 'pair file' }));
const SECOND = writtenEntry(1, writtenCheckpoint(2, { [TIMEOUT]: 21 }, { reason: 'slow disks' }));
const THIRD = writtenEntry(2, writtenCheckpoint(3, { [TIMEOUT]: 22 }));

function journalOf(pair: RealPair, letter: Letter): string {
  return join(pair.dir, letter, 'parameters.journal');
}

function write(pair: RealPair, letter: Letter, ...lines: Parameters<typeof linesOf>[0]): void {
  writeFileSync(journalOf(pair, letter), linesOf(lines));
}

async function read(pair: RealPair, letter: Letter, what = ''): Promise<Answered['json']> {
  return (await pair.ask(letter, 'GET', `/v1/params${what}`, { credential: 'viewer' })).json;
}

async function change(
  pair: RealPair,
  letter: Letter,
  wish: object,
  id: string = randomUUID(),
): Promise<Answered['json']> {
  const body = { id, reason: null, dryRun: false, wish, expected: {}, after: null };
  return (await pair.ask(letter, 'POST', '/v1/params', { credential: 'operator', body })).json;
}

async function isImported(pair: RealPair, letter: Letter): Promise<void> {
  const isRenamed = (): boolean =>
    existsSync(`${journalOf(pair, letter)}.imported`) && !existsSync(journalOf(pair, letter));
  await until(isRenamed, `the journal of ${letter} is imported`);
}

describe('a pair with journals of an earlier version', () => {
  test('keeps every checkpoint, goes on with its numbers, and renames the journals', async () => {
    const pair = await realPair();
    for (const letter of ['A', 'B'] as const) write(pair, letter, FIRST, SECOND, THIRD);
    const servers = await startBoth(pair);
    for (const letter of ['A', 'B'] as const) {
      await isImported(pair, letter);
      expect(servers[letter].state().self.settings.moduleTimeoutMs).toBe(22_000);
      expect(await read(pair, letter)).toMatchObject({ checkpoint: 3, values: { [RECONNECT]: 0, [TIMEOUT]: 22 } });
      expect(await read(pair, letter, '/history')).toMatchObject({
        checkpoints: [
          { number: 1, by: 'pair file', made: 'first' },
          { number: 2, by: 'ann', reason: 'slow disks', changes: [{ name: TIMEOUT, from: null, to: 21 }] },
          { number: 3, changes: [{ name: TIMEOUT, from: 21, to: 22 }] },
        ],
        forgotten: 0,
        aside: [],
      });
    }
    expect(pair.log('A').match(/up to checkpoint \[3\] was imported/g)).toHaveLength(1);
    expect(pair.log('B')).not.toContain('checkpoint [');
    expect(await change(pair, 'A', { is: 'restore', number: 2 })).toMatchObject({ checkpoint: 4, replicated: true });
    // A request that was made before the upgrade, and repeated after it.
    expect(await change(pair, 'A', { is: 'set', values: { [TIMEOUT]: 22 } }, 'request-3')).toMatchObject({
      checkpoint: 3,
      replicated: true,
    });
    expect((await read(pair, 'B')).values[TIMEOUT]).toBe(21);
  });

  test('imports nothing twice if a server ends before it has renamed its journal', async () => {
    const pair = await realPair();
    for (const letter of ['A', 'B'] as const) write(pair, letter, FIRST, SECOND);
    const before = await startBoth(pair);
    expect((await change(pair, 'A', { is: 'set', values: { [TIMEOUT]: 30 } })).replicated).toBe(true);
    for (const letter of ['B', 'A'] as const) {
      await isImported(pair, letter);
      await stopServer(before[letter]);
      renameSync(`${journalOf(pair, letter)}.imported`, journalOf(pair, letter));
    }
    await startBoth(pair);
    for (const letter of ['A', 'B'] as const) {
      await isImported(pair, letter);
      expect(await read(pair, letter)).toMatchObject({ checkpoint: 3, values: { [TIMEOUT]: 30 } });
      expect((await read(pair, letter, '/history')).aside).toEqual([]);
    }
    expect(pair.log('A').match(/was imported/g)).toHaveLength(1);
  });

  test('sets aside what only the backup had, says so, and lists it also after a restart', async () => {
    const pair = await realPair();
    write(pair, 'A', FIRST, SECOND);
    const other = writtenEntry(1, writtenCheckpoint(2, { [TIMEOUT]: 44 }, { id: 'other', by: 'bob', reason: 'alone' }));
    write(pair, 'B', FIRST, other);
    const a = await pair.start('A', { forcePrimary: true });
    await until(() => a.state().place === 'primary.serving', 'A serves');
    const b = await pair.start('B');
    await isImported(pair, 'B');
    expect(b.state().self.settings.moduleTimeoutMs).toBe(21_000);
    const aside = async (): Promise<unknown> => (await read(pair, 'B', '/history')).aside;
    const lost = [{ number: 2, by: 'bob', reason: 'alone', to: { [TIMEOUT]: 44 } }];
    expect(await aside()).toMatchObject(lost);
    const { json } = await pair.ask('B', 'GET', '/v1/status', { credential: 'viewer' });
    expect(json.warnings).toContainEqual(expect.objectContaining({ code: 'parameters-set-aside' }));
    expect(pair.log('B')).toMatch(/checkpoint \[2\] of \[bob\], made at .* was set aside: .*\[44\] \(alone\)/);
    await stopServer(b);
    await pair.start('B');
    expect(await aside()).toMatchObject(lost);
    expect(pair.log('B').match(/was set aside/g)).toHaveLength(1);
  });

  test('goes by its journal until an active server has imported one', async () => {
    const pair = await realPair();
    write(pair, 'B', FIRST, SECOND);
    const b = await pair.start('B');
    expect(await read(pair, 'B')).toMatchObject({ checkpoint: 2, values: { [TIMEOUT]: 21 } });
    expect(b.state().self.settings.moduleTimeoutMs).toBe(21_000);
    expect(existsSync(journalOf(pair, 'B'))).toBe(true);
  });

  test('that only one server has lets that one become active', async () => {
    const pair = await realPair();
    write(pair, 'B', FIRST, SECOND);
    await startBoth(pair, 'B');
    await isImported(pair, 'B');
    await expect.poll(() => read(pair, 'A')).toMatchObject({ serving: false, values: { [TIMEOUT]: 21 } });
    expect((await read(pair, 'A', '/history')).aside).toEqual([]);
  });

  test('of which part cannot be read imports the rest, and says so', async () => {
    const pair = await realPair();
    write(pair, 'A', FIRST, SECOND, { entry: 'damaged' }, THIRD);
    const a = await pair.start('A', { forcePrimary: true });
    await until(() => a.state().place === 'primary.serving', 'A serves');
    await isImported(pair, 'A');
    expect(await read(pair, 'A')).toMatchObject({ checkpoint: 2, values: { [TIMEOUT]: 21 } });
    const { json } = await pair.ask('A', 'GET', '/v1/status', { credential: 'viewer' });
    expect(json.warnings).toContainEqual(
      expect.objectContaining({
        code: 'parameters-damaged',
        what: expect.stringContaining('only the first 2 lines'),
      }),
    );
    expect(pair.log('A')).toContain('cannot be read: only the first 2 lines');
  });
});
