import { join } from 'node:path';
import { Config } from '@oclif/core/config';
import { run } from '@oclif/core/run';
import { settings } from '@oclif/core/settings';
import { commandLine } from './command-line.ts';
import { type Manner, mannerOf, reportFailure } from './failure.ts';
import { endAtOnce } from './fault.ts';
import { ignoreHangUp } from './interrupt.ts';
import { guardOutput } from './output.ts';

/**
 * The folder with package.json and the manifest; the relative path is the same from the built program and from here.
 */
const ROOT = import.meta.dirname.endsWith('dist')
  ? join(import.meta.dirname, '..')
  : join(import.meta.dirname, '..', '..');

/** oclif's configuration of this program. There are no plugins, so nothing else adds commands. */
export function loadConfig(): Promise<Config> {
  // The built program is what runs, in development too.
  settings.enableAutoTranspile = false;
  return Config.load({ root: ROOT, userPlugins: false, devPlugins: false });
}

/** `bin/run.js` answers a bare `--version` by itself, in the same words. */
function versionLine(version: string, { json }: Manner): string {
  return json ? `${JSON.stringify({ name: 'switchover', version }, null, 2)}\n` : `switchover ${version}\n`;
}

/** Runs one command line, given without the program name. Never rejects; the outcome is the process's exit code. */
export async function main(words: readonly string[]): Promise<void> {
  const manner = mannerOf(words);
  guardOutput(manner);
  ignoreHangUp();
  process.on('uncaughtException', endAtOnce(manner));
  try {
    const config = await loadConfig();
    const argv = commandLine(words, config);
    if (argv[0] === '--version' || argv[0] === '-v') process.stdout.write(versionLine(config.version, manner));
    else await run(argv, config);
  } catch (error) {
    reportFailure(error, manner);
  }
}
