import { describe, expect, it } from 'vitest';
import { PARAMETER_NAMES } from '../../../src/core/config/parameters/catalogue.ts';
import { OTHER_NAMES } from '../../../src/core/config/parameters/other-names.ts';
import { explainName } from '../../../src/operations/params/params-explain.ts';
import { renderExplanation } from '../../../src/presentation/params/params-explain.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { switchover } from '../../support/cli.ts';

const explain = (...words: string[]) => switchover(['params', 'explain', ...words]);

describe('switchover params explain', () => {
  it('explains a parameter without the reference', async () => {
    const { stdout, stderr, code } = await explain('Switchover NetTest Timeout');
    expect(stdout).toMatchInlineSnapshot(`
      "Switchover NetTest Timeout

        How long a NetTest address may take to answer a ping. The same timeout applies
        to the pings of the gateway and of the primary's machine, which are sent at
        the same time.

        short name  nettest-timeout (command line only)
        value       a whole number of seconds, 1 to 60
        limits      minimum is ours (an answer takes some time); maximum is ours (a
                    longer wait would delay every takeover)
        default     1 second
        change      takes effect when the backup restarts: only the backup uses it,
                    and reads it when it starts
        see also    Switchover NetTest A, Switchover NetTest B

      Rules
        - Switchover NetTest Timeout is set together with Switchover NetTest A or B.

      How the reference is read
        - The reference gives two orders of network checks. switchover makes all that
          are configured: own link, gateway, NetTest address, the companion's machine.
          If that machine answers, the network counts as working, whatever the results
          of the other checks. (R1)

      Section "Optional Switchover Server parameters" of the reference, the
        PureConnect manual on switchover.
      "
    `);
    expect([stderr, code]).toEqual(['', 0]);
  });

  it.each([['switchover RECONNECT timeout'], ['reconnect-timeout'], ['RECONNECT-Timeout']])(
    'accepts %j',
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

  it('answers an unknown name with three similar names and exit code 2', async () => {
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
    [['reconnect-timeout', 'ts-timeout'], 'several-names', 'name one'],
  ])('rejects %j, and suggests what to write', async (words, code, next) => {
    const ended = await explain(...words, '--json');
    expect([ended.code, ended.stderr]).toEqual([2, '']);
    const { error } = JSON.parse(ended.stdout);
    expect([error.code, error.do]).toEqual([code, expect.stringContaining(next)]);
  });

  it('requires a name, and does not read standard input', async () => {
    const { stdout, stderr, code } = await explain();
    expect([stdout, code]).toEqual(['', 2]);
    expect(stderr).toContain('missing argument: PARAMETER');
  });

  it.each(['--', 'x'.repeat(50_000), '../../etc/passwd', '%s%n', '__proto__'])('rejects %j', async (name) => {
    // A NUL cannot be given to a program at all.
    if (name === '\u0000') return;
    const { code, stdout } = await explain('--json', '--', name);
    expect(code).toBe(2);
    expect(JSON.parse(stdout).error.what.length).toBeLessThan(200);
  });
});

describe('the explanation', () => {
  const names = [...PARAMETER_NAMES, ...OTHER_NAMES.map(({ name }) => name)];

  it.each(names)('of %s is complete and fits in 80 columns', (name) => {
    const text = renderExplanation(explainName([name]), { palette: PLAIN, columns: 80 });
    expect(text.split('\n')[0]).toBe(name);
    expect(text).not.toMatch(/undefined|null|NaN|\[object|[ ]\n|\n\n\n/);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('is readable on a narrow terminal, and has short lines on a wide one', () => {
    for (const name of names) {
      const narrow = renderExplanation(explainName([name]), { palette: PLAIN, columns: 20 });
      expect(narrow.length).toBeGreaterThan(100);
      const wide = renderExplanation(explainName([name]), { palette: PLAIN, columns: 500 });
      expect(wide.split('\n').filter((line) => line.length > 100)).toEqual([]);
    }
  });

  it('of a former name includes the current parameter', () => {
    const explained = explainName(['switchover  reconnect delay']);
    expect(explained).toMatchObject({ is: 'renamed', parameter: { name: 'Switchover Reconnect Timeout' } });
    const text = renderExplanation(explained, { palette: PLAIN, columns: 80 });
    expect(text).toContain('The old name has no effect.');
    expect(text).toContain('\n\nSwitchover Reconnect Timeout\n\n');
  });
});
