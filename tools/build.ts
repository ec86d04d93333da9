/**
 * Builds the program into `dist`: `main.cjs`, the pieces that it loads when they are needed, `manifest.json`, every
 * command's definition as read from the built classes, and the licences of the packages that went in.
 *
 *   node tools/build.ts [--clean]     --clean removes what earlier builds left
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandClass, describeCommand } from '../src/cli/describe.ts';
import { pieceLoader } from '../src/cli/pieces.ts';
import type { Manifest } from '../src/presentation/manifest.ts';
import { type Bundle, bundle } from './bundle.ts';
import { type CommandFile, commandClassOf, findCommandFiles } from './commands.ts';
import { thirdPartyNotices } from './notices.ts';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const NOTICES = 'THIRD-PARTY-NOTICES.txt';
/** A program that was started from an earlier build may still have pieces of it to load. */
const KEPT_MS = process.argv.includes('--clean') ? 0 : 3_600_000;

async function build(): Promise<void> {
  const started = performance.now();
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const commands = findCommandFiles(ROOT);
  const built = await bundle(ROOT, commands, version);
  mkdirSync(DIST, { recursive: true });
  // The entry last: whatever is started meanwhile finds the old program whole, or the new one.
  for (const [name, text] of built.files) if (name !== 'main.cjs') put(name, text);
  put('manifest.json', `${JSON.stringify(readManifest(commands, built))}\n`);
  put(NOTICES, thirdPartyNotices(ROOT, built.sources));
  put('main.cjs', built.files.get('main.cjs')!);
  removeOld(new Set([...built.files.keys(), 'manifest.json', NOTICES]));
  const took = Math.round(performance.now() - started);
  process.stderr.write(`built switchover ${version}: ${commands.length} commands in ${took} ms\n`);
}

/** Reads the definitions from the built classes: what is described is what will run. */
function readManifest(commands: readonly CommandFile[], built: Bundle): Manifest {
  const load = pieceLoader({ folder: DIST, fileOf: built.fileOf, keptIn: null });
  return {
    commands: commands.map((file) => {
      const exported = loadOrExplain(file.path, () => load(built.pieceOf(file.path)!));
      return describeCommand(file.id, commandClassOf<CommandClass>(file, exported));
    }),
  };
}

/** A fault at load time lies in the command, or in what it imports: the stack says where. */
function loadOrExplain(path: string, load: () => unknown): Record<string, unknown> {
  try {
    return load() as Record<string, unknown>;
  } catch (error) {
    throw new Error(`${path} cannot be loaded: ${error instanceof Error ? error.stack : String(error)}`);
  }
}

function put(name: string, text: string): void {
  const aside = join(DIST, `.${name}.${process.pid}`);
  writeFileSync(aside, text);
  renameSync(aside, join(DIST, name));
}

function removeOld(current: ReadonlySet<string>): void {
  const now = Date.now();
  for (const name of readdirSync(DIST)) {
    const path = join(DIST, name);
    if (current.has(name)) utimesSync(path, now / 1000, now / 1000);
    else if (now - statSync(path).mtimeMs >= KEPT_MS) rmSync(path, { recursive: true, force: true });
  }
}

await build().catch((error: unknown) => {
  // esbuild has already shown what does not compile.
  const shown = error instanceof Error && 'errors' in error;
  process.stderr.write(`build failed${shown ? '' : `: ${error instanceof Error ? error.message : String(error)}`}\n`);
  process.exitCode = 1;
});
