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
      check = () => {
        if (!pattern.test(shown)) return;
        check = () => undefined;
        const seen = shown;
        shown = '';
        resolve(seen);
      };
      child.once('exit', () =>
        reject(new Error(`the terminal ended before ${pattern}; it showed ${JSON.stringify(shown)}`)),
      );
      check();
    });
  return { type: (keys) => child.stdin.write(keys), until, hangUp };
}
