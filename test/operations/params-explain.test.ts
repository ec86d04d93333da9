import { describe, expect, it } from 'vitest';
import { PARAMETER_NAMES } from '../../src/core/parameters/catalogue.ts';
import { OTHER_NAMES } from '../../src/core/parameters/other-names.ts';
import { explainName } from '../../src/operations/params-explain.ts';
import { PLAIN } from '../../src/presentation/palette.ts';
import { renderExplanation } from '../../src/presentation/params-explain.ts';
import { switchover } from '../support/cli.ts';

const explain = (...words: string[]) => switchover(['params', 'explain', ...words]);

describe('switchover params explain', () => {
  it('says what a parameter does, in words that need no reference', async () => {
    const { stdout, stderr, code } = await explain('Switchover NetTest Timeout');
    expect(stdout).toMatchInlineSnapshot(`
      "Switchover NetTest Timeout

        How long the ping of a NetTest address may take before the address counts as
        silent. The pings of the gateway and of the primary's machine, which are made
        at the same time, may take as long.

        short name  nettest-timeout, on the command line
        value       a whole number of seconds, 1 to 60
        limits      the least is ours: no answer can come within no time; the most is
                    ours: a longer wait would hold up every takeover
        default     1 second
        a change    takes effect when the backup restarts: only the backup uses it,
                    and reads it when it starts
        see also    Switchover NetTest A, Switchover NetTest B

      What must hold
        - Switchover NetTest Timeout is set together with Switchover NetTest A or B.

      Where the reference leaves something open
        - The reference gives two orders for the network checks. Here all that are set
          up are made: own line, gateway, NetTest address, the companion's machine.
          Where that machine answers, the network is good whatever the others said.
          (R1)

      Section "Optional Switchover Server parameters" of the reference, the manual of
        PureConnect on its switchover.
      "
    `);
    expect([stderr, code]).toEqual(['', 0]);
  });

  it.each([['switchover RECONNECT timeout'], ['reconnect-timeout'], ['RECONNECT-Timeout']])(
    'takes %j',
    async (word) => {
      const { stdout } = await explain(word, '--json');
      expect(JSON.parse(stdout)).toMatchObject({
        is: 'parameter',
        name: 'Switchover Reconnect Timeout',
        shortName: 'reconnect-timeout',
        type: { is: 'number' },
        unit: 'seconds',
        default: 30,
        minimum: { value: 0, by: 'reference' },
        maximum: { value: 2_147_483, by: 'ours' },
        dynamic: false,
        usedBy: 'engine',
        alsoKnownAs: [{ name: 'Switchover Reconnect Delay', is: 'renamed' }],
        rules: [{ code: 'no-reconnect-attempt', severity: 'warning' }],
      });
    },
  );

  it('answers an unknown name with the nearest three, and exit code 2', async () => {
    const { stdout, code } = await explain('Interaction', 'Recovery', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'parameter-unknown', do: expect.stringMatching(/^did you mean (".*", ){1}".*" or ".*"\?$/) },
    });
    expect(code).toBe(2);
  });

  it.each([
    [['Switchover', 'Reconnect', 'Timeout'], 'name-unquoted', 'explain "Switchover Reconnect Timeout", or: '],
    [['Switchover', 'UDP', 'Monitor'], 'name-unquoted', 'switchover params explain "Switchover UDP Monitor"'],
    [['reconect-timeout'], 'parameter-unknown', '"reconnect-timeout"'],
    [['reconnect-timeout', 'ts-timeout'], 'several-names', 'give a single name'],
  ])('refuses %j, and says what to write', async (words, code, next) => {
    const ended = await explain(...words, '--json');
    expect([ended.code, ended.stderr]).toEqual([2, '']);
    const { error } = JSON.parse(ended.stdout);
    expect([error.code, error.do]).toEqual([code, expect.stringContaining(next)]);
  });

  it('asks for a name where none is given, and reads nothing from standard input', async () => {
    const { stdout, stderr, code } = await explain();
    expect([stdout, code]).toEqual(['', 2]);
    expect(stderr).toContain('PARAMETER is missing');
  });

  it.each(['--', 'x'.repeat(50_000), '../../etc/passwd', '%s%n', '__proto__'])('refuses %j calmly', async (name) => {
    // A NUL cannot be given to a program at all.
    if (name === '\u0000') return;
    const { code, stdout } = await explain('--json', '--', name);
    expect(code).toBe(2);
    expect(JSON.parse(stdout).error.what.length).toBeLessThan(200);
  });
});

describe('the explanation', () => {
  const names = [...PARAMETER_NAMES, ...OTHER_NAMES.map(({ name }) => name)];

  it.each(names)('of %s is whole, and fits into 80 columns', (name) => {
    const text = renderExplanation(explainName([name]), { palette: PLAIN, columns: 80 });
    expect(text.split('\n')[0]).toBe(name);
    expect(text).not.toMatch(/undefined|null|NaN|\[object|[ ]\n|\n\n\n/);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('stays readable on a narrow terminal, and wide lines stay short on a wide one', () => {
    for (const name of names) {
      const narrow = renderExplanation(explainName([name]), { palette: PLAIN, columns: 20 });
      expect(narrow.length).toBeGreaterThan(100);
      const wide = renderExplanation(explainName([name]), { palette: PLAIN, columns: 500 });
      expect(wide.split('\n').filter((line) => line.length > 100)).toEqual([]);
    }
  });

  it('of a former name leads to the parameter it stands for', () => {
    const explained = explainName(['switchover  reconnect delay']);
    expect(explained).toMatchObject({ is: 'renamed', parameter: { name: 'Switchover Reconnect Timeout' } });
    const text = renderExplanation(explained, { palette: PLAIN, columns: 80 });
    expect(text).toContain('The old name has no effect.');
    expect(text).toContain('\n\nSwitchover Reconnect Timeout\n\n');
  });
});
