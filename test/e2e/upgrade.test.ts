import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Letter } from '../../src/core/letter.ts';
import { LETTERS } from '../../src/core/letter.ts';
import { RUN_JS } from '../support/cli.ts';
import { until } from '../support/real-pair.ts';
import { type ServicedPair, servicedPair } from '../support/serviced-pair.ts';
import { openTerminal } from '../support/terminal.ts';

/** The steps that have an answer, in their order. */
const LABELS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10a', '11'] as const;
type Label = (typeof LABELS)[number];

/** Answers of an operator who is satisfied, to all steps before `end`. */
function answersIn(
  pair: ServicedPair,
  { end, more = 'satisfied: yes\n' }: { end?: Label; more?: string } = {},
): string {
  const answered = end === undefined ? LABELS : LABELS.slice(0, LABELS.indexOf(end));
  const lines = answered.map((label) =>
    label === '4' ? '  4: { skip: both servers run on one machine }\n' : `  ${label}: run\n`,
  );
  const file = join(pair.folder, 'answers.yaml');
  writeFileSync(file, `${lines.length === 0 ? '' : `steps:\n${lines.join('')}`}${more}`);
  return file;
}

const BEGIN = ['upgrade', 'walkthrough', '--release', '2', '--json', '--answers'];
const RESUME = ['upgrade', 'walkthrough', '--resume', '--json', '--answers'];

/** However an upgrade ends: one server serves, the other one is its backup, and both start as before. */
async function isInOrder(pair: ServicedPair): Promise<void> {
  const status = await pair.until(
    ({ servers }) =>
      servers.filter(({ serving }) => serving === true).length === 1 &&
      servers.every(({ state }) => state !== null && state !== 'init' && state !== 'inactive'),
    'one server is active, and the other one its backup',
  );
  expect(status.servers.filter(({ serving }) => serving === true)).toHaveLength(1);
  expect([pair.startMode('A'), pair.startMode('B')]).toEqual(['automatic', 'automatic']);
}

describe.concurrent('an upgrade of a pair of real servers', () => {
  test('goes through all steps, each verified, and ends with the new release on both servers', async ({
    onTestFinished,
  }) => {
    const pair = await servicedPair(onTestFinished);
    const { code, stdout, stderr } = await pair.command(...BEGIN, answersIn(pair));
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ outcome: 'finished', satisfied: true, operators: ['master-administrator'] },
      downtimes: [{ to: 'B', ms: expect.any(Number) }],
    });
    expect(pair.calls()).toEqual([
      'B stop',
      'B set-start-mode manual',
      'B install 2',
      'B start',
      'B test',
      'A stop',
      'A install 2',
      'A start',
      'B set-start-mode automatic',
    ]);
    await isInOrder(pair);
    const { servers } = await pair.until(({ protection }) => protection === 'protected', 'the pair is protected');
    expect(servers).toMatchObject([
      { state: 'backup', release: '2' },
      { serving: true, release: '2' },
    ]);
  });

  test('that does not satisfy goes back: the old release on both servers, the roles and the start modes as before', async ({
    onTestFinished,
  }) => {
    const pair = await servicedPair(onTestFinished);
    const answers = answersIn(pair, { more: 'satisfied: { no: the reports are wrong }\n' });
    const { code, stdout } = await pair.command(...BEGIN, answers);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'went-back', satisfied: false });
    expect(pair.calls().slice(-4)).toEqual(['B stop', 'B install 1', 'B start', 'B set-start-mode automatic']);
    await isInOrder(pair);
    const { servers } = await pair.until(({ protection }) => protection === 'protected', 'the pair is protected');
    expect(servers).toMatchObject([
      { serving: true, release: '1' },
      { state: 'backup', release: '1' },
    ]);
  });

  test('stops where an installer succeeds and installs nothing, and goes on once it was done by hand', async ({
    onTestFinished,
  }) => {
    const pair = await servicedPair(onTestFinished);
    pair.breaks('B', 'install', 'does-nothing');
    const stopped = await pair.command(...BEGIN, answersIn(pair));
    expect(stopped.code).toBe(5);
    expect(JSON.parse(stopped.stdout)).toMatchObject({
      error: { code: 'answer-missing', what: expect.stringContaining('the installation changed nothing') },
    });
    const second = await pair.command(...BEGIN, answersIn(pair));
    expect(JSON.parse(second.stdout)).toMatchObject({ error: { code: 'upgrade-in-progress' } });
    expect(second.code).toBe(4);
    pair.works('B', 'install');
    await pair.control('B', 'install', '2');
    const { code } = await pair.command('upgrade', 'abort', '--yes');
    expect(code).toBe(0);
    await isInOrder(pair);
  });

  test.each(LABELS)('can be aborted at step %s', async (label) => {
    const atItsEnd: (() => unknown)[] = [];
    try {
      const pair = await servicedPair((close) => void atItsEnd.push(close));
      const stopped = await pair.command(...BEGIN, answersIn(pair, { end: label }));
      expect(stopped.code).toBe(5);
      const aborted = await pair.command('upgrade', 'abort', '--yes', '--json', '--reason', 'the window is over');
      expect(aborted).toMatchObject({ code: 0 });
      expect(JSON.parse(aborted.stdout)).toMatchObject({ outcome: 'aborted' });
      await isInOrder(pair);
    } finally {
      for (const close of atItsEnd) await close();
    }
  });
});

