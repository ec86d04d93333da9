import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT, RUN_JS, switchover } from '../support/cli.ts';
import { pairProcess } from '../support/pair-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The demo creates its folder in $TMPDIR; a folder of the test's own shows what is left behind. */
async function ownTmpdir(): Promise<{ readonly folder: string; readonly env: Readonly<Record<string, string>> }> {
  const folder = await temporaryFolder();
  return { folder, env: { TMPDIR: folder } };
}

/** Command lines of running processes that contain `text`. */
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

/** What differs from run to run, and from machine to machine: numbers, the folder, what the network checks found. */
function withoutChance(text: string): string {
  return text
    .replaceAll(/switchover-demo-\w+/g, 'switchover-demo')
    .replaceAll(/[\d.]*\d/g, '#')
    .replaceAll('# min # s', '# s')
    .replaceAll('# min', '# s')
    .replaceAll(/\s+/g, ' ')
    .replace(/ Network .*? Since then /, ' Since then ');
}

test('the README shows what the demo prints, and the demo leaves nothing behind', async () => {
  const path = join(ROOT, 'README.md');
  const readme = readFileSync(path, 'utf8');
  const shown = /(?<=```\n\$ switchover demo\n\n).*?(?=\n```)/s.exec(readme)?.[0] ?? '';

  const { stdout, stderr, code } = await switchover(['demo'], { env: { TMPDIR: '/tmp' } });

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const folder = /\/tmp\/switchover-demo-\w+/.exec(stdout)![0];
  expect(existsSync(folder)).toBe(false);
  expect(processesWith(folder)).toEqual([]);
  const printed = stdout.trim();
  const updated = readme.replace(shown, () => printed);
  if (process.env.UPDATE === '1') writeFileSync(path, updated);
  else expect(withoutChance(shown), 'rewrite with UPDATE=1, and read the difference').toBe(withoutChance(printed));
});

test('the demo finds the right cause, in less than 40 seconds, and keeps the log that it names', async () => {
  const { folder, env } = await ownTmpdir();

  const { stdout, stderr, code } = await switchover(['demo', '--keep', '--json'], { env });

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const result = JSON.parse(stdout);
  expect(result).toMatchObject({ cause: 'notifier-connection-lost', reconnectTimeoutMs: 2_000 });
  expect(result.takeoverMs).toBeGreaterThan(2_000);
  expect(result.tookMs).toBeLessThan(40_000);
  const why = result.steps.find((step: { kind: string }) => step.kind === 'why');
  expect(why.report).toMatchObject({ verdict: 'switched', switches: [{ initiator: 'engine', module: null }] });
  const switched = result.steps.find((step: { kind: string }) => step.kind === 'switch');
  expect(switched.result).toMatchObject({ outcome: 'switched', after: { protection: 'protected' } });
  expect(why.command).toBe(`switchover why-switched ${result.keptLog}`);
  const explained = await switchover(['why-switched', result.keptLog, '--json']);
  expect(JSON.parse(explained.stdout).switches).toMatchObject([{ cause: result.cause }]);
  expect(readdirSync(folder)).toHaveLength(1);
  expect(processesWith(folder)).toEqual([]);
});

test('Ctrl-C during the demo leaves no process and no file behind', async () => {
  const { folder, env } = await ownTmpdir();
  const child = spawn(process.execPath, [RUN_JS, 'demo'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let shown = '';
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    // Both servers run, and one of them has just been killed: the worst moment.
    if (shown.includes('Killing server A')) child.kill('SIGINT');
  });

  const [code] = await once(child, 'close');

  expect(code).toBe(5);
  expect(errors).toContain('interrupted');
  expect(readdirSync(folder)).toEqual([]);
  expect(processesWith(folder)).toEqual([]);
});

test('a server that exits by itself is not waited for; its exit code and output are the reason', async () => {
  const pair = await pairProcess();
  const { port } = pair.pair.pairFile.servers.B;
  const neighbour = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void neighbour.close());
  await once(neighbour, 'listening');

  const failure = await pair.startBoth().catch((error: unknown) => error);

  expect((failure as Error).cause).toMatchObject({
    problem: { code: 'demo-stuck', do: 'run it again; if it fails again, please report it' },
  });
  expect(String(failure)).toContain(`server B exited with code 4: port ${port} is already in use`);
});
