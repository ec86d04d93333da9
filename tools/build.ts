/**
 * Bundles the program into `dist`:
 *
 * - `main.cjs` answers `--version` and help, and finds the command. Small, because every start reads it.
 * - `commands.cjs` holds oclif and all commands, each evaluated only when it is called.
 * - `manifest.json` is every command's definition, read from the classes in `commands.cjs`.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import type { CommandClass } from '../src/cli/describe.ts';
import type { CommandTable } from '../src/cli/main.ts';
import type { CommandEntry, Manifest } from '../src/presentation/manifest.ts';
import { type CommandFile, commandClassOf, findCommandFiles } from './commands.ts';
import { withoutOclifMachinery } from './oclif-stubs.ts';

const root = join(import.meta.dirname, '..');
const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;

interface CommandBundle extends CommandTable {
  readonly modules: Readonly<Record<string, () => Promise<Record<string, unknown>>>>;
  readonly describe: (id: string, command: CommandClass) => CommandEntry;
}

async function build(): Promise<void> {
  const started = performance.now();
  const files = findCommandFiles(root);
  // Built aside and moved into place, so that a command started meanwhile finds the old program or the new one.
  const out = join(root, 'dist', `.building-${process.pid}`);
  mkdirSync(out, { recursive: true });
  try {
    await bundle(mainSource(), join(out, 'main.cjs'));
    await bundle(tableSource(files), join(out, 'commands.cjs'));
    const manifest = await describeAll(files, join(out, 'commands.cjs'));
    writeFileSync(join(out, 'manifest.json'), `${JSON.stringify(manifest)}\n`);
    for (const name of ['commands.cjs', 'manifest.json', 'main.cjs'])
      renameSync(join(out, name), join(root, 'dist', name));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
  const took = Math.round(performance.now() - started);
  process.stdout.write(`built switchover ${version}: ${files.length} commands in ${took} ms\n`);
}

async function bundle(source: string, outfile: string): Promise<void> {
  await esbuild.build({
    stdin: { contents: source, resolveDir: root, sourcefile: `${outfile}.entry.ts`, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    legalComments: 'none',
    logLevel: 'warning',
    absWorkingDir: root,
    define: {
      SWITCHOVER_VERSION: JSON.stringify(version),
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
      'import.meta.url': '__bundleUrl',
    },
    banner: { js: 'const __bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    // Optional native accelerators: their users fall back to JavaScript.
    external: ['./commands.cjs', 'bufferutil', 'utf-8-validate', 'msgpackr-extract'],
    plugins: [withoutOclifMachinery()],
  });
}

/** The version is answered before anything else is evaluated. */
function mainSource(): string {
  return `
    import { VERSION } from './src/cli/version.ts';
    const argv = process.argv.slice(2);
    if (argv.length === 1 && argv[0] === '--version') process.stdout.write('switchover ' + VERSION + '\\n');
    else import('./src/cli/start.ts').then(({ start }) => start(argv, () => require('./commands.cjs')));
  `;
}

function tableSource(files: readonly CommandFile[]): string {
  const modules = files.map(({ id, path }) => `${JSON.stringify(id)}: () => import('./${path}'),`);
  return `
    export { describeCommand as describe } from './src/cli/describe.ts';
    export { runCommand as run } from './src/cli/run-command.ts';
    export const modules = { ${modules.join('\n')} };
    export const load = Object.fromEntries(
      Object.entries(modules).map(([id, module]) => [id, async () => Object.values(await module())[0]]),
    );
  `;
}

async function describeAll(files: readonly CommandFile[], path: string): Promise<Manifest> {
  const { modules, describe } = createRequire(path)(path) as CommandBundle;
  const commands: CommandEntry[] = [];
  for (const file of files) commands.push(describe(file.id, commandClassOf(file, await modules[file.id]!())));
  return { commands };
}

await build().catch((error: unknown) => {
  // esbuild has already shown what does not compile.
  const shown = error instanceof Error && 'errors' in error;
  process.stderr.write(`build failed${shown ? '' : `: ${error instanceof Error ? error.message : String(error)}`}\n`);
  process.exitCode = 1;
});
