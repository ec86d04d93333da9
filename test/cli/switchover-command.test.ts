import { captureOutput } from '@oclif/test';
import { afterEach, describe, expect, it } from 'vitest';
import { translateSlashFlags } from '../../src/cli/command-line.ts';
import { mannerOf, reportFailure } from '../../src/cli/failure.ts';
import { Args, Flags } from '../../src/cli/flags.ts';
import { loadConfig } from '../../src/cli/main.ts';
import { type Outcome, SwitchoverCommand } from '../../src/cli/switchover-command.ts';
import { type ProblemKind, SwitchoverError } from '../../src/core/problem.ts';

const PROBLEM = { code: 'cable-cut', what: 'the cable is cut', why: 'scissors', where: 'rack 7', do: 'lay a new one' };

class Probe extends SwitchoverCommand {
  static override summary = 'a command for this test';
  static override slashFlags = { Immediate: '--immediate', Notifier: '--notifier[=HOST]' };
  static override flags = {
    immediate: Flags.boolean({ description: 'at once' }),
    notifier: Flags.string({ description: 'where to' }),
    count: Flags.integer({ description: 'how many', min: 1 }),
    warn: Flags.boolean({ description: 'warn' }),
    no: Flags.boolean({ description: 'answer no' }),
    fail: Flags.string({ description: 'fail in this way' }),
  };
  static override args = { word: Args.string({ description: 'any word', ignoreStdin: true }) };

  protected async execute(): Promise<Outcome> {
    const { flags, args } = await this.parse(Probe);
    if (flags.fail === 'bug') throw new TypeError('undefined is not a server');
    if (flags.fail !== undefined) {
      const also = [{ ...PROBLEM, severity: 'error', code: 'lamp-out' }] as const;
      throw new SwitchoverError(flags.fail as ProblemKind, PROBLEM, also);
    }
    return {
      data: { ...flags, ...args },
      text: ({ palette }) => palette.good('it is done'),
      exit: flags.no ? 1 : 0,
      ...(flags.warn ? { warnings: [{ ...PROBLEM, severity: 'warning' }] } : {}),
    };
  }
}

const config = await loadConfig();

async function probe(...argv: string[]) {
  process.exitCode = undefined;
  const run = () => Probe.run(translateSlashFlags(argv, Probe.slashFlags), config);
  const { stdout, stderr, error } = await captureOutput(
    () => run().catch((thrown: unknown) => reportFailure(thrown, mannerOf(argv))),
    { stripAnsi: false },
  );
  if (error) throw error;
  return { stdout, stderr, said: stderr.replace(/\s+/g, ' '), exit: process.exitCode };
}

afterEach(() => {
  process.exitCode = undefined;
});

describe('every command', () => {
  it('prints text on stdout and exits with 0 if the answer is yes, 1 if it is no', async () => {
    expect(await probe()).toMatchObject({ stdout: 'it is done\n', stderr: '', exit: 0 });
    expect(await probe('--no')).toMatchObject({ stdout: 'it is done\n', exit: 1 });
  });

  it('prints one JSON document and nothing else with --json', async () => {
    const { stdout, stderr } = await probe('--json', '--count', '3', 'here');
    expect(JSON.parse(stdout)).toMatchObject({ count: 3, word: 'here' });
    expect(stderr).toBe('');
  });

  it('prints warnings on stderr and still exits with 0', async () => {
    const { stdout, stderr, exit } = await probe('--warn');
    expect({ stdout, exit }).toEqual({ stdout: 'it is done\n', exit: 0 });
    expect(stderr).toContain('Warning: the cable is cut (cable-cut)\n  why:   scissors\n  where: rack 7\n  do:    lay');
  });

  it.each([
    ['usage', 2],
    ['unreachable', 3],
    ['refused', 4],
    ['unfinished', 5],
    ['bug', 70],
  ])('ends a failure of kind %s with %d', async (kind, exit) => {
    expect(await probe('--fail', kind)).toMatchObject({ stdout: '', exit });
  });

  it('prints a failure as JSON with what, why, where and what to do', async () => {
    const { stdout, stderr } = await probe('--fail', 'refused', '--json');
    expect(JSON.parse(stdout)).toEqual({ error: PROBLEM, also: [{ ...PROBLEM, severity: 'error', code: 'lamp-out' }] });
    expect(stderr).toBe('');
  });

  it('asks for an internal error to be reported, with the stack', async () => {
    const { said } = await probe('--fail', 'bug');
    expect(said).toContain('internal error: undefined is not a server (internal-error)');
    expect(said).toContain('TypeError: undefined is not a server at Probe.execute');
    expect(said).toContain('please report it');
  });

  it.each([
    [['--count', 'x'], '--count: expected an integer but received: x (usage)'],
    [['--count', '0'], '--count: expected an integer greater than or equal to 1 but received: 0 (usage)'],
    [['--count'], 'flag --count expects a value (usage)'],
    [['--imediate'], 'unknown flag: --imediate (unknown-flag) why: similar flags: --immediate'],
    [['a', 'b'], 'unexpected argument: b (usage)'],
  ])('takes %j as wrong usage', async (argv, text) => {
    const { said, exit } = await probe(...argv);
    expect(exit).toBe(2);
    expect(said).toContain(`Error: ${text}`);
  });

  it("takes the reference's own switches that it declares, in any letter case", async () => {
    const { stdout } = await probe('/IMMEDIATE', '/Notifier=alpha', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ immediate: true, notifier: 'alpha' });
    const bare = await probe('/Notifier', '--json');
    expect(JSON.parse(bare.stdout)).toMatchObject({ notifier: '' });
  });
});
