import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Modules that packages load at once, and that serve only what we never call, with what stands in for them.
 *
 * oclif's command class and flags load its plugin finder, its own help, error screen and spinner: two thirds of its
 * start. What is called after all fails as "not a function", in any test that runs a command. zod loads the words of
 * its messages in fifty languages.
 */
const TRIMMED: Readonly<Record<string, string>> = {
  '@oclif/core/lib/config/index.js': 'exports.Config = {};',
  '@oclif/core/lib/errors/handle.js': 'exports.handle = undefined;',
  '@oclif/core/lib/help/index.js': 'exports.loadHelpClass = undefined;',
  '@oclif/core/lib/help/util.js': 'exports.normalizeArgv = undefined;',
  '@oclif/core/lib/util/fs.js': 'exports.fileExists = exports.dirExists = undefined;',
  '@oclif/core/lib/ux/index.js': 'exports.ux = {};',
  // What the parser says is put in our own words, and coloured there.
  '@oclif/core/lib/ux/theme.js': 'exports.colorize = (color, text) => text;',
  '@oclif/core/lib/logger.js': `
    const silent = Object.assign(() => {}, { enabled: false, namespace: '' });
    exports.makeDebug = () => silent;
    exports.getLogger = () => ({ child: exports.getLogger, debug() {}, error() {}, info() {}, trace() {}, warn() {} });
  `,
  'zod/v4/locales/index.js': `export { default as en } from './en.js';`,
};

/** Replaces them in a bundle. A path that a later version of a package no longer has fails the build. */
export function trimmedPackages(root: string): Plugin {
  return {
    name: 'trimmed-packages',
    setup(build) {
      // Loaded to read an argument from standard input, which all of ours forbid.
      build.onResolve({ filter: /^node:readline$/ }, ({ importer }) =>
        importer.includes('@oclif') ? { path: 'readline', namespace: 'trimmed' } : null,
      );
      build.onLoad({ filter: /.*/, namespace: 'trimmed' }, () => ({
        contents: 'exports.createInterface = undefined;',
      }));
      const modules = join(root, 'node_modules');
      build.onStart(() => {
        const gone = Object.keys(TRIMMED).filter((name) => !existsSync(join(modules, name)));
        return {
          errors: gone.map((name) => ({ text: `node_modules/${name} is gone: see tools/trimmed-packages.ts` })),
        };
      });
      build.onLoad({ filter: /[\\/]node_modules[\\/](?:@oclif|zod)[\\/]/ }, ({ path }) => {
        const name = path.slice(modules.length + 1).replaceAll('\\', '/');
        return Object.hasOwn(TRIMMED, name) ? { contents: TRIMMED[name]!, loader: 'js' } : null;
      });
    },
  };
}
