import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';

/** Modules loaded by name: by `bin/run.js`, by oclif and by other programs according to package.json, and as a thread of their own. */
export const ENTRIES = {
  main: 'src/cli/main.ts',
  commands: 'src/commands.ts',
  'switchover-help': 'src/cli/switchover-help.ts',
  'command-not-found': 'src/cli/command-not-found.ts',
  'tree-worker': 'src/server/tree/worker.ts',
  client: 'src/client/tree-client.ts',
};

/** The types of `client`: a file of types alone, so that it is its own declaration. */
const CLIENT_TYPES = 'src/client/tree-api.ts';

/** CommonJS packages need these; in an ES module they have to be created. */
const COMMONJS = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = import.meta.dirname;',
].join(' ');

export interface Bundle {
  /** By file name, below `dist`. The names of shared files change with their contents. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** All bundled source files, relative to the project root. */
  readonly sources: readonly string[];
}

/** The program with all its packages, as ES modules: what a command imports at run time is loaded only then. */
export async function bundle(root: string): Promise<Bundle> {
  const { metafile, outputFiles } = await esbuild.build({
    entryPoints: ENTRIES,
    outdir: 'dist',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    banner: { js: COMMONJS },
    legalComments: 'none',
    logLevel: 'warning',
    absWorkingDir: root,
    metafile: true,
    write: false,
    // Optional native accelerators: the packages fall back to JavaScript.
    external: ['bufferutil', 'utf-8-validate', 'msgpackr-extract'],
  });
  const clientTypes = `${readFileSync(join(root, CLIENT_TYPES), 'utf8')}\nexport declare const connect: Connect;\n`;
  const below = `${root}/dist/`;
  return {
    files: new Map([
      ...outputFiles.map(({ path, contents }): [string, Uint8Array] => [path.slice(below.length), contents]),
      ['client.d.ts', Buffer.from(clientTypes)],
    ]),
    sources: Object.keys(metafile.inputs),
  };
}
