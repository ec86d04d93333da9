import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/**
 * Modules of oclif that its command class and flags load at once, and that serve only what we never call: finding
 * plugins, its own help, its own error screen and spinner. Together they take two thirds of oclif's start.
 * What is called after all says so by failing as "not a function", in any test that runs a command.
 */
const STUBS: Readonly<Record<string, string>> = {
  'config/index.js': 'exports.Config = {};',
  'errors/handle.js': 'exports.handle = undefined;',
  'help/index.js': 'exports.loadHelpClass = undefined;',
  'help/util.js': 'exports.normalizeArgv = undefined;',
  'ux/index.js': 'exports.ux = {};',
  'logger.js': `
    const silent = Object.assign(() => {}, { enabled: false, namespace: '' });
    exports.makeDebug = () => silent;
    exports.getLogger = () => ({ child: exports.getLogger, debug() {}, error() {}, info() {}, trace() {}, warn() {} });
  `,
};

/** Replaces them in a bundle. A path that a later oclif no longer has fails the build. */
export function withoutOclifMachinery(): Plugin {
  return {
    name: 'without-oclif-machinery',
    setup(build) {
      build.onLoad({ filter: /[\\/]@oclif[\\/]core[\\/]lib[\\/]/ }, ({ path }) => {
        const name = path.replace(/.*[\\/]@oclif[\\/]core[\\/]lib[\\/]/, '').replaceAll('\\', '/');
        return Object.hasOwn(STUBS, name) ? { contents: STUBS[name]!, loader: 'js' } : null;
      });
      build.onStart(() => {
        const lib = new URL('../node_modules/@oclif/core/lib/', import.meta.url);
        for (const name of Object.keys(STUBS)) readFileSync(new URL(name, lib));
      });
    },
  };
}
