import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { RUN_JS, switchover } from '../support/cli.ts';
import { pairProcess } from '../support/pair-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The demo makes its folder in $TMPDIR: a folder of the test's own shows what is left behind. */
async function ownTmpdir(): Promise<{ readonly folder: string; readonly env: Readonly<Record<string, string>> }> {
  const folder = await temporaryFolder();
  return { folder, env: { TMPDIR: folder } };
}

/** Command lines of running processes that name `text`. */
function processesWith(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(join('/proc', pid, 'cmdline'), 'utf8').replaceAll('\0', ' ')];
      } catch {
        return [];
      }
    })
    .filter((line) => line.includes(text));
}

test('the demo ends with the right cause, in less than 40 seconds, and leaves nothing behind', async () => {
  const { folder, env } = await ownTmpdir();

  const { stdout, stderr, code } = await switchover(['demo', '--json'], { env });

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const result = JSON.parse(stdout);
  expect(result).toMatchObject({ cause: 'notifier-connection-lost', reconnectTimeoutMs: 2_000 });
  expect(result.takeoverMs).toBeGreaterThan(2_000);
  expect(result.tookMs).toBeLessThan(40_000);
  const why = result.steps.find((step: { kind: string }) => step.kind === 'why');
  expect(why.report).toMatchObject({ verdict: 'switched', switches: [{ initiator: 'engine', module: null }] });
  const last = result.steps.at(-1);
  expect(last).toMatchObject({ kind: 'switch', result: { outcome: 'switched', after: { protection: 'protected' } } });
  expect(readdirSync(folder)).toEqual([]);
  expect(processesWith(folder)).toEqual([]);
});

test('Ctrl-C in the middle of the demo leaves no process and no file behind', async () => {
  const { folder, env } = await ownTmpdir();
  const child = spawn(process.execPath, [RUN_JS, 'demo'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let shown = '';
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    // Both servers run and one of them has just been killed: the worst moment.
    if (shown.includes('Now server A is killed')) child.kill('SIGINT');
  });

  const [code] = await once(child, 'close');

  expect(code).toBe(5);
  expect(said).toContain('interrupted');
  expect(readdirSync(folder)).toEqual([]);
  expect(processesWith(folder)).toEqual([]);
});

test('a server that ends by itself is not waited for: its exit code and what it said are the reason', async () => {
  const pair = await pairProcess();
  const { port } = pair.pair.pairFile.servers.B;
  const neighbour = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void neighbour.close());
  await once(neighbour, 'listening');

  const failure = await pair.startBoth().catch((error: unknown) => error);

  expect((failure as Error).cause).toMatchObject({
    problem: { code: 'demo-stuck', do: 'run it again; if it stays so, please report it' },
  });
  expect(String(failure)).toContain(`server B has ended with exit code 4: port ${port} is already in use`);
});
