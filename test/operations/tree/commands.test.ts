/** `switchover ds …` and `set-aside …` on a real pair. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { stillDiffering } from '../../../src/operations/tree/ds-diff.ts';
import { RUN_JS, switchover } from '../../support/cli.ts';
import { makeRealPair, type RealPair, startBoth, stopServer, until } from '../../support/real-pair.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let pair: RealPair;

beforeAll(async () => {
  pair = await makeRealPair();
  await startBoth(pair);
  return pair.cleanUp;
});

async function ds(...words: string[]) {
  return switchover([...words, '--pair', pair.pairFile]);
}

/** The exit code and the JSON that a command prints. */
async function json(...words: string[]) {
  const { code, stdout } = await ds(...words, '--json');
  return { code, data: JSON.parse(stdout) };
}

const path = (...names: string[]): string => ['${', 'CONFIG}', ...names.map((name) => `\\${name}`)].join('');

describe('an entry', () => {
  it('that is set is shown with all its values, by either way to write its path, on both servers', async () => {
    const made = await json('ds', 'set', 'CONFIG/Users/Joe', 'Skill=sales', 'Skill=support', '--class', 'User');
    expect(made).toMatchObject({
      code: 0,
      data: { replicated: true, changes: [{ path: path('Users', 'Joe'), before: null }] },
    });
    for (const server of ['A', 'B']) {
      const found = await json('ds', 'get', path('users', 'JOE'), '--server', server);
      expect(found).toMatchObject({
        code: 0,
        data: {
          ...{ path: path('Users', 'Joe'), class: 'User', attributes: { Skill: ['sales', 'support'] } },
          ...{ position: made.data.position, changedBy: 'master-administrator' },
        },
      });
    }
  });

  it('that is not there is the answer no', async () => {
    expect(await json('ds', 'get', 'CONFIG/Nobody')).toEqual({ code: 1, data: null });
    expect((await ds('ds', 'get', 'CONFIG/Nobody')).stdout).toContain('There is no entry');
  });

  it('keeps the attributes that are not named, unless it is to be exactly so', async () => {
    await ds('ds', 'set', 'CONFIG/A', 'One=1', 'Two=2');
    await ds('ds', 'set', 'CONFIG/A', 'Two=3');
    expect((await json('ds', 'get', 'CONFIG/A')).data.attributes).toEqual({ One: ['1'], Two: ['3'] });
    await ds('ds', 'set', 'CONFIG/A', '--unset', 'One');
    expect((await json('ds', 'get', 'CONFIG/A')).data.attributes).toEqual({ Two: ['3'] });
    await ds('ds', 'set', 'CONFIG/A', 'Three=3', '--exactly');
    expect((await json('ds', 'get', 'CONFIG/A')).data.attributes).toEqual({ Three: ['3'] });
  });

  it('that somebody else has changed is not overwritten, and the error says by whom', async () => {
    const { data } = await json('ds', 'set', 'CONFIG/C', 'One=1');
    await ds('ds', 'set', 'CONFIG/C', 'One=2');
    const seen = `${data.position.term}.${data.position.number}`;
    const late = await json('ds', 'set', 'CONFIG/C', 'One=3', '--expect', seen);
    expect(late).toMatchObject({ code: 4, data: { error: { code: 'tree-conflict' } } });
    expect(late.data.error.why).toContain('by master-administrator');
    expect(await json('ds', 'set', 'CONFIG/C', 'One=3', '--expect', 'absent')).toMatchObject({ code: 4 });
    expect(await json('ds', 'set', 'CONFIG/New', 'One=1', '--expect', 'absent')).toMatchObject({ code: 0 });
  });

  it('may have attributes with names that every object has', async () => {
    const { code, stdout } = await ds('ds', 'set', 'CONFIG/Odd', 'constructor=1', 'toString=2');
    expect([code, stdout.includes('constructor')]).toEqual([0, true]);
    expect((await ds('ds', 'set', 'CONFIG/Odd', 'valueOf=3')).code).toBe(0);
    const { data } = await json('ds', 'get', 'CONFIG/Odd');
    expect(data.attributes).toEqual({ constructor: ['1'], toString: ['2'], valueOf: ['3'] });
    expect((await json('ds', 'set', 'CONFIG/Odd', '__proto__=1')).data.error.code).toBe('assignment-missing');
  });

  it('is not changed by a dry run', async () => {
    expect((await json('ds', 'set', 'CONFIG/Dry', 'One=1', '--dry-run')).data).toMatchObject({
      position: null,
      dryRun: true,
    });
    expect((await json('ds', 'get', 'CONFIG/Dry')).code).toBe(1);
  });

  it.each<[words: string[], code: string]>([
    [['ds', 'set', 'Users/Joe', 'One=1'], 'tree-path-root'],
    [['ds', 'set', 'CONFIG//Joe', 'One=1'], 'tree-path-name'],
    [['ds', 'set', 'CONFIG/A', 'One'], 'assignment-missing'],
    [['ds', 'set', 'CONFIG/A'], 'nothing-to-set'],
    [['ds', 'set', 'CONFIG/A', 'One=1', '--unset', 'One'], 'attribute-twice'],
    [['ds', 'set', 'CONFIG/A', 'One=1', '--expect', '7'], 'expect-invalid'],
    [['ds', 'set', 'CONFIG/A', 'One=1', '--reason', ''], 'reason-unusable'],
    [['ds', 'get', 'CONFIG/A', '--server', 'C'], 'unknown-server'],
    [['ds', 'watch', '--from', 'x'], 'position-invalid'],
    [['set-aside', 'show', 'x'], 'set-aside-unknown'],
  ])('is not asked for by %j', async (words, code) => {
    expect(await json(...words)).toMatchObject({ code: 2, data: { error: { code } } });
  });

  it('of the parameters is changed by "params set" only', async () => {
    const { code, data } = await json('ds', 'set', 'SERVER/Parameters/X', 'Value=1');
    expect([code, data.error.code]).toEqual([4, 'tree-parameters']);
  });

  it('is not changed by somebody who may only look', async () => {
    const viewer = ['--credential', join(pair.dir, 'credentials', 'viewer')];
    expect(await json('ds', 'set', 'CONFIG/A', 'One=1', ...viewer)).toMatchObject({
      code: 4,
      data: { error: { code: 'right-missing' } },
    });
    expect((await json('ds', 'get', 'CONFIG/Users/Joe', ...viewer)).code).toBe(0);
  });
});

