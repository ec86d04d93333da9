import { SwitchoverError } from '../core/problem.ts';

/**
 * Asks yes or no on the terminal. Where there is none nothing is asked: the error names the flag that answers.
 * "No" and Ctrl-C throw `declined` (refused): nothing has been done.
 */
export async function confirm(
  question: string,
  options: { readonly yes: boolean; readonly json: boolean },
): Promise<void> {
  if (options.yes) return;
  if (options.json || !process.stdin.isTTY || !process.stderr.isTTY) {
    throw new SwitchoverError('usage', {
      code: 'confirmation-needed',
      what: 'this has to be confirmed, and there is no terminal to ask at',
      why: question,
      where: null,
      do: 'add --yes if you mean it, or --dry-run to see what would happen',
    });
  }
  const { confirm: ask } = await import('@inquirer/prompts');
  const said = await ask({ message: question, default: false }, { output: process.stderr }).catch(() => false);
  if (said) return;
  throw new SwitchoverError('refused', {
    code: 'declined',
    what: 'nothing was done',
    why: 'the question was not answered with yes',
    where: null,
    do: 'run it again when you want it',
  });
}
