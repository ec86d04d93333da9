import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, RUN_JS, run, switchover } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const VERSION = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;

describe('the program', () => {
  it('answers --version in one line', async () => {
    expect(await switchover(['--version'])).toEqual({
      stdout: `switchover ${VERSION}\n`,
      stderr: '',
      code: 0,
      signal: null,
    });
  });

  it.each([
    ['--version', '--json'],
    ['--json', '--version'],
    ['-v', '--json'],
  ])('answers %s %s with one JSON document', async (...argv) => {
    const ended = await switchover(argv);
    expect(ended).toMatchObject({ stderr: '', code: 0 });
    expect(JSON.parse(ended.stdout)).toEqual({ name: 'switchover', version: VERSION });
  });

  it('shows its commands with --help and without arguments, in 80 columns and without colour through a pipe', async () => {
    const [asked, bare] = await Promise.all([switchover(['--help']), switchover([])]);
    expect(asked.stdout).toBe(bare.stdout);
    expect(asked).toMatchObject({ stderr: '', code: 0 });
    expect(asked.stdout).toContain('completion');
    expect(Math.max(...asked.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(asked.stdout).not.toContain('\u001b');
  });

  it('exits with 2 on an unknown command, with similar ones on stderr', async () => {
    const ended = await switchover(['complation']);
    expect(ended).toMatchObject({ stdout: '', code: 2 });
    expect(ended.stderr).toContain('similar commands: completion');
  });

  it('exits with 2 and one JSON document with --json', async () => {
    const ended = await switchover(['complation', '--json']);
    expect(ended).toMatchObject({ stderr: '', code: 2 });
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: 'unknown-command', where: null } });
  });

  it.each([
    [['completion', '--jsom'], 'unknown flag: --jsom (unknown-flag)', 'similar flags: --json'],
    [['completion'], 'missing argument: SHELL (missing-argument)', 'SHELL is the shell (bash, zsh)'],
    [['completion', 'fish'], 'expected fish to be one of: bash, zsh (usage)', 'run the command with --help'],
    [['completion', 'bash', 'zsh'], 'unexpected argument: zsh (usage)', 'run the command with --help'],
  ])('ends with 2 on %j and says what is wrong', async (argv, what, why) => {
    const ended = await switchover(argv);
    expect(ended).toMatchObject({ stdout: '', code: 2 });
    expect(ended.stderr).toContain(`Error: ${what}\n`);
    expect(ended.stderr).toContain(why);
  });

  it('does not fail if the reader closes early', async () => {
    const ended = await run('bash', [
      '-c',
      `"$0" "$1" --help | head -1; echo "\${PIPESTATUS[0]}"`,
      process.execPath,
      RUN_JS,
    ]);
    expect(ended.stderr).toBe('');
    expect(ended.stdout.trimEnd().split('\n').at(-1)).toBe('0');
  });

  it('writes help as JSON for programs that read it', async () => {
    const ended = await switchover(['completion', '--help', '--json']);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      id: 'completion',
      args: [{ name: 'SHELL', choices: ['bash', 'zsh'] }],
    });
  });
});

describe('the compile cache', () => {
  const QUESTION = ['params', 'explain', 'CustomMirrorDir'];
  // The test runner sets its own cache folder for everything that it starts.
  const ON = { NODE_DISABLE_COMPILE_CACHE: undefined, NODE_COMPILE_CACHE: undefined };

  it.each([
    ['a home in which nothing can be made', { HOME: '/proc', XDG_CACHE_HOME: undefined }],
    ['a home that is not there', { HOME: '/nonexistent', XDG_CACHE_HOME: undefined }],
    ['a cache folder that is a file', { XDG_CACHE_HOME: RUN_JS }],
    ['an empty home', { HOME: '', XDG_CACHE_HOME: '' }],
    ['a cache folder that is not absolute', { XDG_CACHE_HOME: 'cache' }],
  ])('may be missing: %s', async (_, env) => {
    const [ended, usual] = await Promise.all([switchover(QUESTION, { env: { ...ON, ...env } }), switchover(QUESTION)]);
    expect(ended).toEqual(usual);
    expect(ended).toMatchObject({ stderr: '', code: 0 });
  });

  it('is not used if others can write to it', async () => {
    const folder = temporaryFolder();
    const cache = join(folder, 'switchover');
    mkdirSync(cache);
    chmodSync(cache, 0o777);
    await switchover(QUESTION, { env: { ...ON, XDG_CACHE_HOME: folder } });
    expect(readdirSync(cache)).toEqual([]);
    chmodSync(cache, 0o700);
    await switchover(QUESTION, { env: { ...ON, XDG_CACHE_HOME: folder } });
    expect(readdirSync(cache)).toHaveLength(1);
  });

  const stranger = ['--reuid', '54321', '--regid', '54321', '--clear-groups'];
  const mayRun = spawnSync('setpriv', [...stranger, process.execPath, RUN_JS, '--version']).status === 0;

  it.skipIf(!mayRun)('may be missing: a user that the system does not know', async () => {
    const env = { ...ON, HOME: undefined, XDG_CACHE_HOME: undefined, SHELL: undefined };
    const words = [...stranger, process.execPath, RUN_JS];
    const explained = await run('setpriv', [...words, ...QUESTION], { env });
    expect(explained).toMatchObject({ stderr: '', code: 0 });
    const asked = await run('setpriv', [...words, 'status'], { env, cwd: '/' });
    expect(asked).toMatchObject({ stdout: '', code: 3 });
    expect(asked.stderr).toContain('no pair file found (pair-file-not-found)');
  });
});

