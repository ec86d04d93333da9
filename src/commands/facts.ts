import { Flags } from '../cli/flags.ts';
import { openPair, PAIR_FLAGS, placesOf, SERVER_FLAG } from '../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';
import { SwitchoverError } from '../core/problem.ts';

export class Facts extends SwitchoverCommand {
  static override summary = "show the facts of the servers' machines";
  static override description =
    `Shows for each server's machine: operating system, releases, start of the system, clock and time zone, the account that the
server runs as, the disk of its data folder, and its network adapters. Procedures compare these facts before and after they
change a machine. Nothing is changed.

With --local it shows this machine, without asking a server: for a server that is stopped. The file that
"switchover facts --local --json > FILE" writes there can be given to a procedure elsewhere. Without a pair file on this
machine, what is known of the pair is left out.`;
  static override examples = [
    { description: 'both servers', command: 'switchover facts' },
    { description: 'on the machine of a stopped server', command: 'switchover facts --local --json > facts-a.json' },
  ];
  static override flags = {
    ...PAIR_FLAGS,
    server: SERVER_FLAG,
    local: Flags.boolean({ description: 'this machine, without asking a server' }),
  };
  static override exitCodes = { 1: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(Facts);
    const { localFacts, readFacts } = await import('../operations/pair/facts.ts');
    const { renderFacts, renderMachine } = await import('../presentation/pair/facts.ts');
    const selector = flags.server ?? null;
    if (flags.local === true) {
      const pairFile = await pairFileIfAny(flags);
      const facts = await localFacts({ pairFile, selector, version: this.config.version });
      return { data: facts, text: (medium) => renderMachine(facts, medium), exit: 0 };
    }
    const pair = await openPair(flags);
    try {
      const { facts, warnings } = await readFacts(pair, selector);
      return { data: facts, text: (medium) => renderFacts(facts, medium), exit: 0, warnings };
    } finally {
      pair.close();
    }
  }
}

/** Null if none was named and none is in the usual places. */
async function pairFileIfAny(flags: Parameters<typeof placesOf>[0]): Promise<string | null> {
  try {
    return (await placesOf(flags)).pairFile;
  } catch (error) {
    if (error instanceof SwitchoverError && error.problem.code === 'pair-file-not-found') return null;
    throw error;
  }
}
