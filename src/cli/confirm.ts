import { SwitchoverError } from '../core/problem.ts';

/**
 * Asks a yes/no question on the terminal. Without a terminal it asks nothing: the error names the flag to use instead.
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
      what: 'this needs confirmation, and there is no terminal to ask on',
      why: question,
      where: null,
      do: 'add --yes to confirm, or --dry-run to see what would happen',
    });
  }
  const { confirm: ask } = await import('@inquirer/prompts');
  const said = await ask({ message: question, default: false }, { output: process.stderr }).catch(() => false);
  if (said) return;
  throw new SwitchoverError('refused', {
    code: 'declined',
    what: 'nothing was done',
    why: 'the question was not answered yes',
    where: null,
    do: 'run the command again and answer yes to go ahead',
  });
}
