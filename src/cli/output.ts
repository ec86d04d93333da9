import { SwitchoverError } from '../core/problem.ts';
import { type Manner, reportFailure } from './failure.ts';

/** Handles output that cannot be written: a reader that has gone away is not a failure, a full disk is. */
export function guardOutput(manner: Manner): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // As with `| head -1`: nobody reads any more.
    if (error.code !== 'EPIPE') reportFailure(unwritable(error), { ...manner, json: false });
    process.exit();
  });
  // There is nowhere else to report it; the exit code remains.
  process.stderr.on('error', () => undefined);
}

function unwritable(error: Error): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'output-unwritable',
    what: 'cannot write to standard output',
    why: error.message,
    where: null,
    do: 'free up space, then check before you retry: the command itself may have succeeded',
  });
}
