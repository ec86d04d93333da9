/** The parameters of a running pair, by the built commands on real server processes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ended } from '../support/cli.ts';
import type { PairProcess } from '../support/pair-process.ts';
import { pairProcess } from '../support/pair-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const TIMEOUT = 'Switchover TS Timeout';
const RECONNECT = 'Switchover Reconnect Timeout';

// biome-ignore lint/suspicious/noExplicitAny: what a command prints is looked at by the tests
function json(ended: Ended): any {
  return JSON.parse(ended.stdout);
}

/** The codes of all problems on standard error. */
function codes({ stderr }: Ended): string[] {
  return [...stderr.matchAll(/\(([a-z]+(?:-[a-z]+)+)\)/g)].map(([, code]) => code!);
}

describe('the commands on a running pair', () => {
  let pair: PairProcess;
  let cleanUp: () => unknown = () => undefined;

  beforeAll(async () => {
    pair = await pairProcess({}, (done) => {
      cleanUp = done;
    });
    await pair.startBoth();
  });
  afterAll(() => cleanUp());

  test('set, get, list and show the history', async () => {
    const set = await pair.command('params', 'set', TIMEOUT, '20', '--reason', 'slow disks');
    expect(set).toMatchObject({ code: 0, stderr: '' });
    expect(set.stdout).toContain('confirmed by the backup');
    expect(set.stdout).toContain('In force now.');
    expect((await pair.command('params', 'get', TIMEOUT)).stdout).toBe('20\n');
    const [listed] = json(
      await pair.command('params', 'list', '--changed', '--group', 'module-monitor', '--json'),
    ).parameters;
    expect(listed).toMatchObject({
      name: TIMEOUT,
      value: 20,
      inForce: 20,
      pendingRestart: false,
      waitsFor: [],
      set: true,
    });
    const { checkpoints } = json(await pair.command('params', 'history', '--json'));
    expect(checkpoints).toMatchObject([
      { number: 2, by: 'master-administrator', reason: 'slow disks', changes: [{ name: TIMEOUT, from: null, to: 20 }] },
      { number: 1, by: 'pair file' },
    ]);
    expect((await pair.command('params', 'history', TIMEOUT)).stdout).toContain(`${TIMEOUT}: not set -> 20 seconds`);
  });

  test('show what waits for a restart, in list and status', async () => {
    const set = json(await pair.command('params', 'set', RECONNECT, '3', '--json'));
    expect(set).toMatchObject({ replicated: true, changes: [{ name: RECONNECT, from: 1, to: 3, dynamic: false }] });
    expect((await pair.command('params', 'list')).stdout.replace(/\s+/g, ' ')).toContain(
      '3 seconds (default 30 seconds); 1 second in force, waits for a restart of A and B',
    );
    const status = json(await pair.command('status', '--json'));
    expect(status.parameters).toEqual({ checkpoint: 3, waiting: [{ name: RECONNECT, servers: ['A', 'B'] }] });
    expect(status.warnings.map(({ code }: { code: string }) => code)).toContain('parameters-wait');
    expect((await pair.command('params', 'unset', RECONNECT, '--dry-run')).stdout).toContain('nothing was written');
    expect((await pair.command('params', 'get', RECONNECT)).stdout).toBe('3\n');
  });

  test('tell the second of two operators what the first one did', async () => {
    await pair.command('params', 'set', TIMEOUT, '21', '--reason', 'the first');
    const second = await pair.command('params', 'set', '--expect', `${TIMEOUT}=20`, TIMEOUT, '22');
    expect([second.code, codes(second)]).toEqual([4, ['parameter-changed-meanwhile']]);
    expect((await pair.command('params', 'history', '--limit', '1')).stdout).toContain('"the first"');
    const third = await pair.command('params', 'set', `${TIMEOUT}=22`, '--after', '1', '--json');
    expect([third.code, json(third).error.code]).toEqual([4, 'parameters-changed-meanwhile']);
    expect((await pair.command('params', 'get', TIMEOUT)).stdout).toBe('21\n');
  });

  test('accept short names everywhere', async () => {
    expect((await pair.command('params', 'get', 'TS-Timeout')).stdout).toBe('21\n');
    const { name, checkpoints } = json(await pair.command('params', 'history', 'ts-timeout', '--json'));
    expect([name, checkpoints[0].reason]).toEqual([TIMEOUT, 'the first']);
    const words = ['--expect', 'ts-timeout=21', '--expect', 'max-ts-failures=', '--dry-run', '--json'];
    const set = json(await pair.command('params', 'set', 'ts-timeout', '23', 'max-ts-failures=3', ...words));
    expect(set.changes.map((each: { name: string }) => each.name)).toEqual([TIMEOUT, 'Switchover Max TS Failures']);
    const unset = json(await pair.command('params', 'unset', 'ts-timeout', '--dry-run', '--json'));
    expect(unset.changes).toMatchObject([{ name: TIMEOUT, from: 21, to: null }]);
    const late = await pair.command('params', 'set', 'ts-timeout', '23', '--expect', 'ts-timeout=20');
    expect([late.code, codes(late)]).toEqual([4, ['parameter-changed-meanwhile']]);
  });

  test('compare checkpoints, the running pair and the defaults', async () => {
    expect(json(await pair.command('params', 'diff', '1', '2', '--json'))).toMatchObject({
      left: '1',
      right: '2',
      differences: [{ name: TIMEOUT, left: { value: 10, set: false }, right: { value: 20, set: true } }],
    });
    expect(await pair.command('params', 'diff', 'live', 'live')).toMatchObject({ code: 0 });
    const live = json(await pair.command('params', 'diff', '--json'));
    expect(live.differences.map(({ name }: { name: string }) => name)).toEqual([RECONNECT, TIMEOUT]);
    const missing = await pair.command('params', 'diff', '1', '99');
    expect([missing.code, codes(missing)]).toEqual([4, ['checkpoint-unknown']]);
  });

  test('export the values and import them unchanged, as YAML and as JSON', async () => {
    const folder = temporaryFolder();
    for (const [name, ...more] of [['p.yaml'], ['p.json', '--json']] as const) {
      const exported = await pair.command('params', 'export', ...more);
      expect([exported.code, exported.stderr]).toEqual([0, '']);
      writeFileSync(join(folder, name), exported.stdout);
      const again = json(await pair.command('params', 'import', join(folder, name), '--json'));
      expect(again).toMatchObject({ checkpoint: null, changes: [], unchanged: [RECONNECT, TIMEOUT] });
    }
    const before = (await pair.command('params', 'export', '1')).stdout;
    expect(before).toContain(`\n${RECONNECT}: 1\n`);
    expect(before).not.toContain(TIMEOUT);
  });

  test('import a file completely or not at all, after a dry run that writes nothing', async () => {
    const file = join(temporaryFolder(), 'p.yaml');
    writeFileSync(file, `${RECONNECT}: 3\nSwitchover Max TS Failures: 4\n`);
    const dry = await pair.command('params', 'import', file, '--dry-run');
    expect(dry.stdout).toContain('nothing was written');
    expect(dry.stdout.replace(/\s+/g, ' ')).toContain('module hung');
    expect((await pair.command('params', 'get', TIMEOUT)).stdout).toBe('21\n');
    const done = json(await pair.command('params', 'import', file, '--reason', 'a test', '--json'));
    expect(done.changes.map(({ name, to }: { name: string; to: unknown }) => [name, to])).toEqual([
      [TIMEOUT, null],
      ['Switchover Max TS Failures', 4],
    ]);
    writeFileSync(file, `${RECONNECT}: 3\nSwitchover Max TS Failures: many\nNonsense: 1\n`);
    const broken = await pair.command('params', 'import', file);
    expect([broken.code, codes(broken)]).toEqual([2, ['value-not-a-number', 'parameter-unknown']]);
    writeFileSync(file, '# nothing\n');
    const empty = await pair.command('params', 'import', file);
    expect([empty.code, codes(empty)]).toEqual([2, ['import-empty']]);
    expect((await pair.command('params', 'get', 'Switchover Max TS Failures')).stdout).toBe('4\n');
  });

  test('restore a checkpoint, as another change that can be undone', async () => {
    const { number } = json(await pair.command('params', 'history', '--limit', '1', '--json')).checkpoints[0];
    const restored = json(await pair.command('params', 'restore', '2', '--reason', 'as before', '--json'));
    expect(restored.checkpoint).toBe(number + 1);
    expect(await pair.command('params', 'diff', '2')).toMatchObject({ code: 0 });
    expect((await pair.command('params', 'history', '--limit', '1')).stdout).toContain('(checkpoint 2 restored)');
    expect(await pair.command('params', 'restore', String(number))).toMatchObject({ code: 0 });
    expect(await pair.command('params', 'diff', String(number))).toMatchObject({ code: 0 });
    const missing = await pair.command('params', 'restore', '99');
    expect([missing.code, codes(missing)]).toEqual([4, ['checkpoint-unknown']]);
  });

  test('validate the values, and compute takeover times with those in force', async () => {
    expect(await pair.command('params', 'validate')).toMatchObject({ code: 0 });
    const bounds = json(await pair.command('params', 'bounds', '--set', `${RECONNECT}=3`, '--json'));
    expect(bounds).toMatchObject({ pair: 'demo', file: null, server: 'B' });
    const killed = bounds.bounds.find(({ failure }: { failure: string }) => failure === 'process-killed');
    // One second is in force; three wait for a restart.
    expect(killed.longestMs - killed.before.longestMs).toBe(2_000);
    expect(json(await pair.command('params', 'set', TIMEOUT, '30', '--dry-run', '--json')).bounds).not.toEqual([]);
  });

  test.each([
    ['not a number', [TIMEOUT, 'soon'], 2, 'value-not-a-number'],
    ['out of range', [TIMEOUT, '61'], 2, 'value-too-large'],
    ['a fraction', [TIMEOUT, '1.5'], 2, 'value-not-whole'],
    ['a unit', [TIMEOUT, '20s'], 2, 'value-has-unit'],
    ['a control character', ['Switchover NetTest A', 'a\u0007b'], 2, 'value-control-character'],
    ['a long value', ['CustomMirrorDir', `C:\\${'x'.repeat(100_000)}`], 2, 'value-too-long'],
    ['names that differ in case only', [TIMEOUT, '20', TIMEOUT.toUpperCase(), '30'], 2, 'assigned-twice'],
    ['a surplus value', [TIMEOUT, '20', '30'], 2, 'value-surplus'],
    ['an expectation without a name', [TIMEOUT, '20', '--expect', '10'], 2, 'expect-form'],
    ['an expectation without a value', [TIMEOUT, '20', '--expect', TIMEOUT, '10'], 2, 'expect-form'],
    ['an unknown name', ['Switchover Reconect Timeout', '20'], 2, 'parameter-unknown'],
    ['a name without quotes', ['Switchover', 'TS', 'Timeout', '20'], 2, 'name-unquoted'],
    ['a name twice, in two ways', [TIMEOUT, '20', 'ts-timeout', '20'], 2, 'assigned-twice'],
    ['the name of a server', ['SwitchoverServer A', 'gamma'], 4, 'parameter-set-elsewhere'],
    ['a file and the pair', [TIMEOUT, '20', '--file', 'x.yaml'], 2, 'usage'],
  ])('change nothing with %s', async (_, words, code, problem) => {
    const before = (await pair.command('params', 'history', '--json')).stdout;
    // A valid value as well: it must not be set either.
    const refused = await pair.command('params', 'set', 'Switchover Max TS Failures', '5', ...words);
    expect(codes(refused)[0] ?? 'usage').toBe(problem);
    expect(refused.code).toBe(code);
    expect((await pair.command('params', 'history', '--json')).stdout).toBe(before);
  });
});

