/** Logs refused strangers: once per cause, so that they cannot fill the log. */
import type { LogLine } from '../core/engine/effect.ts';
import { monotonicMs } from '../host/process/clock.ts';

/** A cause is logged again after this time, in ms. */
const SILENCE_MS = 3_600_000;

/** `cause` is one of a few texts of ours, never anything chosen by a stranger. */
export type Refused = (cause: string, from: string | undefined) => void;

export function createRefusals(log: (line: LogLine) => void, now = monotonicMs): Refused {
  const lastSaid = new Map<string, number>();
  return (cause, from) => {
    const before = lastSaid.get(cause);
    if (before !== undefined && now() - before < SILENCE_MS) return;
    lastSaid.set(cause, now());
    const text = `SwitchoverMain::Refused : ${cause}, from [${from ?? 'unknown'}]; not logged again for an hour`;
    log({ topic: 'SwitchoverMain', level: 'warning', text });
  };
}