describe('the tree', () => {
  it('is listed level by level, with entries that only have something below them', async () => {
    await ds('ds', 'set', 'CONFIG/Lines/1/Name', 'Text=one');
    const { data } = await json('ds', 'ls', 'CONFIG/Lines');
    expect(data.entries).toEqual([{ path: path('Lines', '1'), depth: 1, entry: null, hasChildren: true }]);
    const { stdout } = await ds('ds', 'tree', 'CONFIG/Lines');
    expect(stdout).toBe(`${path('Lines')}\n  1\n    Name  Text=one\n`);
  });

  it('keeps who changed what, when and why', async () => {
    await ds('ds', 'set', 'CONFIG/H', 'One=1', '--reason', 'a new line');
    await ds('ds', 'rm', 'CONFIG/H', '--yes');
    const { data } = await json('ds', 'history', 'CONFIG/H');
    expect(data.changes).toMatchObject([
      { by: 'master-administrator', reason: null, writes: [{ entry: null }] },
      { reason: 'a new line', writes: [{ path: path('H'), entry: { attributes: { One: ['1'] } } }] },
    ]);
  });

  it('is removed with everything below only where that is said, and after a question', async () => {
    await ds('ds', 'set', 'CONFIG/R/1', 'One=1');
    expect(await json('ds', 'rm', 'CONFIG/R', '--yes')).toMatchObject({
      code: 4,
      data: { error: { code: 'tree-entry-not-empty' } },
    });
    expect(await json('ds', 'rm', 'CONFIG/R', '--recursive')).toMatchObject({
      data: { error: { code: 'confirmation-needed' } },
    });
    expect((await json('ds', 'rm', 'CONFIG/R', '--recursive', '--yes')).code).toBe(0);
    expect((await json('ds', 'get', 'CONFIG/R/1')).code).toBe(1);
  });

  it('is the same on both servers, which a comparison shows', async () => {
    expect(await json('ds', 'diff')).toMatchObject({ code: 0, data: { different: false, entries: [] } });
  });
});

