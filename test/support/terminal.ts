import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/** A program in an interactive terminal: its input and output are one pseudo-terminal. */
export interface Terminal {
  /** Types keys: `\t` is Tab, `\u0003` is Ctrl-C. */
  readonly type: (keys: string) => void;
  /** Waits until the output since the last such wait matches, and returns it. */
  readonly until: (pattern: RegExp) => Promise<string>;
  /** Closes the terminal: what runs in it gets SIGHUP. */
  readonly hangUp: () => Promise<void>;
}

/** Less than a test may take, so that a wait in vain says what the terminal showed. */
const LIMIT_MS = 80_000;

/** Starts a command line in a terminal that ends with the test. Uses `script`, which every Linux has. */
export function openTerminal(commandLine: string, env: Readonly<Record<string, string>> = {}): Terminal {
  const child: ChildProcessWithoutNullStreams = spawn('script', ['-qfc', commandLine, '/dev/null'], {
    env: { ...process.env, TERM: 'dumb', ...env },
  });
  // Without its master, the pseudo-terminal hangs up on everything in it; `script` itself would wait for a shell that stays.
  const hangUp = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(hangUp);
  let shown = '';
  let check = (): void => undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    check();
  });
  const until = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const failed = (what: string): void =>
        reject(new Error(`${what} before ${pattern}; the terminal showed ${JSON.stringify(shown)}`));
      const limit = setTimeout(() => failed(`${LIMIT_MS / 1000} s passed`), LIMIT_MS);
      check = () => {
        if (!pattern.test(shown)) return;
        check = () => undefined;
        clearTimeout(limit);
        const seen = shown;
        shown = '';
        resolve(seen);
      };
      child.once('exit', () => {
        clearTimeout(limit);
        failed('the terminal ended');
      });
      check();
    });
  return { type: (keys) => child.stdin.write(keys), until, hangUp };
}