describe('bin/run.js on an old Node', () => {
  // The same Node, made to look old to the script: an old one is not available on every machine.
  let folder = '';
  let old: string[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'switchover-old-node-'));
    const disguise = join(folder, 'disguise.cjs');
    writeFileSync(
      disguise,
      `const versions = { ...process.versions, node: '18.0.0' };
       Object.defineProperty(process, 'versions', { value: versions });
       Object.defineProperty(process, 'version', { value: 'v18.0.0' });`,
    );
    mkdirSync(join(folder, 'bin'));
    copyFileSync(RUN_JS, join(folder, 'bin', 'run.js'));
    writeFileSync(join(folder, 'bin', 'package.json'), '{"type":"commonjs"}');
    old = ['--require', disguise, join(folder, 'bin', 'run.js')];
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('reports on one line what is needed if there is no newer one', async () => {
    const ended = await run(process.execPath, [...old, '--version']);
    expect(ended).toMatchObject({ stdout: '', code: 3 });
    expect(ended.stderr).toMatch(/^switchover needs Node 24 or later, but this is v18\.0\.0: .+\n$/);
  });

  describe('with a newer one beside it', () => {
    const beside = (script: string, shell = '/bin/bash'): void => {
      mkdirSync(join(folder, 'node_modules', 'node', 'bin'), { recursive: true });
      const node = join(folder, 'node_modules', 'node', 'bin', 'node');
      writeFileSync(node, `#!${shell}\n${script}\n`);
      chmodSync(node, 0o755);
    };

    it('hands over every word, the input, and the exit code', async () => {
      beside('shift; printf "%s|" "$@"; cat; exit 4');
      const ended = await run(process.execPath, [...old, 'status', 'a b', ''], { input: 'typed' });
      expect(ended).toEqual({ stdout: 'status|a b||typed', stderr: '', code: 4, signal: null });
    });

    it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('forwards %s, and returns the result', async (signal) => {
      const answer = `process.on('${signal}', () => { console.log('told'); process.exit(7); });`;
      beside(`${answer} setInterval(() => {}, 1000); console.log('ready');`, process.execPath);
      const child = spawn(process.execPath, [...old, 'node', 'run'], { stdio: ['pipe', 'pipe', 'inherit'] });
      const heard: string[] = [];
      child.stdout.setEncoding('utf8').on('data', (text: string) => heard.push(text));
      await once(child.stdout, 'data');
      child.kill(signal);
      const [code] = await once(child, 'close');
      expect({ code, heard: heard.join('') }).toEqual({ code: 7, heard: 'ready\ntold\n' });
    });

    it('dies of the same signal as its successor', async () => {
      beside('kill -KILL $$');
      expect(await run(process.execPath, [...old, 'status'])).toMatchObject({ code: null, signal: 'SIGKILL' });
    });
  });

  it('works through a symbolic link, as installed by npm', async () => {
    const link = join(folder, 'switchover');
    symlinkSync(RUN_JS, link);
    expect(await run(process.execPath, [link, '--version'])).toMatchObject({
      code: 0,
      stdout: `switchover ${VERSION}\n`,
    });
  });
});
