import { type Manner, reportFailure } from './failure.ts';

/** From now on, uncaught exceptions and unhandled rejections go to `reportFault`. */
export function onFault(reportFault: (error: unknown) => void): void {
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => reportFault(error));
}

/** For a failure that leaves sockets and timers behind: reports it and exits without waiting for them. */
export function endAtOnce(manner: Manner): (error: unknown) => never {
  return (error) => {
    reportFailure(error, manner);
    process.exit();
  };
}