describe('an export', () => {
  it('brings the tree back to what it was, and what is equal is not written again', async () => {
    const file = join(temporaryFolder(), 'tree.jsonl');
    for (const number of [1, 2, 3]) await ds('ds', 'set', `CONFIG/E/${number}`, `Number=${number}`);
    expect((await json('ds', 'export', 'CONFIG/E', '--out', file)).data).toMatchObject({ entries: 3 });
    await ds('ds', 'set', 'CONFIG/E/1', 'Number=9');
    await ds('ds', 'rm', 'CONFIG/E/2', '--yes');
    await ds('ds', 'set', 'CONFIG/E/4', 'Number=4');
    await ds('ds', 'set', 'CONFIG/Else', 'Number=4');
    expect((await json('ds', 'import', file, '--dry-run')).data.changes).toHaveLength(2);
    const { data } = await json('ds', 'import', file, '--replace', '--yes');
    expect(data.changes.map(({ path: at }: { path: string }) => at)).toEqual(
      ['1', '2', '4'].map((name) => path('E', name)),
    );
    expect((await json('ds', 'import', file, '--replace', '--yes')).data.changes).toEqual([]);
    expect((await json('ds', 'get', 'CONFIG/Else')).code).toBe(0);
  });

  it('that is damaged, cut short, newer or no export is refused before anything is changed', async () => {
    const folder = temporaryFolder();
    const good = join(folder, 'good');
    await ds('ds', 'export', '--out', good);
    const lines = readFileSync(good, 'utf8').split('\n');
    const refused = async (content: string) => {
      writeFileSync(join(folder, 'bad'), content);
      const { code, data } = await json('ds', 'import', join(folder, 'bad'), '--yes');
      return [code, data.error?.code];
    };
    expect(await refused('')).toEqual([2, 'export-incomplete']);
    expect(await refused(lines.slice(0, -2).join('\n'))).toEqual([2, 'export-incomplete']);
    expect(await refused(lines.toSpliced(1, 1).join('\n'))).toEqual([2, 'export-incomplete']);
    expect(await refused(lines.with(1, '{"path":7}').join('\n'))).toEqual([2, 'export-damaged']);
    expect(await refused(lines.with(0, 'Users').join('\n'))).toEqual([2, 'export-damaged']);
    expect(await refused(lines.with(0, lines[0]!.replace('"version":1', '"version":2')).join('\n'))).toEqual([
      2,
      'export-newer',
    ]);
  });

  it('is made by the server as a backup, listed, and restored', async () => {
    await ds('ds', 'set', 'CONFIG/B', 'One=1');
    const { data } = await json('ds', 'backup');
    const [{ name }] = data.backups;
    expect(existsSync(join(pair.dir, 'A', 'backups', `${name}.jsonl`))).toBe(true);
    expect((await json('ds', 'backup', '--list')).data.backups[0]).toMatchObject({ name, server: { letter: 'A' } });
    await ds('ds', 'set', 'CONFIG/B', 'One=2');
    expect((await json('ds', 'restore', name, '--yes')).data.changes).toMatchObject([
      { path: path('B'), after: { attributes: { One: ['1'] } } },
    ]);
    expect((await json('ds', 'history', 'CONFIG/B', '--limit', '1')).data.changes[0].reason).toBe(`restore of ${name}`);
  });
});

