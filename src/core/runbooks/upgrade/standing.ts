/** What an upgrade has changed so far, as far as its journal tells: from it follows every way back. */
import type { Letter } from '../../letter.ts';
import { otherLetter } from '../../letter.ts';
import type { Begun, Entry } from '../entry.ts';
import type { Deed } from '../step.ts';
import { deedOf } from './actions.ts';

export interface ServerStanding {
  /** Stopped by this procedure, and not seen running since; `unknown`: a stop or a start may have happened. */
  readonly running: boolean | 'unknown';
  /** `unknown`: an installation was begun and not checked, so anything may be there. */
  readonly release: 'old' | 'new' | 'unknown';
  /** False if it may still be what this procedure set. */
  readonly startModeIsOriginal: boolean;
}

export interface Standing {
  readonly servers: Readonly<Record<Letter, ServerStanding>>;
  /** `unknown`: a switch was begun and not checked. */
  readonly active: Letter | 'unknown';
}

/** After these entries. Skipped actions changed nothing. */
export function standingAfter(entries: readonly Entry[], { first, byHand }: Pick<Begun, 'first' | 'byHand'>): Standing {
  const untouched: ServerStanding = { running: true, release: 'old', startModeIsOriginal: true };
  let standing: Standing = { servers: { A: untouched, B: untouched }, active: otherLetter(first) };
  for (const entry of entries) {
    if (!('action' in entry)) continue;
    const deed = deedOf(entry.action, first);
    if (deed === null) continue;
    if (entry.type === 'running' || entry.type === 'by-hand') standing = changed(standing, deed, false, byHand);
    if (entry.type === 'checked' && entry.ok) standing = changed(standing, deed, true, byHand);
  }
  return standing;
}

/** `isSure`: its check holds; otherwise it may have happened or not. */
function changed(standing: Standing, deed: Deed, isSure: boolean, byHand: boolean): Standing {
  const of = (server: Letter, more: Partial<ServerStanding>): Standing => ({
    ...standing,
    servers: { ...standing.servers, [server]: { ...standing.servers[server], ...more } },
  });
  switch (deed.kind) {
    case 'stop':
      return of(deed.server, { running: isSure ? false : 'unknown' });
    case 'start':
      return of(deed.server, { running: isSure ? true : 'unknown' });
    case 'install':
      return of(deed.server, { release: isSure ? deed.release : 'unknown' });
    case 'start-mode':
      return of(deed.server, { startModeIsOriginal: isSure && deed.to === 'original' });
    case 'switch': {
      // A pair of ours lets the former active server become the backup by itself; by hand it is stale until restarted.
      const after = byHand ? of(otherLetter(deed.server), { running: 'unknown' }) : standing;
      return { ...after, active: isSure ? deed.server : 'unknown' };
    }
    case 'restart':
      // Its service does not start by itself, or is started again.
      return of(deed.server, { running: 'unknown' });
    case 'test':
    case 'look':
    case 'decide':
      return standing;
  }
}
