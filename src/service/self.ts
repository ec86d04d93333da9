import type { Letter } from '../core/letter.ts';
import { otherLetter } from '../core/letter.ts';
import type { Self } from '../core/pair/state.ts';
import type { PairFile } from '../core/pair-file/pair-file.ts';
import type { Settings } from '../core/parameters/settings.ts';
import { newBootId } from '../host/clock.ts';

export interface SelfFacts {
  readonly letter: Letter;
  readonly pairFile: PairFile;
  /** Those in force at the start. */
  readonly settings: Settings;
  readonly version: string;
  readonly forceBackup: boolean;
  readonly forcePrimary: boolean;
}

/** What is fixed for this run of a server. */
export function selfOf({ letter, pairFile, settings, version, forceBackup, forcePrimary }: SelfFacts): Self {
  const own = pairFile.servers[letter];
  const { module } = pairFile;
  return {
    letter,
    name: own.name,
    companionName: pairFile.servers[otherLetter(letter)].name,
    bootId: newBootId(),
    release: own.release ?? version,
    settings,
    // What the pair file names; the name of the parameter where it gives none.
    module: module && { name: module.name ?? settings.monitoring, startLimitMs: module.startLimitMs },
    hookLimitMs: pairFile.hooks.timeLimitMs,
    forceBackup,
    forcePrimary,
  };
}
