/** Journals of upgrades for tests. */
import { expect } from 'vitest';
import type { NodePair } from '../../src/client/node-pair.ts';
import type { Letter } from '../../src/core/letter.ts';
import type { Begun, Entry, NewEntry } from '../../src/core/runbooks/entry.ts';
import type { Journal } from '../../src/core/runbooks/journal.ts';
import { extendedWith } from '../../src/core/runbooks/journal.ts';
import { placed } from '../../src/core/runbooks/run.ts';
import { UPGRADE } from '../../src/core/runbooks/upgrade/steps.ts';

/** The wall clock of these journals after so many seconds. */
export function second(count: number): string {
  return new Date(Date.UTC(2026, 5, 1) + count * 1000).toISOString();
}

export function begunEntry(run: string, more: Partial<Begun> = {}): Entry {
  const begun = {
    type: 'begun',
    run,
    runbook: UPGRADE.name,
    version: UPGRADE.version,
    pair: 'test',
    names: { A: 'alpha', B: 'beta' },
    first: 'B',
    oldRelease: '1.0',
    newRelease: '2.0',
    startModes: { A: 'auto', B: 'auto' },
    os: false,
    machines: { A: null, B: null },
    pairFile: 'hash',
    byHand: false,
    service: null,
    ...more,
  } as const;
  return placed(null, begun, more.at ?? second(0), more.by ?? 'ann');
}

/** With these entries after those of `journal`. */
export function withEntries(journal: Journal, ...more: readonly (NewEntry & { readonly by?: string })[]): Journal {
  return more.reduce((reached, { by = 'ann', ...entry }) => {
    const at = second(reached.ids.length);
    return valid(extendedWith(UPGRADE, reached, [placed(reached.run, entry as NewEntry, at, by)]));
  }, journal);
}

export function begunJournal(run: string, more: Partial<Begun> = {}): Journal {
  return valid(extendedWith(UPGRADE, null, [begunEntry(run, more)]));
}

/** An aborted run with nothing to undo. */
export function ended(journal: Journal): Journal {
  return withEntries(journal, { type: 'aborted', reason: null }, { type: 'ended', outcome: 'aborted' });
}

export const STOPPED: NewEntry = { type: 'stopped' };

function valid(extended: ReturnType<typeof extendedWith>): Journal {
  if (!extended.ok) throw new Error(extended.why);
  return extended.journal;
}

/** Waits until a server has exactly this journal. */
export async function hasJournal(pair: NodePair, letter: Letter, journal: Journal | null): Promise<void> {
  await expect
    .poll(async () => (await pair.procedures.read(letter)).journal?.ids ?? null)
    .toEqual(journal?.ids ?? null);
}
