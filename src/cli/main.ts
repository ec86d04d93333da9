import { join } from 'node:path';
import { Config } from '@oclif/core/config';
import { run } from '@oclif/core/run';
import { settings } from '@oclif/core/settings';
import { commandLine } from './command-line.ts';
import { mannerOf, reportFailure } from './failure.ts';
import { endAtOnce } from './fault.ts';
import { guardOutput } from './output.ts';

/** The folder of package.json and the manifest, seen from the built program and from this source alike. */
const ROOT = import.meta.dirname.endsWith('dist')
  ? join(import.meta.dirname, '..')
  : join(import.meta.dirname, '..', '..');

/** Everything that oclif knows of this program. Nobody adds commands to it: there are no plugins. */
export function loadConfig(): Promise<Config> {
  // In development too, it is the built program that runs.
  settings.enableAutoTranspile = false;
  return Config.load({ root: ROOT, userPlugins: false, devPlugins: false });
}

/** Runs one command line, without the program's own name. Never rejects; the outcome is the process's exit code. */
export async function main(words: readonly string[]): Promise<void> {
  const manner = mannerOf(words);
  guardOutput(manner);
  process.on('uncaughtException', endAtOnce(manner));
  try {
    const config = await loadConfig();
    const argv = commandLine(words, config);
    if (argv[0] === '--version' || argv[0] === '-v') process.stdout.write(`switchover ${config.version}\n`);
    else await run(argv, config);
  } catch (error) {
    reportFailure(error, manner);
  }
}