test('a change on the active server is in force on the server that takes over when it is killed', async () => {
  const pair = await pairProcess();
  await pair.startBoth();
  expect(await pair.command('params', 'set', TIMEOUT, '44', '--reason', 'before the end')).toMatchObject({ code: 0 });
  await pair.kill('A');
  await pair.until(
    (status) => status.servers.some(({ letter, serving }) => letter === 'B' && serving === true),
    'B serves',
  );
  const [only] = json(
    await pair.command('params', 'list', '--changed', '--group', 'module-monitor', '--json'),
  ).parameters;
  expect(only).toMatchObject({ name: TIMEOUT, value: 44, inForce: 44 });
  const alone = await pair.command('params', 'set', TIMEOUT, '45');
  expect([alone.code, codes(alone)]).toEqual([0, ['not-replicated']]);
  pair.start('A');
  await pair.isProtected();
  const { checkpoints, server } = json(await pair.command('params', 'history', '--json'));
  expect(server.letter).toBe('B');
  expect(checkpoints.map(({ changes }: { changes: { to: unknown }[] }) => changes[0]!.to)).toEqual([45, 44, 1]);
  expect(json(await pair.command('status', '--json')).parameters.checkpoint).toBe(3);
});

test('kill -9 of the active server during changes leaves each of them old or new, on both servers', async () => {
  const pair = await pairProcess({ reconnectTimeoutS: 0 });
  await pair.startBoth();
  for (const [round, active] of (['A', 'B', 'A', 'B'] as const).entries()) {
    const other = active === 'A' ? 'B' : 'A';
    /** Two values that are only ever set together, and the last pair of them that both servers confirmed. */
    let confirmed = 0;
    let sent = 0;
    const killed = (async () => {
      for (sent = 1; sent < 40; sent++) {
        const wish = { is: 'set', values: { [TIMEOUT]: sent + 10, 'Switchover IP Timeout': sent + 10 } } as const;
        const request = { id: `${round}-${sent}`, reason: null, dryRun: false, wish, expected: {}, after: null };
        const reply = await pair.pair.parameters.change(active, request).catch(() => null);
        if (reply === null || !reply.accepted) return;
        if (reply.replicated === true) confirmed = sent;
        // During one of the following changes, at a different point each time.
        if (sent === 5 + round) setTimeout(() => void pair.kill(active), round * 3);
      }
    })();
    await killed;
    expect(confirmed).toBeGreaterThanOrEqual(5 + round);
    await pair.until(
      ({ servers }) => servers.some(({ letter, serving }) => letter === other && serving === true),
      'it serves',
    );
    const { values } = await pair.pair.parameters.read(other);
    expect(values[TIMEOUT]).toBe(values['Switchover IP Timeout']);
    expect(values[TIMEOUT]).toBeGreaterThanOrEqual(confirmed + 10);
    expect(values[TIMEOUT]).toBeLessThanOrEqual(sent + 10);
    pair.start(active);
    await pair.isProtected();
    const both = async (): Promise<boolean> => {
      const [a, b] = await Promise.all([pair.pair.parameters.read('A'), pair.pair.parameters.read('B')]);
      return JSON.stringify(a.values) === JSON.stringify(b.values) && a.checkpoint === b.checkpoint;
    };
    await expect.poll(both).toBe(true);
    await pair.command('mode', 'automatic');
  }
});

test('with only the backup reachable, reading warns and a change is refused', async () => {
  const pair = await pairProcess({ reconnectTimeoutS: 600 });
  await pair.startBoth();
  await pair.kill('A');
  const read = await pair.command('params', 'get', RECONNECT);
  expect([read.code, read.stdout, codes(read)]).toEqual([0, '600\n', ['no-active-server']]);
  const refused = await pair.command('params', 'set', TIMEOUT, '20');
  expect([refused.code, codes(refused)]).toEqual([4, ['not-active']]);
  await pair.kill('B');
  const nobody = await pair.command('params', 'set', TIMEOUT, '20');
  expect([nobody.code, codes(nobody)]).toEqual([3, ['no-server-reachable']]);
});
