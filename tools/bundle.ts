import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import * as esbuild from 'esbuild';
import type { CommandFile } from './commands.ts';
import { packsOf, packText } from './packs.ts';
import { trimmedPackages } from './trimmed-packages.ts';

/** The program as files to be laid side by side. */
export interface Bundle {
  /** By file name. What is required is `main.cjs`; the other names change with their contents. */
  readonly files: ReadonlyMap<string, string>;
  /** In which of them each piece lies. */
  readonly fileOf: Readonly<Record<string, string>>;
  /** The piece that a source became, where it can be loaded by itself: every command. */
  readonly pieceOf: (sourcePath: string) => string | undefined;
  /** Every source that went in, from the project's root. */
  readonly sources: readonly string[];
}

/**
 * Bundles the program into CommonJS files that load one another only when needed.
 *
 * esbuild splits ES modules alone, and Node starts CommonJS sooner. So it splits first, and each piece is then turned
 * into CommonJS. As one file the program is read and hashed whole at every start, which costs more than Node itself;
 * as a hundred, each start opens thirty: pieces that mostly go together lie in one file.
 */
export async function bundle(root: string, commands: readonly CommandFile[], version: string): Promise<Bundle> {
  const define = { SWITCHOVER_VERSION: JSON.stringify(version) };
  const split = await esbuild.build({
    entryPoints: [{ in: ENTRY, out: 'entry' }],
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    legalComments: 'none',
    logLevel: 'warning',
    absWorkingDir: root,
    metafile: true,
    write: false,
    define: {
      ...define,
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
      'import.meta.url': BUNDLE_URL,
    },
    // The same parser as ES modules, of which only what is used goes in: it loads in two thirds of the time.
    alias: { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') },
    // Optional native accelerators: their users fall back to JavaScript.
    external: ['bufferutil', 'utf-8-validate', 'msgpackr-extract'],
    plugins: [entry(root, commands), trimmedPackages(root)],
  });
  const pieces = Object.entries(split.metafile.outputs).map(([path, { bytes, imports }]) => ({
    name: basename(path),
    bytes,
    imports: imports
      .filter(({ external }) => !external)
      .map((one) => ({ name: basename(one.path), later: one.kind === 'dynamic-import' })),
  }));
  const texts = new Map(
    await Promise.all(
      split.outputFiles.map(async ({ path, text }) => [basename(path), await toCommonJs(text)] as const),
    ),
  );
  const files = new Map<string, string>();
  const fileOf: Record<string, string> = {};
  for (const pack of packsOf(pieces, ENTRY_PIECE)) {
    const text = packText(pack, (name) => texts.get(name)!);
    const file = `${pack.length === 1 ? pack[0]!.replace(/(-[A-Z0-9]{8})?\.cjs$/, '') : 'shared'}-${digestOf(text)}.cjs`;
    files.set(file, text);
    for (const name of pack) fileOf[name] = file;
  }
  files.set('main.cjs', await mainText(root, fileOf, define));
  const sources = Object.entries(split.metafile.outputs).map(([path, { entryPoint }]) => [entryPoint, basename(path)]);
  const bySource = new Map(sources as [string, string][]);
  return { files, fileOf, pieceOf: (path) => bySource.get(path), sources: Object.keys(split.metafile.inputs) };
}

const ENTRY_PIECE = 'entry.cjs';
/** Longer than any name in a folder needs, for kept code is found by it. */
const DIGEST_LENGTH = 16;

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH);
}

/** The file that is required: it finds the pieces. The version is answered before any of them is loaded. */
async function mainText(
  root: string,
  fileOf: Readonly<Record<string, string>>,
  define: Readonly<Record<string, string>>,
): Promise<string> {
  const contents = `
    import { pieceLoader } from './src/cli/pieces.ts';
    import { VERSION } from './src/cli/version.ts';
    const fileOf = ${JSON.stringify(fileOf)};
    export function run(keptIn) {
      const { argv } = process;
      if (argv.length === 3 && argv[2] === '--version') process.stdout.write('switchover ' + VERSION + '\\n');
      else pieceLoader({ folder: __dirname, fileOf, keptIn })(${JSON.stringify(ENTRY_PIECE)});
    }
  `;
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    logLevel: 'warning',
    write: false,
    define,
  });
  return outputFiles[0]!.text;
}

const ENTRY = 'switchover:entry';
const BUNDLE_URL = '__bundleUrl';

/** The entry is made here, because it lists the commands. */
function entry(root: string, commands: readonly CommandFile[]): esbuild.Plugin {
  const load = commands.map(({ id, path }) => `${JSON.stringify(id)}: () => import('./${path}'),`);
  const contents = `
    import { start } from './src/cli/start.ts';
    const commands = {
      ${load.join('\n      ')}
    };
    start(process.argv.slice(2), commands);
  `;
  return {
    name: 'entry',
    setup(build) {
      build.onResolve({ filter: /^switchover:/ }, ({ path }) => ({ path, namespace: 'switchover' }));
      build.onLoad({ filter: /.*/, namespace: 'switchover' }, () => ({ contents, resolveDir: root, loader: 'ts' }));
    },
  };
}

async function toCommonJs(text: string): Promise<string> {
  const { code } = await esbuild.transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    legalComments: 'none',
    // `import()` of a piece becomes a `require` that waits.
    supported: { 'dynamic-import': false },
    ...(text.includes(BUNDLE_URL)
      ? { banner: `const ${BUNDLE_URL} = require("node:url").pathToFileURL(__filename).href;` }
      : {}),
  });
  return code;
}
