import { interruptible } from '../cli/interrupt.ts';
import { ownProgram } from '../cli/own-program.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';

export class Demo extends SwitchoverCommand {
  static override summary = 'watch a pair on this machine start, break, take over and explain itself';
  static override description =
    `Two real server processes on loopback, in a temporary folder: the active one is killed, the backup takes over, its log
says why, the dead one comes back, and a controlled switch brings the roles back. It takes a few seconds; Ctrl-C ends it,
and nothing is left behind either way.`;
  static override examples = [{ description: 'see it', command: 'switchover demo' }];
  static override exitCodes = { 1: null, 4: null };

  protected async execute(): Promise<Outcome> {
    await this.parse(Demo);
    const { runDemo } = await import('../operations/demo.ts');
    const { renderDemoEnd, renderDemoStep } = await import('../presentation/demo.ts');
    const medium = this.medium();
    const json = this.wantsJson();
    const steps: object[] = [];
    const result = await interruptible((signal) =>
      runDemo(ownProgram(), signal, (step) => {
        steps.push(step);
        if (!json) process.stdout.write(`${renderDemoStep(step, medium)}\n`);
      }),
    );
    return { data: { ...result, steps }, text: () => renderDemoEnd(result, medium), exit: 0 };
  }
}
