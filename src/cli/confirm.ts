import { SwitchoverError } from '../core/problem.ts';
import type { Outcome } from './switchover-command.ts';

/** After a question that was not answered yes. `--json` never gets here, because it asks nothing. */
export const NOT_CONFIRMED: Outcome = { data: null, text: () => 'Nothing was done.', exit: 1 };

/**
 * Asks a yes/no question on the terminal: false for "no" and Ctrl-C. Without a terminal it asks nothing: the error names
 * the flag to use instead.
 */
export async function isConfirmed(
  question: string,
  options: { readonly yes: boolean; readonly json: boolean },
): Promise<boolean> {
  if (options.yes) return true;
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
  return ask({ message: question, default: false }, { output: process.stderr }).catch(() => false);
}
