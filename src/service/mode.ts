/** The switching mode of a server that starts, and how it is kept over a restart (reading R25). */
import type { Effect, LogLine } from '../core/pair/effect.ts';
import type { Mode, State } from '../core/pair/state.ts';
import { wallClock } from '../host/clock.ts';
import { keepMode, readKeptMode } from '../host/files/mode-file.ts';

export interface ModeAtStart {
  readonly mode: Mode;
  readonly reason: string | null;
  /** Who set it; null where it is not known. */
  readonly by: string | null;
  /** How long it still holds, in ms; null: until it is changed. */
  readonly forMs: number | null;
  /** What was wrong with the mode that had been kept. */
  readonly fault: string | null;
}

const AUTOMATIC: ModeAtStart = { mode: 'automatic', reason: null, by: null, forMs: null, fault: null };

/** The flag of the command line counts first, then what was kept and has not ended. */
export function modeAtStart(dataFolder: string, manualSwitchOnly: boolean): ModeAtStart {
  if (manualSwitchOnly) return { ...AUTOMATIC, mode: 'manual', reason: 'started so' };
  try {
    const kept = readKeptMode(dataFolder);
    if (kept === null || kept.mode === 'automatic') return AUTOMATIC;
    const forMs = kept.until === null ? null : Date.parse(kept.until) - wallClock().getTime();
    if (forMs !== null && forMs <= 0) return AUTOMATIC;
    return { mode: kept.mode, reason: kept.reason, by: kept.by, forMs, fault: null };
  } catch (error) {
    // A pair that nobody protects is worse than one that switches although somebody had said otherwise.
    const fault = `the mode that was kept cannot be read, going on in automatic mode: ${(error as Error).message}`;
    return { ...AUTOMATIC, fault: fault.replace(/\s+/g, ' ') };
  }
}

export function withMode(state: State, { reason, by, forMs }: ModeAtStart): State {
  const timers = forMs === null ? state.timers : { ...state.timers, mode: state.since + forMs };
  return { ...state, modeReason: reason, modeBy: by, timers };
}

/** Resolves when the mode is kept, or its failure is logged. */
export async function keepModeIn(
  dataFolder: string,
  { mode, forMs, reason, by }: Extract<Effect, { readonly type: 'keep-mode' }>,
  log: (line: LogLine) => void,
): Promise<void> {
  const until = forMs === null ? null : new Date(wallClock().getTime() + forMs).toISOString();
  try {
    await keepMode(dataFolder, { mode, until, reason, by });
  } catch (error) {
    const text = `SwitchoverMain::Mode : the mode could not be kept, a restart will forget it: ${(error as Error).message}`;
    log({ topic: 'SwitchoverMain', level: 'error', text });
  }
}
