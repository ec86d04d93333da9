import type { Config } from '@oclif/core/interfaces';
import type { CommandClass } from './describe.ts';
import { translateSlashFlags } from './slash-flags.ts';

/**
 * The little that oclif's parser asks of its configuration. The real one reads package.json, looks for plugins and
 * loads the help machinery, which costs more than the rest of the start together.
 */
const CONFIG = {
  bin: 'switchover',
  root: '',
  userAgent: 'switchover',
  runHook: async () => ({ failures: [], successes: [] }),
  scopedEnvVar: () => undefined,
  scopedEnvVarKey: (name: string) => `SWITCHOVER_${name}`,
  scopedEnvVarKeys: (name: string) => [`SWITCHOVER_${name}`],
} as unknown as Config;

/** Runs one command on its own words. Failures are reported by the command itself; the exit code is set. */
export async function runCommand(id: string, command: CommandClass, argv: readonly string[]): Promise<void> {
  command.id = id;
  const Runnable = command as unknown as new (argv: string[], config: Config) => { run(): Promise<void> };
  await new Runnable(translateSlashFlags(argv, command.slashFlags), CONFIG).run();
}
