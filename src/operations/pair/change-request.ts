/** What the changes of a running pair have in common, whatever they change. */
import { unlessLost } from '../../client/call-server.ts';
import type { Problem } from '../../core/problem.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { reasonShape } from '../../core/protocol/parameter-answers.ts';

/** @throws SwitchoverError (usage) `reason-unusable` */
export function checkedReason(reason: string | null): string | null {
  const parsed = reasonShape.nullable().safeParse(reason);
  if (parsed.success) return parsed.data;
  throw new SwitchoverError('usage', {
    code: 'reason-unusable',
    what: parsed.error.issues[0]?.message ?? 'the reason cannot be used',
    why: 'the history and the log show it on one line',
    where: '--reason',
    do: 'write one line of printable text, at most 1000 characters',
  });
}

/**
 * Makes a request; if its answer is lost, once more with the same id, so that nothing is changed twice. `history`: the
 * command that shows what was changed.
 *
 * @throws SwitchoverError (unfinished) `change-outcome-unknown` if there is no answer then either
 */
export async function askedTwice<T>(request: () => Promise<T>, history: string): Promise<T> {
  const reply = await unlessLost(request());
  if (reply !== null) return reply;
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof SwitchoverError)) throw error;
    throw new SwitchoverError('unfinished', {
      code: 'change-outcome-unknown',
      what: 'the change was sent, but its outcome is unknown',
      why: error.problem.why,
      where: error.problem.where,
      do: `before you repeat it, check: ${history}`,
    });
  }
}

export function notReplicated({ name, letter }: { readonly name: string; readonly letter: string }): Problem {
  return {
    code: 'not-replicated',
    severity: 'warning',
    what: `${name} (${letter}) has stored the change, but its backup has not confirmed it`,
    why: 'the backup is down or slow; if the active server is lost now, so is the change',
    where: null,
    do: 'check status; the backup gets the change as soon as it is connected',
  };
}
