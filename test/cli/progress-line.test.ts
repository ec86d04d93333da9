import { describe, expect, it } from 'vitest';
import { RUN_JS, run } from '../support/cli.ts';
import { openTerminal } from '../support/terminal.ts';

/** A log that goes on and on, read by the command. */
const ENDLESS = `timeout 50 yes "10:00:00.000 nothing" | "${process.execPath}" "${RUN_JS}" why-switched -`;

describe.skipIf(process.platform !== 'linux')('a command that reads for long', () => {
  it('says on a terminal how far it is, and Ctrl-C ends it at once', { timeout: 60_000 }, async () => {
    const terminal = openTerminal(`sh -c 'trap : INT; ${ENDLESS}; echo "ended with $?"'`);
    await terminal.until(/reading, [1-9]\d* MB: standard input/);
    terminal.type('\u0003');
    await terminal.until(/ended with 130/);
  });

  it('says nothing where nobody looks on', async () => {
    const rows = `yes "10:00:00.000 nothing" | head -c 10000000 | "${process.execPath}" "${RUN_JS}" why-switched -`;
    const { stderr, code } = await run('sh', ['-c', rows]);
    expect([stderr, code]).toEqual(['', 1]);
  });
});
