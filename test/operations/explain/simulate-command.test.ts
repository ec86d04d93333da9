import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../../src/operations/explain/simulate.ts';
import { renderSimulation } from '../../../src/presentation/explain/simulate.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { ROOT, switchover } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function folderWith(name: string, text: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), text);
  return folder;
}

const CUT = 'title Cut\nat 0:30 the cable of A is pulled\nexpect nobody becomes active\nend at 3:00\n';

describe('switchover simulate', () => {
  it('lists the scenarios that come with it, with and without --list', async () => {
    const names = readdirSync(join(ROOT, 'examples', 'scenarios')).map((name) => name.replace('.scenario', ''));
    const [plain, asked, json] = await Promise.all([
      switchover(['simulate']),
      switchover(['simulate', '--list']),
      switchover(['simulate', '--list', '--json']),
    ]);
    expect(plain).toEqual(asked);
    expect(plain).toMatchObject({ stderr: '', code: 0 });
    for (const name of names) expect(plain.stdout).toContain(`\n${name} `.slice(name === names.sort()[0] ? 1 : 0));
    const list = JSON.parse(json.stdout) as { stories: { name: string; title: string }[] };
    expect(list.stories.map(({ name }) => name)).toEqual(names.sort());
  });

  it('runs a scenario by its name, from any folder', async () => {
    const { stdout, stderr, code } = await switchover(['simulate', 'cable-of-the-backup'], { cwd: temporaryFolder() });
    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout).toContain('the cable of B is pulled for 5 min');
    expect(stdout).toContain('B concludes from its network checks: it is cut off itself');
    expect(stdout).toMatch(/B 431/);
    expect(stdout).toContain('All expectations met');
  });

  it('runs a file, and exits with 1 if an expectation is not met', async () => {
    const cwd = folderWith('cut.scenario', CUT);
    const { stdout, stderr, code } = await switchover(['simulate', 'cut.scenario'], { cwd });
    expect([stderr, code]).toEqual(['', 1]);
    expect(stdout).toContain('1 of 1 expectations not met');
    expect(stdout).toContain('(line 3): B becomes active at 1:16');
  });

  it('prints the same facts as one JSON document', async () => {
    const cwd = folderWith('cut.scenario', CUT);
    const { stdout, stderr, code } = await switchover(['simulate', './cut.scenario', '--json'], { cwd });
    expect([stderr, code]).toEqual(['', 1]);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      story: { name: './cut.scenario', title: 'Cut', prose: [] },
      seed: null,
      parameters: {},
      beginning: { A: 'primary.serving', B: 'backup.watching', active: ['A'] },
      outcome: { lastsMs: 180_000, active: ['A', 'B'], downtimeMs: 0, becameActive: [{ server: 'B', term: 2 }] },
      expectations: [{ line: 3, text: 'nobody becomes active', held: false }],
      violations: [],
      held: false,
      warnings: [],
    });
    expect(report.timeLine).toContainEqual({
      atMs: 30_000,
      kind: 'event',
      server: 'A',
      rule: null,
      from: null,
      to: null,
      network: null,
      active: null,
      what: 'the cable of A is pulled',
    });
    expect(report.outcome.twoActiveMs).toBe(180_000 - report.outcome.becameActive[0].atMs);
  });

  it('overrides the parameters of a scenario, and warns of values that conflict', async () => {
    const { stdout, stderr, code } = await switchover([
      'simulate',
      'wan-cut',
      '--set',
      'switchover reconnect timeout=0',
      '--set',
      'nettest-b=near-a',
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain('Switchover NetTest B = near-a');
    expect(stdout).toContain('  NO   B concludes primary-unreachable');
    expect(stderr).toContain('no-reconnect-attempt');
  });

  it('runs the random scenario of a seed, the same each time', async () => {
    const [first, second] = await Promise.all([
      switchover(['simulate', '--seed', '42', '--json']),
      switchover(['simulate', '--seed', '42', '--json']),
    ]);
    expect(first).toEqual(second);
    const report = JSON.parse(first.stdout);
    expect(report).toMatchObject({ story: null, seed: 42, expectations: [], violations: [], held: true });
    expect(report.outcome.lastsMs).toBeGreaterThanOrEqual(600_000);
    expect(first.code).toBe(0);
  });

  it.each([
    [['cable-of-the-bakcup'], 2, 'story-not-found', 'did you mean "cable-of-the-backup"?'],
    [['nothing.scenario'], 3, 'file-missing', 'check the name'],
    [['.'], 2, 'story-not-found', 'simulate --list'],
    [['./'], 3, 'file-is-folder', 'specify a file in it'],
    [['--seed', 'x'], 2, 'seed-wrong', 'whole number'],
    [['--seed', '4294967296'], 2, 'seed-wrong', 'whole number'],
    [['--seed', '-1'], 2, 'seed-wrong', 'whole number'],
    [['wan-cut', '--seed', '1'], 2, 'seed-and-scenario', 'give only one'],
    [['wan-cut', '--set', 'Reconnect Timeout=3'], 2, 'parameter-unknown', '"Switchover Reconnect Timeout"'],
    [['wan-cut', '--set', 'reconect-timeout=3'], 2, 'parameter-unknown', '"reconnect-timeout"'],
    [['wan-cut', '--set', 'reconnect-timeout=3', '--set', 'RECONNECT-TIMEOUT=3'], 2, 'assigned-twice', 'keep one'],
    [['wan-cut', '--set', 'Switchover Reconnect Timeout=-3'], 2, 'value-too-small', 'from 0'],
    [['wan-cut', '--set', 'Switchover Reconnect Timeout'], 2, 'no-assignment', 'Switchover TS Timeout=20'],
    [['--list', '--seed', '1'], 2, 'usage', '--help'],
  ])('refuses %j', async (args, exit, problem, next) => {
    const { stdout, code } = await switchover(['simulate', ...args, '--json'], { cwd: temporaryFolder() });
    const { error } = JSON.parse(stdout);
    expect([code, error.code]).toEqual([exit, problem]);
    expect(error.do).toContain(next);
  });

  it('reports every mistake in a scenario with its line and column, and in every value', async () => {
    const cwd = folderWith('bad.scenario', 'title T\nat 0:30 A frezes\nexpect nobody sleeps\nend at 1:00\n');
    const scenario = await switchover(['simulate', 'bad.scenario'], { cwd });
    expect(scenario).toMatchObject({ stdout: '', code: 2 });
    expect(scenario.stderr).toContain('bad.scenario:2:11');
    expect(scenario.stderr).toContain('did you mean "freezes"?');
    expect(scenario.stderr).toContain('bad.scenario:3:15');
    const values = await switchover(['simulate', 'wan-cut', '--set', 'a=1', '--set', 'b=2']);
    expect(values.stderr.match(/parameter-unknown/g)).toHaveLength(2);
  });

  it('reports what is wrong with bytes that are not text', async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'x'));
    writeFileSync(join(cwd, 'x', 'y.scenario'), Buffer.from([0xff, 0xfe, 0x00, 0x01, 0x80]));
    const { code, stderr } = await switchover(['simulate', 'x/y.scenario'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('x/y.scenario:1:');
  });
});

describe('the text', () => {
  it.each([60, 80, 200])('keeps to %i columns', async (columns) => {
    for (const [scenario, seed] of [
      ['cable-of-the-primary', null],
      ['wan-cut-with-nettest', null],
      [null, '7'],
    ] as const) {
      const { report } = await simulate({ scenario, seed, set: ['Switchover Reconnect Timeout=12'] });
      const lines = renderSimulation(report, { palette: PLAIN, columns }).split('\n');
      expect(lines.filter((line) => line.length > columns)).toEqual([]);
    }
  });
});
