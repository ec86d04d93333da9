import type { Manifest } from '../presentation/manifest.ts';
import type { CommandClass } from './describe.ts';
import { resolveRequest } from './dispatch.ts';
import { mannerOf, reportFailure } from './failure.ts';
import { endAtOnce } from './fault.ts';
import { helpText } from './help-text.ts';
import { guardOutput } from './output.ts';
import { mediumOf } from './terminal.ts';
import { VERSION } from './version.ts';

/** What the entry needs of the rest, each loaded only when a command line asks for it. */
export interface Program {
  readonly manifest: () => Manifest;
  /** By the words that call it: a module that exports one command class. */
  readonly commands: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>>;
}

/** Runs one command line. Never throws; the outcome is the process's exit code. */
export async function main(argv: readonly string[], program: Program): Promise<void> {
  const manner = mannerOf(argv);
  guardOutput(manner);
  process.on('uncaughtException', endAtOnce(manner));
  try {
    const request = resolveRequest(argv, Object.keys(program.commands));
    if (request.kind === 'version') process.stdout.write(`switchover ${VERSION}\n`);
    else if (request.kind === 'run') {
      const [module, { runCommand }] = await Promise.all([program.commands[request.id]!(), import('./run-command.ts')]);
      await runCommand(request.id, Object.values(module)[0] as CommandClass, request.argv);
    } else {
      const medium = manner.json ? 'json' : mediumOf(process.stdout, manner);
      process.stdout.write(helpText(request, program.manifest(), medium));
    }
  } catch (error) {
    reportFailure(error, manner);
  }
}
