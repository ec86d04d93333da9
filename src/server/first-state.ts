import type { PairFile } from '../core/config/pair-file/pair-file.ts';
import type { Settings } from '../core/config/parameters/settings.ts';
import type { Durable, HistoryMark, Self, State } from '../core/engine/state.ts';
import { initialState } from '../core/engine/step.ts';
import type { Letter } from '../core/letter.ts';
import { otherLetter } from '../core/letter.ts';
import { monotonicMs, newBootId } from '../host/process/clock.ts';
import type { ModeAtStart } from './mode.ts';
import { withMode } from './mode.ts';

/** The state of a server that has just started, including what it kept across the restart. */
export function firstState(facts: SelfFacts, durable: Durable, mode: ModeAtStart, history: HistoryMark): State {
  const first = initialState(selfOf(facts), durable, mode.mode, monotonicMs());
  return withMode({ ...first, history }, mode);
}

interface SelfFacts {
  readonly letter: Letter;
  readonly pairFile: PairFile;
  /** The settings in force at the start. */
  readonly settings: Settings;
  readonly release: string;
  readonly forceBackup: boolean;
  readonly forcePrimary: boolean;
}

/** The facts that are fixed for this run of a server. */
function selfOf({ letter, pairFile, settings, release, forceBackup, forcePrimary }: SelfFacts): Self {
  const own = pairFile.servers[letter];
  const { module } = pairFile;
  return {
    letter,
    name: own.name,
    companionName: pairFile.servers[otherLetter(letter)].name,
    bootId: newBootId(),
    release,
    settings,
    // The name in the pair file; otherwise that of the parameter.
    module: module && { name: module.name ?? settings.monitoring, startLimitMs: module.startLimitMs },
    hookLimitMs: pairFile.hooks.timeLimitMs,
    forceBackup,
    forcePrimary,
  };
}
