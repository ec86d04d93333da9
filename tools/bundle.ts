import { basename, join } from 'node:path';
import * as esbuild from 'esbuild';
import type { CommandFile } from './commands.ts';
import { trimmedPackages } from './trimmed-packages.ts';

/** The program as files to be laid side by side. */
export interface Bundle {
  /** By file name. The entry is `main.cjs`; the other names change with their contents. */
  readonly files: ReadonlyMap<string, string>;
  /** The file that a source became, where it can be loaded by itself: every command. */
  readonly fileOf: (sourcePath: string) => string | undefined;
  /** Every source that went in, from the project's root. */
  readonly sources: readonly string[];
}

/**
 * Bundles the program into CommonJS files that load one another only when needed.
 *
 * esbuild splits ES modules alone, and Node starts CommonJS sooner. So it splits first, and each piece is then turned
 * into CommonJS. As one file the program is read and hashed whole at every start, which costs more than Node itself.
 */
export async function bundle(root: string, commands: readonly CommandFile[], version: string): Promise<Bundle> {
  const split = await esbuild.build({
    entryPoints: [{ in: ENTRY, out: 'main' }],
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
      SWITCHOVER_VERSION: JSON.stringify(version),
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
  const pieces = await Promise.all(
    split.outputFiles.map(async ({ path, text }) => [basename(path), await toCommonJs(text)] as const),
  );
  const sources = Object.entries(split.metafile.outputs).map(([path, { entryPoint }]) => [entryPoint, basename(path)]);
  const bySource = new Map(sources as [string, string][]);
  return { files: new Map(pieces), fileOf: (path) => bySource.get(path), sources: Object.keys(split.metafile.inputs) };
}

const ENTRY = 'switchover:main';
const BUNDLE_URL = '__bundleUrl';

/** The entry is made here, because it lists the commands. The version is answered before anything else is loaded. */
function entry(root: string, commands: readonly CommandFile[]): esbuild.Plugin {
  const load = commands.map(({ id, path }) => `${JSON.stringify(id)}: () => import('./${path}'),`);
  const contents = `
    import { VERSION } from './src/cli/version.ts';
    const argv = process.argv.slice(2);
    const commands = {
      ${load.join('\n      ')}
    };
    if (argv.length === 1 && argv[0] === '--version') process.stdout.write('switchover ' + VERSION + '\\n');
    else import('./src/cli/start.ts').then(({ start }) => start(argv, commands));
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
