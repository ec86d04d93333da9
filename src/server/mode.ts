/** The switching mode at startup, and how it is kept across restarts (reading R25). */
import type { Effect, LogLine } from '../core/engine/effect.ts';
import type { Mode, State } from '../core/engine/state.ts';
import { keepMode, readKeptMode } from '../host/files/mode-file.ts';
import { wallClock } from '../host/process/clock.ts';

export interface ModeAtStart {
  readonly mode: Mode;
  readonly reason: string | null;
  /** Who set it; null if unknown. */
  readonly by: string | null;
  /** How long it remains, in ms; null: until it is changed. */
  readonly forMs: number | null;
  /** What was wrong with the stored mode. */
  readonly fault: string | null;
}

const AUTOMATIC: ModeAtStart = { mode: 'automatic', reason: null, by: null, forMs: null, fault: null };

/** The command-line flag takes precedence over a stored mode that has not ended. */
export function modeAtStart(dataFolder: string, manualSwitchOnly: boolean): ModeAtStart {
  if (manualSwitchOnly) return { ...AUTOMATIC, mode: 'manual', reason: 'started with --manual-switch-only' };
  try {
    const kept = readKeptMode(dataFolder);
    if (kept === null || kept.mode === 'automatic') return AUTOMATIC;
    const forMs = kept.until === null ? null : Date.parse(kept.until) - wallClock().getTime();
    if (forMs !== null && forMs <= 0) return AUTOMATIC;
    return { mode: kept.mode, reason: kept.reason, by: kept.by, forMs, fault: null };
  } catch (error) {
    // An unprotected pair is worse than one that switches against an operator's wish.
    const fault = `cannot read the stored mode, continuing in automatic mode: ${(error as Error).message}`;
    return { ...AUTOMATIC, fault: fault.replace(/\s+/g, ' ') };
  }
}

export function withMode(state: State, { reason, by, forMs }: ModeAtStart): State {
  const timers = forMs === null ? state.timers : { ...state.timers, mode: state.since + forMs };
  return { ...state, modeReason: reason, modeBy: by, timers };
}

/** Resolves when the mode is stored, or the failure is logged. */
export async function keepModeIn(
  dataFolder: string,
  { mode, forMs, reason, by }: Extract<Effect, { readonly type: 'keep-mode' }>,
  log: (line: LogLine) => void,
): Promise<void> {
  const until = forMs === null ? null : new Date(wallClock().getTime() + forMs).toISOString();
  try {
    await keepMode(dataFolder, { mode, until, reason, by });
  } catch (error) {
    const text = `SwitchoverMain::Mode : cannot store the mode, it will be lost at a restart: ${(error as Error).message}`;
    log({ topic: 'SwitchoverMain', level: 'error', text });
  }
}