/** Each command that an upgrade runs, with the server where it runs. */
const COMMANDS: readonly (readonly [Letter, string])[] = [
  ['B', 'stop'],
  ['B', 'set-start-mode'],
  ['B', 'install'],
  ['B', 'start'],
  ['B', 'test'],
  ['A', 'stop'],
  ['A', 'install'],
  ['A', 'start'],
];

describe('at a terminal', () => {
  test('an upgrade is begun and finished by taking the first entry of each menu', async ({ onTestFinished }) => {
    const pair = await servicedPair(onTestFinished);
    const facts = await pair.command('facts', '--local', '--server', 'beta', '--json');
    expect(JSON.parse(facts.stdout)).toMatchObject({
      service: { running: true, startMode: 'automatic' },
      release: '1',
    });
    const words = [process.execPath, RUN_JS, 'upgrade', 'walkthrough', '--release', '2', '--pair', pair.pairFile];
    const terminal = openTerminal(`${words.join(' ')}; echo "exit=$?"`, { NO_COLOR: '1' });
    await terminal.until(/Begin the upgrade\?/);
    terminal.type('y\r');
    for (;;) {
      const shown = await terminal.until(/Show details|exit=\d/);
      if (/exit=\d/.test(shown)) break;
      terminal.type('\r');
    }
    expect(pair.calls()).toContain('A install 2');
    const report = await pair.command('upgrade', 'status', '--json');
    expect(JSON.parse(report.stdout)).toMatchObject({ outcome: 'finished' });
    await isInOrder(pair);
  });
});

describe.concurrent('a walkthrough that is killed', () => {
  test.each(COMMANDS)('while a command of %s runs (%s) is continued by another operator', async (letter, verb) => {
    const atItsEnd: (() => unknown)[] = [];
    try {
      const pair = await servicedPair((close) => void atItsEnd.push(close));
      pair.breaks(letter, verb, 'hangs');
      const words = [RUN_JS, ...BEGIN, answersIn(pair), '--pair', pair.pairFile];
      const child = spawn(process.execPath, words, { stdio: 'ignore' });
      await until(() => pair.calls().some((call) => call.startsWith(`${letter} ${verb}`)), 'the command runs');
      child.kill('SIGKILL');
      await once(child, 'exit');
      pair.works(letter, verb);
      // Unattended, nothing is run twice: somebody has to look.
      const other = pair.otherOperator();
      const resume = (): ReturnType<ServicedPair['command']> =>
        pair.command(...RESUME, answersIn(pair), '--pair', other);
      const stopped = await resume();
      expect(JSON.parse(stopped.stdout)).toMatchObject({ error: { code: 'answer-missing' } });
      const calls = pair.calls();
      await pair.control(letter, verb, verb === 'install' ? '2' : verb === 'set-start-mode' ? 'manual' : '');
      // A server that is still starting is not what the step ends with, and unattended nobody waits for it.
      if (verb === 'start') {
        const isThere = (state: string | null) => state !== null && state !== 'init' && state !== 'reconnecting';
        await pair.until(
          ({ servers }) => servers.every(({ state }) => isThere(state)),
          'both servers have their roles',
        );
      }
      const resumed = await resume();
      if (verb === 'test') expect(resumed.code).toBe(5);
      else expect(resumed, resumed.stdout).toMatchObject({ code: 0 });
      expect(pair.calls().slice(0, calls.length)).toEqual(calls);
      if (verb === 'test') expect(await pair.command('upgrade', 'abort', '--yes')).toMatchObject({ code: 0 });
      await isInOrder(pair);
      expect(readFileSync(join(pair.folder, 'other-operator', 'pair.upgrade.journal'), 'utf8')).toContain('"resumed"');
    } finally {
      for (const close of atItsEnd) await close();
    }
  });
});

describe.concurrent('a server that is killed during an upgrade', () => {
  // All of them take a minute: `npm run test:faults`.
  const labels = process.env.FAULTS === 'every-row' ? LABELS : (['2', '5', '7', '8'] as const);
  const cases = LETTERS.flatMap((letter) => labels.map((label) => [letter, label] as const));
  test.each(cases)('%s, at step %s: the upgrade can be aborted once it runs again', async (letter, label) => {
    const atItsEnd: (() => unknown)[] = [];
    try {
      const pair = await servicedPair((close) => void atItsEnd.push(close));
      await pair.command(...BEGIN, answersIn(pair, { end: label }));
      pair.kill(letter);
      // Nobody is there to be asked what to do, so it goes on as far as its checks hold, or become true.
      const resume = pair.command(...RESUME, answersIn(pair), '--pair', pair.otherOperator());
      await Promise.all([resume, pair.control(letter, 'start')]);
      const report = await pair.command('upgrade', 'status', '--json');
      if (JSON.parse(report.stdout).outcome === null) {
        expect(await pair.command('upgrade', 'abort', '--yes')).toMatchObject({ code: 0 });
      }
      const status = await pair.until(({ servers }) => servers.every(({ state }) => state !== null), 'both answer');
      for (const { state, letter: each } of status.servers) {
        if (state === 'inactive') await pair.command('rejoin', '--server', each, '--yes');
      }
      await isInOrder(pair);
    } finally {
      for (const close of atItsEnd) await close();
    }
  });
});
