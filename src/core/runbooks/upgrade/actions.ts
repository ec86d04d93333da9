/** The actions of an upgrade: on the way forward, on the way back, and on the way out after an abort. */
import type { Letter } from '../../letter.ts';
import { otherLetter } from '../../letter.ts';
import type { Action, Check, Deed } from '../step.ts';

/** Part of an action's id, because a server may be stopped, say, once on each way. */
export type Way = 'forward' | 'back' | 'out';

/** What is done by the name of the action. `server`: where; on the way back, the old release is installed. */
const DEEDS = {
  stop: (server) => ({ kind: 'stop', server }),
  'manual-start': (server) => ({ kind: 'start-mode', server, to: 'manual' }),
  install: (server, way) => ({ kind: 'install', server, release: way === 'forward' ? 'new' : 'old' }),
  restart: (server) => ({ kind: 'restart', server }),
  start: (server) => ({ kind: 'start', server }),
  /** Once more, with the new release. */
  'start-upgraded': (server) => ({ kind: 'start', server }),
  look: () => ({ kind: 'look' }),
  switch: (server) => ({ kind: 'switch', server }),
  test: (server) => ({ kind: 'test', server }),
  decide: () => ({ kind: 'decide' }),
  'original-start': (server) => ({ kind: 'start-mode', server, to: 'original' }),
} satisfies Readonly<Record<string, (server: Letter, way: Way) => Deed>>;

export type ActionName = keyof typeof DEEDS;

/** `first`: the server that is upgraded first. */
export function actionOf(name: ActionName, on: Letter, first: Letter, way: Way, check: Check): Action {
  return { id: `${way}.${on === first ? 'first' : 'second'}.${name}`, deed: DEEDS[name](on, way), check };
}

/** The deed of an action by its id; null for an id that this runbook does not have. */
export function deedOf(id: string, first: Letter): Deed | null {
  const [way = '', which, name = ''] = id.split('.');
  if (!(name in DEEDS)) return null;
  return DEEDS[name as ActionName](which === 'first' ? first : otherLetter(first), way as Way);
}
