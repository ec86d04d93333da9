import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RemoteShell, remoteLine } from '../../src/core/remote-shell.ts';

function lineFor(shell: RemoteShell, ...words: string[]): string | null {
  const line = remoteLine(shell, words);
  return line.ok ? line.line : null;
}

/** The shells of this system that may be somebody's login shell. */
const SHELLS = ['sh', 'bash', 'dash', 'zsh', 'fish', 'tcsh'].filter(
  (shell) => spawnSync(shell, ['-c', 'exit 0']).status === 0,
);

describe('the words for a POSIX shell', () => {
  test.each(SHELLS)('arrive unchanged in %s, whatever they are', (shell) => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc
        .array(fc.constantFrom('\\', "'", '"', '$', '`', '!', '\n', ' ', ';', '*', '~', '-', 'a'), { maxLength: 8 })
        .map((each) => each.join('')),
    );
    // csh takes a line break for the end of the quotes.
    const fits = (text: string): boolean => !text.includes('\0') && (shell !== 'tcsh' || !/[\n\r]/.test(text));
    fc.assert(
      fc.property(fc.array(word.filter(fits), { minLength: 1, maxLength: 4 }), (words) => {
        const line = lineFor('posix', '/usr/bin/printf', '%s\\0', ...words);
        const { stdout } = spawnSync(shell, ['-c', line!], { encoding: 'utf8' });
        expect(stdout).toBe(words.map((each) => `${each}\0`).join(''));
      }),
      { numRuns: 60 },
    );
  });

  test('are quoted only where a reader needs it', () => {
    expect(lineFor('posix', 'systemctl', 'is-active', 'app@1.service')).toBe('systemctl is-active app@1.service');
    expect(lineFor('posix', 'start=', '=ls')).toBe("start= '=ls'");
    expect(lineFor('posix', '/opt/a b', '', "it's")).toBe(`'/opt/a b' '' 'it'\\''s'`);
  });

  test('cannot contain a null character', () => {
    expect(remoteLine('posix', ['a\0b'])).toEqual({ ok: false, why: expect.stringContaining('null character') });
  });
});

describe('the words for the command prompt of Windows', () => {
  test.each([
    [['sc.exe', 'config', 'Spooler', 'start=', 'delayed-auto'], 'sc.exe config Spooler start= delayed-auto'],
    [['shutdown.exe', '/r', '/t', '5'], 'shutdown.exe /r /t 5'],
    [['C:\\Program Files\\app.exe', '--x'], '"C:\\Program Files\\app.exe" --x'],
    [['C:\\app.exe', 'C:\\my data\\', ''], 'C:\\app.exe "C:\\my data\\\\" ""'],
    [['a', '2021 R4', 'x&y', '(a|b)<c>', "it's", 'a,b;c'], `a "2021 R4" "x&y" "(a|b)<c>" "it's" "a,b;c"`],
  ])('%j', (words, line) => {
    expect(lineFor('cmd', ...words)).toBe(line);
  });

  test.each(['"', '%PATH%', '!x!', 'a^b', '$x', '`x`', 'a\nb', 'a\0b'])('never contain %j', (word) => {
    expect(lineFor('cmd', 'a', word)).toBeNull();
  });
});
