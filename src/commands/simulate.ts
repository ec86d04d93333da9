import { Args, Flags } from '../cli/flags.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';

export class Simulate extends SwitchoverCommand {
  static override summary = 'run a simulated pair through a scenario, with your parameters';
  static override description =
    `Touches nothing real: two engines, the same ones that run your servers, go through the scenario in simulated time. The
timeline shows what happened, what each server decided and by which rule, and which server was active.

SCENARIO is the name of a scenario that comes with switchover, or a file of your own; docs/simulation.md describes the
format. A seed generates a random scenario in which everything goes wrong; the same seed always gives the same scenario.`;
  static override examples = [
    { description: 'list the scenarios that come with switchover', command: 'switchover simulate' },
    { description: 'run one of them', command: 'switchover simulate cable-of-the-backup' },
    {
      description: 'what if the backup gave up sooner?',
      command: 'switchover simulate notifier-gone --set "Switchover Reconnect Timeout=10"',
    },
    { description: 'a scenario of your own, for a script', command: 'switchover simulate ./our-wan.scenario --json' },
    { description: 'a random scenario', command: 'switchover simulate --seed 42' },
  ];
  static override args = {
    scenario: Args.string({ description: 'name of a scenario, or a file', ignoreStdin: true }),
  };
  static override flags = {
    seed: Flags.string({ description: 'run a random scenario generated from this number', helpValue: 'N' }),
    set: Flags.string({
      description: 'set a parameter, overriding the scenario; may be repeated',
      helpValue: 'NAME=VALUE',
      multiple: true,
      multipleNonGreedy: true,
    }),
    list: Flags.boolean({ description: 'list the scenarios that come with switchover', exclusive: ['seed', 'set'] }),
  };
  static override exitCodes = {
    0: 'every expectation of the scenario was met',
    1: 'an expectation was not met, or an invariant was violated',
    3: 'the file cannot be read',
    4: null,
    5: null,
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(Simulate);
    const { listScenarios, simulate } = await import('../operations/explain/simulate.ts');
    const { renderSimulation, renderScenarios } = await import('../presentation/explain/simulate.ts');
    if (flags.list === true || (args.scenario === undefined && flags.seed === undefined)) {
      const list = await listScenarios();
      return { data: list, text: (medium) => renderScenarios(list, medium), exit: 0 };
    }
    const { report, warnings } = await simulate({
      scenario: args.scenario ?? null,
      seed: flags.seed ?? null,
      set: flags.set ?? [],
    });
    return {
      data: { ...report, warnings },
      text: (medium) => renderSimulation(report, medium),
      exit: report.held ? 0 : 1,
      warnings,
    };
  }
}
