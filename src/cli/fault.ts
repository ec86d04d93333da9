import { type Manner, reportFailure } from './failure.ts';

/** What is thrown where nobody catches it, also by a promise, goes to `tell` from now on. */
export function onFault(tell: (error: unknown) => void): void {
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => tell(error));
}

/** For a failure that leaves sockets and timers behind: it is reported, and the process waits for none of them. */
export function endAtOnce(manner: Manner): (error: unknown) => never {
  return (error) => {
    reportFailure(error, manner);
    process.exit();
  };
}
