import { describe, expect, it } from 'vitest';
import { RUN_JS, run } from '../support/cli.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

/** An endless log, read by the command. */
const ENDLESS = `timeout 50 yes "10:00:00.000 nothing" | "${process.execPath}" "${RUN_JS}" why-switched -`;

/** Reads it in a terminal of the given width; 0: one that does not report its size. */
function reading(columns: number, env: Readonly<Record<string, string>>, flags = ''): Terminal {
  const size = columns === 0 ? '' : `stty cols ${columns}; `;
  // CI machines set this variable, and get no moving output.
  return openTerminal(`sh -c 'unset CI; ${size}trap : INT; ${ENDLESS} ${flags}; echo "ended with $?"'`, env);
}

describe.skipIf(process.platform !== 'linux')('a command that reads for a long time', () => {
  it('shows its progress on a terminal, and Ctrl-C ends it immediately', { timeout: 60_000 }, async () => {
    const terminal = reading(80, { TERM: 'xterm' });
    await terminal.until(/reading, [1-9]\d* MB: standard input/);
    const next = await terminal.until(/reading, [1-9]\d* MB: standard input/);
    terminal.type('\u0003');
    const rest = await terminal.until(/ended with 130/);
    expect(next).toContain('\u001b[36m');
    expect(rest, 'the cursor is shown again').toContain('\u001b[?25h');
  });

  it('uses no colour with --no-color or NO_COLOR', { timeout: 60_000 }, async () => {
    for (const terminal of [
      reading(80, { TERM: 'xterm' }, '--no-color'),
      reading(80, { TERM: 'xterm', NO_COLOR: '1' }),
    ]) {
      const shown = await terminal.until(/reading, \d+ MB/);
      terminal.type('\u0003');
      await terminal.until(/ended with 130/);
      expect(shown).not.toMatch(/\u001b\[\d+m/);
    }
  });

  it.each([
    ['is dumb', 80, 'dumb'],
    ['has no size', 0, 'xterm'],
  ])(
    'says what it does once on a terminal that %s, and Ctrl-C ends it',
    { timeout: 60_000 },
    async (_, columns, term) => {
      const terminal = reading(columns, { TERM: term });
      const shown = await terminal.until(/reading, \d+ MB: standard input\r\n/);
      terminal.type('\u0003');
      const rest = await terminal.until(/ended with 130/);
      expect(shown + rest).not.toContain('\u001b');
    },
  );

  it('prints nothing without a terminal', async () => {
    const rows = `yes "10:00:00.000 nothing" | head -c 10000000 | "${process.execPath}" "${RUN_JS}" why-switched -`;
    const { stderr, code } = await run('sh', ['-c', rows]);
    expect([stderr, code]).toEqual(['', 1]);
  });
});
