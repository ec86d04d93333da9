import { describe, expect, it } from 'vitest';
import { resolveRequest } from '../../src/cli/dispatch.ts';
import { translateSlashFlags } from '../../src/cli/slash-flags.ts';
import { suggest } from '../../src/cli/suggest.ts';
import { SwitchoverError } from '../../src/core/problem.ts';

const IDS = ['node run', 'node stop', 'params get', 'params list', 'status', 'switch', 'why-switched'];
const resolve = (line: string) => resolveRequest(line === '' ? [] : line.split(' '), IDS);

function problemOf(line: string) {
  try {
    resolve(line);
  } catch (error) {
    if (error instanceof SwitchoverError) return { kind: error.kind, ...error.problem };
    throw error;
  }
  throw new Error(`"${line}" was understood`);
}

describe('finding the command that a command line means', () => {
  it.each([
    ['status --watch', { kind: 'run', id: 'status', argv: ['--watch'] }],
    ['node run --server A', { kind: 'run', id: 'node run', argv: ['--server', 'A'] }],
    ['why-switched a.log node run', { kind: 'run', id: 'why-switched', argv: ['a.log', 'node', 'run'] }],
    ['switch /Immediate', { kind: 'run', id: 'switch', argv: ['/Immediate'] }],
    ['--json --no-color status', { kind: 'run', id: 'status', argv: ['--json', '--no-color'] }],
    ['status -- --help', { kind: 'run', id: 'status', argv: ['--', '--help'] }],
    ['', { kind: 'help', topic: '' }],
    ['--json', { kind: 'help', topic: '' }],
    ['--help', { kind: 'help', topic: '' }],
    ['/?', { kind: 'help', topic: '' }],
    ['help', { kind: 'help', topic: '' }],
    ['--version', { kind: 'version' }],
    ['--no-color --version', { kind: 'version' }],
    ['node', { kind: 'help', topic: 'node' }],
    ['node --help', { kind: 'help', topic: 'node' }],
    ['help node', { kind: 'help', topic: 'node' }],
    ['help node run', { kind: 'help-command', id: 'node run' }],
    ['node run -h', { kind: 'help-command', id: 'node run' }],
    ['switch /?', { kind: 'help-command', id: 'switch' }],
    ['switch --wait --help', { kind: 'help-command', id: 'switch' }],
  ])('understands "%s"', (line, expected) => {
    expect(resolve(line)).toEqual(expected);
  });

  it('refuses an unknown command as wrong usage and names the nearest', () => {
    expect(problemOf('statsu --watch')).toMatchObject({
      kind: 'usage',
      code: 'unknown-command',
      what: 'switchover has no command "statsu"',
      why: 'the nearest: status',
      do: 'try "switchover status", or "switchover --help" for all of them',
    });
  });

  it('looks for the nearest within the topic that was named', () => {
    expect(problemOf('node rnu')).toMatchObject({
      what: 'switchover has no command "node rnu"',
      why: 'the nearest: node run',
    });
    expect(problemOf('help params gte')).toMatchObject({ why: 'the nearest: params get' });
  });

  it('suggests nothing where nothing is near', () => {
    expect(problemOf('frobnicate')).toMatchObject({
      why: 'no command has a name like it',
      do: '"switchover --help" lists them',
    });
  });

  it('refuses a flag that stands where a command should', () => {
    expect(problemOf('--watch status')).toMatchObject({ what: 'switchover has no command "--watch"' });
  });
});

describe('suggestions', () => {
  it.each([
    ['stauts', ['status']],
    ['stat', ['status']],
    ['switched', ['why-switched', 'switch']],
    ['whyswitched', ['why-switched']],
    ['x', []],
  ])('for "%s" are %j', (typed, expected) => {
    expect(suggest(typed, IDS)).toEqual(expected);
  });
});

describe("the reference's own switches", () => {
  const known = { immediate: '--immediate', notifier: '--notifier' };

  it.each([
    [['/Immediate'], ['--immediate']],
    [
      ['/IMMEDIATE', '--yes'],
      ['--immediate', '--yes'],
    ],
    [['/Notifier=alpha:3633'], ['--notifier=alpha:3633']],
    [['/notifier:alpha'], ['--notifier=alpha']],
  ])('%j means %j', (argv, expected) => {
    expect(translateSlashFlags(argv, known)).toEqual(expected);
  });

  it('leave paths, unknown switches, and all after -- as they are', () => {
    const argv = ['/var/log/a.log', '/Unknown', '/immediate/x', '/', '--', '/Immediate'];
    expect(translateSlashFlags(argv, known)).toEqual(argv);
  });

  it('are not found on the prototype of an object', () => {
    expect(translateSlashFlags(['/constructor'], {})).toEqual(['/constructor']);
  });
});