describe('what a server had alone', () => {
  it('is set aside when it follows the other one, listed, shown beside what is there now, and put back', async () => {
    const own = await makeRealPair();
    try {
      const first = await startBoth(own);
      const on = (...words: string[]) => switchover([...words, '--pair', own.pairFile, '--json']);
      const said = async (...words: string[]) => JSON.parse((await on(...words)).stdout);
      await on('ds', 'set', 'CONFIG/Joe', 'One=1');
      for (const name of ['Old', 'Old/1', 'Old/1/2']) await on('ds', 'set', `CONFIG/${name}`, 'One=1');
      await stopServer(first.B);
      expect((await on('ds', 'rm', 'CONFIG/Old', '--recursive', '--yes')).code).toBe(0);
      await on('ds', 'set', 'CONFIG/Joe', 'One=2');
      await on('ds', 'set', 'CONFIG/Alone', 'One=1');
      await stopServer(first.A);
      const B = await own.start('B', { forcePrimary: true });
      await until(() => B.state().place === 'primary.serving', 'B is active');
      await on('ds', 'set', 'CONFIG/Joe', 'One=3');
      await own.start('A');
      await expect.poll(async () => (await said('set-aside', 'list')).items?.length, { timeout: 20_000 }).toBe(1);
      const [{ id, entries, server, replacedBy }] = (await said('set-aside', 'list')).items;
      expect({ entries, letter: server.letter, replacedBy }).toEqual({ entries: 5, letter: 'A', replacedBy: 'beta' });
      const { items } = await said('set-aside', 'show', id);
      expect(items.map(({ state }: { state: string }) => state).toSorted()).toEqual([
        ...Array(4).fill('conflict'),
        'missing',
      ]);
      expect((await said('set-aside', 'restore', id, '--yes')).error.code).toBe('set-aside-conflict');
      expect((await said('set-aside', 'restore', id, 'CONFIG/Alone', '--yes')).changes).toHaveLength(1);
      expect((await said('set-aside', 'restore', id, '--overwrite', '--yes')).changes).toHaveLength(4);
      expect((await said('ds', 'ls', 'CONFIG/Old')).entries).toEqual([]);
      expect((await said('ds', 'get', 'CONFIG/Joe')).attributes).toEqual({ One: ['2'] });
      const status = (await own.ask('A', 'GET', '/v1/status', { credential: 'viewer' })).json;
      expect(status.warnings.map(({ code }: { code: string }) => code)).toContain('tree-set-aside');
    } finally {
      await own.cleanUp();
    }
  });
});

describe('two looks at what differs', () => {
  const entry = (number: number) => ({
    ...{ path: path('X'), class: 'Entry', attributes: {}, position: { term: 1, number } },
    ...{ changedAt: '', changedBy: '' },
  });
  const look = (A: number | null, B: number | null) => [
    { path: path('X'), A: A === null ? null : entry(A), B: B === null ? null : entry(B) },
  ];

  it('find what differs in the same way both times', () => {
    expect(stillDiffering(look(2, 1), look(2, 1))).toEqual(look(2, 1));
    expect(stillDiffering(look(null, 1), look(null, 1))).toEqual(look(null, 1));
  });

  it('do not find what is being changed, or has arrived meanwhile', () => {
    expect(stillDiffering(look(2, 1), look(3, 2))).toEqual([]);
    expect(stillDiffering(look(2, 1), [])).toEqual([]);
    expect(stillDiffering([], look(2, 1))).toEqual([]);
  });
});

describe('watching', () => {
  it('prints each change at and below a path as one document a line, and ends with 0 at a signal', async () => {
    const words = ['ds', 'watch', 'CONFIG/Watched', '--json', '--pair', pair.pairFile];
    const child = spawn(process.execPath, [RUN_JS, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = lines.next();
    const seen = first.then(({ value }) => JSON.parse(value ?? ''));
    // It does not say when it has begun.
    const changed = (number: number) => ds('ds', 'set', 'CONFIG/Watched', `One=${number}`).then(() => null);
    let found = null;
    for (let number = 1; found === null; number += 1) found = await Promise.race([seen, changed(number)]);
    expect(found.change.writes[0].path).toBe(path('Watched'));
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
