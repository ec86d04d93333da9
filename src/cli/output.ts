import { SwitchoverError } from '../core/problem.ts';
import { type Manner, reportFailure } from './failure.ts';

/** What becomes of a command whose output nobody takes: a reader that has gone is no failure, a full disk is one. */
export function guardOutput(manner: Manner): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `| head -1`: there is nobody to write for any longer.
    if (error.code !== 'EPIPE') reportFailure(unwritable(error), { ...manner, json: false });
    process.exit();
  });
  // There is no other place to say it at; the exit code still tells.
  process.stderr.on('error', () => undefined);
}

function unwritable(error: Error): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'output-unwritable',
    what: 'standard output cannot be written',
    why: error.message,
    where: null,
    do: 'what the command does may be done all the same: make room, and look before you repeat it',
  });
}
