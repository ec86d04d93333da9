import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Config } from '@oclif/core';
import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/commands.ts';
import { ROOT, run } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { version, man } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
  man: string[];
};

/** npm as a user has it: without the settings that the npm which runs these tests hands down. */
const ENV = Object.fromEntries(
  Object.keys(process.env).flatMap((name) => (/^npm_/i.test(name) ? [[name, undefined]] : [])),
);

async function npm(args: readonly string[], cwd: string): Promise<string> {
  const env = { ...ENV, npm_config_cache: join(cwd, 'cache'), npm_config_update_notifier: 'false' };
  const ended = await run('npm', args, { cwd, env });
  if (ended.code !== 0) throw new Error(`npm ${args.join(' ')} ended with ${ended.code}:\n${ended.stderr}`);
  return ended.stdout;
}

it('a tarball installs without a network, and gives a working switchover with its man pages', async () => {
  const folder = temporaryFolder();
  // Without its scripts: the test run has built already, and another test may be reading dist.
  const packed = await npm(['pack', ROOT, '--ignore-scripts', '--json', '--pack-destination', folder], folder);
  const [{ filename, files }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
  expect(files.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'bin/run.js',
      'dist/main.js',
      'dist/client.js',
      'dist/client.d.ts',
      'oclif.manifest.json',
      ...man,
    ]),
  );
  expect(files.filter(({ path }) => /^(?:src|test|tools|node_modules|\.ci)\//.test(path))).toEqual([]);

  const prefix = join(folder, 'prefix');
  await npm(['install', '--global', '--offline', '--prefix', prefix, join(folder, filename)], folder);
  expect(readdirSync(join(prefix, 'lib', 'node_modules'))).toEqual(['switchover']);

  const env = { PATH: `${join(prefix, 'bin')}:${join(process.execPath, '..')}:${process.env.PATH}` };
  const unpacked = join(prefix, 'lib', 'node_modules', 'switchover');
  const { commandIDs } = await Config.load({ root: unpacked, userPlugins: false });
  expect(commandIDs).toEqual(Object.keys(COMMANDS));

  const asked = await run('switchover', ['--version'], { env });
  expect(asked).toMatchObject({ stdout: `switchover ${version}\n`, stderr: '', code: 0 });
  const helped = await run('switchover', ['--help'], { env });
  expect(helped).toMatchObject({ stderr: '', code: 0 });
  const completion = await run('switchover', ['completion', 'bash'], { env });
  expect(completion.stdout).toContain('complete -F _switchover switchover');

  const told = await run('switchover', ['simulate', 'cable-of-the-backup'], { env, cwd: folder });
  expect(told).toMatchObject({ stderr: '', code: 0 });
  expect(told.stdout).toContain('the cable of B is pulled');

  // A program finds the library and its types, and is told about a wrong use before it runs.
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(unpacked, join(folder, 'node_modules', 'switchover'));
  const program = (call: string): string => `import { connect } from 'switchover/client';\nvoid connect(${call});\n`;
  writeFileSync(join(folder, 'right.ts'), program("{ socket: '/run/dialer.sock' }"));
  writeFileSync(join(folder, 'wrong.ts'), program('{ sockets: 1 }'));
  const check = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--ignoreConfig'];
  const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
  const right = await run(tsc, [...check, 'right.ts'], { cwd: folder });
  expect(right).toMatchObject({ stdout: '', code: 0 });
  expect((await run(tsc, [...check, 'wrong.ts'], { cwd: folder })).stdout).toContain('wrong.ts(2,');
  expect((await run(process.execPath, ['right.ts'], { cwd: folder, env })).code).toBe(0);

  const pages = join(prefix, 'share', 'man');
  expect(lstatSync(join(pages, 'man1', 'switchover.1')).isSymbolicLink()).toBe(true);
  const page = await run('man', ['-M', pages, 'switchover'], { env: { MANPAGER: 'cat', MANWIDTH: '80' } });
  expect(page.stdout).toContain('switchover - automated switchover for an active/backup server pair');
}, 120_000);
