import { Flags } from '../cli/flags.ts';
import { interruptible } from '../cli/interrupt.ts';
import { ownProgram } from '../cli/own-program.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';

export class Demo extends SwitchoverCommand {
  static override summary = 'watch a pair on this machine start, fail, take over and explain why';
  static override description =
    `Runs two real server processes on loopback, in a temporary folder. The active server is killed and the backup takes
over; the killed server is restarted and becomes the backup; a controlled switch restores the roles; and the log explains
the takeover. It takes less than a minute. Ctrl-C stops it. Nothing is left behind either way, unless you ask for it with --keep.`;
  static override examples = [
    { description: 'watch it', command: 'switchover demo' },
    { description: 'keep the logs, to read them with why-switched', command: 'switchover demo --keep' },
  ];
  static override flags = {
    keep: Flags.boolean({ description: 'keep the temporary folder of the pair, with its logs' }),
  };
  static override exitCodes = { 1: null, 4: null };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(Demo);
    const { runDemo } = await import('../operations/pair/demo.ts');
    const { renderDemoEnd, renderDemoStep } = await import('../presentation/pair/demo.ts');
    const medium = this.medium();
    const json = this.wantsJson();
    const steps: object[] = [];
    const result = await interruptible((signal) =>
      runDemo({ program: ownProgram(), keep: flags.keep === true }, signal, (step) => {
        steps.push(step);
        if (!json) process.stdout.write(`${renderDemoStep(step, medium)}\n`);
      }),
    );
    return { data: { ...result, steps }, text: () => renderDemoEnd(result, medium), exit: 0 };
  }
}
