import { describe, expect, test } from 'vitest';
import { RUN_JS, switchover } from '../support/cli.ts';
import { pairProcess } from '../support/pair-process.ts';
import { type RealPair, realPair, startBoth, until } from '../support/real-pair.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

/** Runs a command in a terminal of this size; what follows it is printed with its exit code. */
function inTerminal(size: string, words: readonly string[], TERM: string): Terminal {
  const command = words.map((word) => `'${word}'`).join(' ');
  const program = `'${process.execPath}' '${RUN_JS}' ${command}`;
  // Ctrl-C reaches the shell as well: whichever it is, it goes on to say how the program ended.
  return openTerminal(`trap : INT; stty ${size}; ${program}; echo "exit code $?"`, { TERM });
}

/** Types an answer to a question, and returns what was shown after it. */
async function answer(pair: RealPair, words: readonly string[], question: RegExp, keys: string): Promise<string> {
  const terminal = inTerminal('rows 24 cols 80', [...words, '--pair', pair.pairFile], 'xterm');
  await terminal.until(question);
  terminal.type(keys);
  return terminal.until(/exit code \d/);
}

describe('status --watch', () => {
  const WATCH = ['status', '--watch', '--pair'];

  test('keeps the verdict on a screen of twelve rows, and says how much is left out', async () => {
    const pair = await realPair();
    await startBoth(pair);
    const shown = await inTerminal('rows 12 cols 80', [...WATCH, pair.pairFile], 'xterm').until(/Ctrl-C to exit/);
    expect(shown).toMatch(/PROTECTED/);
    expect(shown).toMatch(/alpha .*primary/);
    expect(shown).toMatch(/more lines/);
  });

  test('shows the status on a terminal that does not know its size', async () => {
    const pair = await realPair();
    await startBoth(pair);
    const shown = await inTerminal('rows 0 cols 0', [...WATCH, pair.pairFile], 'xterm').until(/Log of B/);
    expect(shown).toMatch(/PROTECTED/);
  });

  test('sends no control codes to a dumb terminal, and a time with each status', async () => {
    const pair = await realPair();
    const terminal = inTerminal('rows 24 cols 80', [...WATCH, pair.pairFile], 'dumb');
    const first = await terminal.until(/no-server-reachable/);
    const shown = first + (await terminal.until(/no-server-reachable/));
    expect(shown).not.toContain('\u001b');
    expect(shown.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC.*\r$/gm)).toHaveLength(2);
    terminal.type('\u0003');
    await terminal.until(/exit code 1/);
  });
});

describe('node run', () => {
  test('shows times, its address and its log on a terminal, and no single pings', async () => {
    const pair = await pairProcess();
    pair.start('B');
    const words = ['node', 'run', '--server', 'A', '--pair', pair.pairFile];
    const terminal = inTerminal('rows 24 cols 200', words, 'dumb');
    const { host, port } = pair.pair.pairFile.servers.A;
    const shown = await terminal.until(/Log: /);
    expect(shown).toContain(`alpha listens on ${host}:${port}`);
    await pair.isProtected();
    await until(() => /Notifier::Ping : .*answered/.test(pair.log('A')), 'A logs a ping');
    expect(shown).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z {2}SwitchoverMain {4}SwitchoverMain::Start/m);
    terminal.type('\u0003');
    const rest = await terminal.until(/exit code 0/);
    expect(rest).toContain('SwitchoverState');
    expect(shown + rest).not.toContain('Notifier::Ping');
  });
});

describe('a question', () => {
  test.each([
    ['n', 'n\r'],
    ['nothing', '\r'],
    ['Ctrl-C', '\u0003'],
  ])('that is answered with %s is no error, and nothing is done', async (_, keys) => {
    const pair = await realPair();
    const servers = await startBoth(pair);
    const said = await answer(pair, ['switch'], /Switch\?/, keys);
    expect(said).toContain('Nothing was done.');
    expect(said).not.toContain('Error');
    expect(said).toContain('exit code 1');
    expect(servers.A.state().place).toBe('primary.serving');
  });

  test('that is answered with y is carried out', async () => {
    const pair = await realPair();
    await startBoth(pair);
    expect(await answer(pair, ['switch'], /Switch\?/, 'y\r')).toContain('exit code 0');
  });
});

describe('node stop of the last active server', () => {
  test('asks, says why, and without a terminal is refused unless --yes confirms it', async () => {
    const pair = await realPair();
    const a = await pair.start('A');
    await until(() => a.state().place === 'primary.serving', 'A is active');
    const stop = ['node', 'stop', '--server', 'A'];
    const here = ['--pair', pair.pairFile];
    const refused = await switchover([...stop, '--json', ...here]);
    const { error } = JSON.parse(refused.stdout);
    expect([refused.code, error.code]).toEqual([2, 'confirmation-needed']);
    expect(error.why).toMatch(/alpha \(A\) is the active server, and no backup would take over: beta \(B\) does not/);
    const plan = await switchover([...stop, '--dry-run', ...here]);
    expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining('Dry run: nothing was done.') });
    expect(await answer(pair, stop, /Stop it\?/, 'n\r')).toContain('Nothing was done.');
    expect(a.state().place).toBe('primary.serving');
    expect((await switchover([...stop, '--yes', ...here])).code).toBe(0);
    await a.done;
  });

  test('does not ask while a backup would take over', async () => {
    const pair = await realPair();
    const { B } = await startBoth(pair);
    expect((await switchover(['node', 'stop', '--server', 'A', '--pair', pair.pairFile])).code).toBe(0);
    await until(() => B.state().place === 'primary.serving', 'B has taken over');
  });
});

test('rejoin --dry-run and switch --dry-run say that nothing was done, and do nothing', async () => {
  const pair = await realPair();
  const servers = await startBoth(pair);
  const here = ['--pair', pair.pairFile];
  const switching = await switchover(['switch', '--dry-run', ...here]);
  expect(switching).toMatchObject({ code: 0, stdout: expect.stringContaining('Dry run: nothing was done.') });
  expect(servers.A.state().place).toBe('primary.serving');
  await switchover(['switch', '--immediate', '--yes', ...here]);
  await until(() => servers.A.state().place === 'inactive.stale', 'A is stale');
  const rejoining = await switchover(['rejoin', '--dry-run', ...here]);
  expect(rejoining).toMatchObject({ code: 0, stdout: expect.stringContaining('alpha (A) becomes the backup.') });
  expect(rejoining.stdout).toContain('Dry run: nothing was done.');
  const { stdout } = await switchover(['rejoin', '--dry-run', '--json', ...here]);
  expect(JSON.parse(stdout)).toMatchObject({ dryRun: true, letter: 'A' });
  expect(servers.A.state().place).toBe('inactive.stale');
});
