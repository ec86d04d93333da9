/**
 * Builds the program: `dist` with its modules and the licences of the bundled packages, and oclif's manifest with the
 * definitions of all commands, taken from the built classes.
 *
 *   node tools/build.ts [--clean]     --clean removes what earlier builds left
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Plugin } from '@oclif/core';
import { describeCommand } from '../src/cli/describe.ts';
import { bundle } from './bundle.ts';
import { thirdPartyNotices } from './notices.ts';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const NOTICES = 'THIRD-PARTY-NOTICES.txt';
/** A program started from an earlier build may still have to load modules of it. */
const KEPT_MS = process.argv.includes('--clean') ? 0 : 3_600_000;

async function build(): Promise<void> {
  const started = performance.now();
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const { files, sources } = await bundle(ROOT);
  for (const [name, content] of files) put(join(DIST, name), content);
  put(join(DIST, NOTICES), thirdPartyNotices(ROOT, sources));
  const manifest = await readManifest();
  const commands = Object.values(manifest.commands);
  for (const command of commands) describeCommand(command);
  put(join(ROOT, 'oclif.manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  removeOld(new Set([...files.keys(), NOTICES]));
  const took = Math.round(performance.now() - started);
  process.stderr.write(`built switchover ${version}: ${commands.length} commands in ${took} ms\n`);
}

/** Reads the definitions from the built classes, like "oclif manifest": what is described is what will run. */
async function readManifest(): Promise<Plugin['manifest']> {
  const plugin = new Plugin({
    root: ROOT,
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  return plugin.manifest;
}

function put(path: string, content: string | Uint8Array): void {
  const aside = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(aside, content);
  renameSync(aside, path);
}

function removeOld(current: ReadonlySet<string>): void {
  const now = Date.now();
  for (const name of readdirSync(DIST, { recursive: true, encoding: 'utf8' })) {
    const path = join(DIST, name);
    if (statSync(path).isDirectory()) continue;
    if (current.has(name)) utimesSync(path, now / 1000, now / 1000);
    else if (now - statSync(path).mtimeMs >= KEPT_MS) rmSync(path, { force: true });
  }
}

await build().catch((error: unknown) => {
  // esbuild has already printed compile errors.
  const shown = error instanceof Error && 'errors' in error;
  process.stderr.write(`build failed${shown ? '' : `: ${error instanceof Error ? error.stack : String(error)}`}\n`);
  process.exitCode = 1;
});
