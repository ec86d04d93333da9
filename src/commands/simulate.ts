import { Args, Flags } from '../cli/flags.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';

export class Simulate extends SwitchoverCommand {
  static override summary = 'a simulated pair under a story or a seed, with your parameters';
  static override description =
    `Nothing real is touched: two engines, the very ones that run your servers, live through what the story tells, in
simulated time. The time line says what happened, what each server concluded and by which rule, and who served.

SCENARIO is a story that comes with switchover, or a file of your own; docs/simulation.md describes how one is written.
A seed is a night drawn by lot in which everything goes wrong; the same seed is always the same night.`;
  static override examples = [
    { description: 'the stories that come with switchover', command: 'switchover simulate' },
    { description: 'one of them', command: 'switchover simulate cable-of-the-backup' },
    {
      description: 'what if you gave up sooner?',
      command: 'switchover simulate notifier-gone --set "Switchover Reconnect Timeout=10"',
    },
    { description: 'a story of your own, for a script', command: 'switchover simulate ./our-wan.story --json' },
    { description: 'a night drawn by lot', command: 'switchover simulate --seed 42' },
  ];
  static override args = {
    scenario: Args.string({ description: 'name of a story, or a file', ignoreStdin: true }),
  };
  static override flags = {
    seed: Flags.string({ description: 'a night drawn by lot, from a whole number', helpValue: 'N' }),
    set: Flags.string({
      description: "a parameter's value, in place of that of the story; may be given several times",
      helpValue: 'NAME=VALUE',
      multiple: true,
      multipleNonGreedy: true,
    }),
    list: Flags.boolean({ description: 'the stories that come with switchover', exclusive: ['seed', 'set'] }),
  };
  static override exitCodes = {
    0: 'everything came as the story expects it',
    1: 'something came otherwise',
    3: 'the file cannot be read',
    4: null,
    5: null,
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(Simulate);
    const { listStories, simulate } = await import('../operations/simulate.ts');
    const { renderSimulation, renderStories } = await import('../presentation/simulate.ts');
    if (flags.list === true || (args.scenario === undefined && flags.seed === undefined)) {
      const list = await listStories();
      return { data: list, text: (medium) => renderStories(list, medium), exit: 0 };
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
