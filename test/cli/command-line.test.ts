import { describe, expect, it } from 'vitest';
import { commandLine, translateSlashFlags } from '../../src/cli/command-line.ts';
import { loadConfig } from '../../src/cli/main.ts';
import { suggest } from '../../src/cli/suggest.ts';
import { unknownCommand } from '../../src/cli/unknown-command.ts';

const config = await loadConfig();
const words = (line: string): string[] => (line === '' ? [] : line.split(' '));

describe('a command line for oclif', () => {
  it.each([
    ['status --watch', 'status --watch'],
    ['why-switched a.log node run', 'why-switched a.log node run'],
    ['--json --no-color status', 'status --json --no-color'],
    ['--json status -- --help', 'status --json -- --help'],
    ['--json params set a b', 'params set --json a b'],
    ['--json params', 'params --json'],
    ['--json stauts', 'stauts --json'],
    ['', '--help'],
    ['--json', '--help --json'],
    ['--no-color --version', '--version --no-color'],
    ['help', '--help'],
    ['help node run', 'node run --help'],
    ['--json help node', 'node --help --json'],
    ['switch /Immediate', 'switch --immediate --yes'],
    ['switch /Immediate /Notifier', 'switch --immediate --yes --notifier='],
    ['switch /IMMEDIATE /Notifier=alpha', 'switch --immediate --yes --notifier=alpha'],
    ['node run /ForceBackup', 'node run --force-backup'],
    ['why-switched /Immediate', 'why-switched /Immediate'],
    ['/Immediate', '/Immediate'],
  ])('is made of "%s"', (line, expected) => {
    expect(commandLine(words(line), config).join(' ')).toBe(expected);
  });
});

describe('unknown commands', () => {
  const problemOf = (line: string) => {
    const { kind, problem } = unknownCommand(words(line), config);
    return { kind, ...problem };
  };

  it('are wrong usage, and similar commands are suggested', () => {
    expect(problemOf('statsu')).toMatchObject({
      kind: 'usage',
      code: 'unknown-command',
      what: 'unknown command "statsu"',
      why: 'similar commands: status',
      do: 'try "switchover status", or "switchover --help" for a list',
    });
  });

  it('are compared within the topic that was named', () => {
    expect(problemOf('node rnu')).toMatchObject({
      what: 'unknown command "node rnu"',
      why: 'similar commands: node run',
    });
    expect(problemOf('params gte')).toMatchObject({ why: 'similar commands: params get, params set' });
  });

  it('get no suggestion if nothing is similar', () => {
    expect(problemOf('frobnicate')).toMatchObject({
      why: null,
      do: 'run "switchover --help" for a list of commands',
    });
  });

  it.each([
    ['failover', 'switchover switch'],
    ['takeover now', 'switchover switch'],
    ['start', 'switchover node run'],
    ['restart', 'switchover node stop'],
    ['hlep', 'switchover help'],
    ['version', 'switchover --version'],
    ['/Immediate /Notifier', 'switchover switch'],
    ['/notifier=alpha', 'switchover switch'],
    ['/ManualSwitchOnly', 'switchover node run'],
  ])('by a word of other programs get the command of this one: "%s"', (line, expected) => {
    expect(problemOf(line)).toMatchObject({ do: expect.stringContaining(`try "${expected}"`) });
  });

  it('may be a flag in the place of a command', () => {
    expect(problemOf('--watch status')).toMatchObject({ what: 'unknown command "--watch"' });
  });

  it('are unexpected arguments after a command that takes none', () => {
    expect(problemOf('switch extra word')).toMatchObject({ code: 'usage', what: 'unexpected arguments: extra, word' });
  });
});
describe('suggestions', () => {
  const NAMES = ['node run', 'node stop', 'params get', 'params list', 'status', 'switch', 'why-switched'];

  it.each([
    ['stauts', ['status']],
    ['stat', ['status']],
    ['switched', ['why-switched', 'switch']],
    ['whyswitched', ['why-switched']],
    ['x', []],
  ])('for "%s" are %j', (typed, expected) => {
    expect(suggest(typed, NAMES)).toEqual(expected);
  });
});

describe("the reference's own switches", () => {
  const known = { Immediate: '--immediate --yes', Notifier: '--notifier[=HOST]', Same: '--same' };

  it.each([
    [['/Immediate'], ['--immediate', '--yes']],
    [
      ['/IMMEDIATE', '/same'],
      ['--immediate', '--yes', '--same'],
    ],
    [['/Notifier'], ['--notifier=']],
    [['/Notifier='], ['--notifier=']],
    [['/Notifier=alpha:3633'], ['--notifier=alpha:3633']],
    [['/notifier:alpha'], ['--notifier=alpha']],
  ])('%j means %j', (argv, expected) => {
    expect(translateSlashFlags(argv, known)).toEqual(expected);
  });

  it('leave paths, unknown switches and everything after -- unchanged', () => {
    const argv = ['/var/log/a.log', '/Unknown', '/immediate/x', '/', '--', '/Immediate'];
    expect(translateSlashFlags(argv, known)).toEqual(argv);
  });

  it('are not found on the prototype of an object', () => {
    expect(translateSlashFlags(['/constructor'], {})).toEqual(['/constructor']);
  });
});
