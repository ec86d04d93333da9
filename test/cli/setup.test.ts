import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ended, ROOT, run } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const LOCKFILE = {
  lockfileVersion: 3,
  packages: {
    '': { name: 'project' },
    'node_modules/node': { version: '24.0.0', integrity: 'sha512-a' },
    'node_modules/only-elsewhere': { version: '1.0.0', optional: true },
  },
};

/** What the fake npm does for `ci`: leaves the same files as the real one, without a network. */
const INSTALLS = `
  const fs = require('node:fs');
  fs.appendFileSync('npm-calls', process.argv.slice(2).join(' ') + '\\n');
  fs.rmSync('node_modules', { recursive: true, force: true });
  fs.mkdirSync('node_modules/node/bin', { recursive: true });
  fs.mkdirSync('node_modules/.bin');
  fs.writeFileSync('node_modules/node/package.json', JSON.stringify({ version: '24.0.0' }));
  const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
  delete lock.packages[''];
  delete lock.packages['node_modules/only-elsewhere'];
  fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify(lock));
`;
const RUNS_SCRIPTS = `
  fs.symlinkSync(process.execPath, 'node_modules/node/bin/node');
  fs.symlinkSync('../node/bin/node', 'node_modules/.bin/node');
`;
/** Stands in for the script that npm did not run. */
const FETCHES = `
  fs.writeFileSync(
    'node_modules/node/installArchSpecificPackage.js',
    "require('node:fs').symlinkSync(process.execPath, 'bin/node')",
  );
`;
const FETCHES_NOTHING = `
  fs.writeFileSync('node_modules/node/installArchSpecificPackage.js', "console.error('no way there')");
`;

/** A separate project with its own npm. */
function project(npm: string): { readonly folder: string; readonly setup: (...command: string[]) => Promise<Ended> } {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'tools'));
  copyFileSync(join(ROOT, 'tools', 'setup.cjs'), join(folder, 'tools', 'setup.cjs'));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(LOCKFILE));
  writeFileSync(join(folder, 'npm-cli.js'), npm);
  const env = { npm_execpath: join(folder, 'npm-cli.js') };
  const setup = (...command: string[]): Promise<Ended> =>
    run(process.execPath, [join(folder, 'tools', 'setup.cjs'), ...command], { cwd: folder, env });
  return { folder, setup };
}

const callsIn = (folder: string): string[] =>
  existsSync(join(folder, 'npm-calls')) ? readFileSync(join(folder, 'npm-calls'), 'utf8').trim().split('\n') : [];

describe('setting up the project', () => {
  it('installs the dependencies in the lockfile, reports it, and runs the command', async () => {
    const { folder, setup } = project(INSTALLS + RUNS_SCRIPTS);
    const ended = await setup('echo', 'went on');
    expect(ended).toMatchObject({ stdout: 'went on\n', code: 0 });
    expect(ended.stderr).toContain('installing the dependencies');
    expect(callsIn(folder)).toHaveLength(1);
    expect(callsIn(folder)[0]).toMatch(/^ci /);
  });

  it('prints nothing and does not call npm if nothing is missing', async () => {
    const { folder, setup } = project(INSTALLS + RUNS_SCRIPTS);
    await setup();
    expect(await setup('echo', 'again')).toEqual({ stdout: 'again\n', stderr: '', code: 0, signal: null });
    expect(callsIn(folder)).toHaveLength(1);
  });

  it('does nothing if dependencies were installed by hand and match the lockfile', async () => {
    const { folder, setup } = project(INSTALLS + RUNS_SCRIPTS);
    await setup();
    rmSync(join(folder, 'node_modules', '.switchover-setup'));
    expect(await setup()).toMatchObject({ stderr: '', code: 0 });
    expect(callsIn(folder)).toHaveLength(1);
  });

  it('installs again when the lockfile has changed', async () => {
    const { folder, setup } = project(INSTALLS + RUNS_SCRIPTS);
    await setup();
    const packages = { ...LOCKFILE.packages, 'node_modules/new': { version: '1.0.0' } };
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...LOCKFILE, packages }));
    await setup();
    expect(callsIn(folder)).toHaveLength(2);
  });

  it('runs the one install script that matters if npm runs none', async () => {
    const { folder, setup } = project(INSTALLS + FETCHES);
    const ended = await setup('node', '--version');
    expect(ended.stderr).toContain('npm did not run the install scripts: downloading Node 24.0.0');
    expect(ended).toMatchObject({ stdout: `${process.version}\n`, code: 0 });
    expect(existsSync(join(folder, 'node_modules', '.bin', 'node'))).toBe(true);
  });

  it('reports what is missing if that fails too, and stops', async () => {
    const { setup } = project(INSTALLS + FETCHES_NOTHING);
    const ended = await setup('echo', 'went on');
    expect(ended).toMatchObject({ stdout: '', code: 1 });
    expect(ended.stderr).toContain('no way there');
    expect(ended.stderr).toMatch(
      /setup failed: Node 24\.0\.0 for \S+ could not be installed .+ put any Node 24 or later first/s,
    );
  });

  it('exits with 1 if npm fails, and stops', async () => {
    const { setup } = project("console.error('npm is unhappy'); process.exit(9);");
    const ended = await setup('echo', 'went on');
    expect(ended).toMatchObject({ stdout: '', code: 1 });
    expect(ended.stderr).toContain('npm is unhappy');
    expect(ended.stderr).toContain('setup failed: "npm ci" failed (exit code 9)');
  });

  it("runs the command with the project's own Node first, and ends as it ends", async () => {
    const { folder, setup } = project(INSTALLS + RUNS_SCRIPTS);
    await setup();
    rmSync(join(folder, 'node_modules', '.bin', 'node'));
    writeFileSync(join(folder, 'node_modules', 'node', 'bin', 'own'), '#!/bin/sh\necho own; exit 6\n');
    chmodSync(join(folder, 'node_modules', 'node', 'bin', 'own'), 0o755);
    symlinkSync('../node/bin/own', join(folder, 'node_modules', '.bin', 'node'));
    expect(await setup('node')).toMatchObject({ stdout: 'own\n', code: 6 });
  });

  it('passes a signal on to the command', async () => {
    const { folder, setup } = project(INSTALLS + RUNS_SCRIPTS);
    await setup();
    const script = "process.on('SIGTERM', () => process.exit(5)); setInterval(() => {}, 1000); console.log('ready')";
    const child = spawn(process.execPath, [join(folder, 'tools', 'setup.cjs'), 'node', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([5, null]);
  });
});
