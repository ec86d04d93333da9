/** What strangers were refused, in the log: once for each cause, so that they cannot fill it. */
import type { LogLine } from '../core/pair/effect.ts';
import { monotonicMs } from '../host/clock.ts';

/** The same cause is written down again after this long, in ms. */
const SILENCE_MS = 3_600_000;

/** `cause` is a text of ours, from a small set: nothing that a stranger has chosen. */
export type Refused = (cause: string, from: string | undefined) => void;

export function createRefusals(log: (line: LogLine) => void, now = monotonicMs): Refused {
  const lastSaid = new Map<string, number>();
  return (cause, from) => {
    const before = lastSaid.get(cause);
    if (before !== undefined && now() - before < SILENCE_MS) return;
    lastSaid.set(cause, now());
    const text = `SwitchoverMain::Refused : ${cause}, from [${from ?? 'unknown'}]; not written down again for an hour`;
    log({ topic: 'SwitchoverMain', level: 'warning', text });
  };
}
