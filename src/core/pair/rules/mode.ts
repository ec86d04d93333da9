/** Automatic and manual switching, changed while the server runs (readings R13, R25): rows 830 to 849. */
import * as act from '../actions.ts';
import * as is from '../guards.ts';
import type { WrittenRow } from '../row.ts';
import { all } from '../row.ts';
import * as words from '../vocabulary.ts';
import { placesOf, QUIET_WATCH, RUNNING, SEEN } from './groups.ts';

const MODE = ['timer:mode', 'mode-requested'] as const;

export const modeRows: readonly WrittenRow[] = [
  {
    number: 830,
    in: QUIET_WATCH,
    on: SEEN,
    when: is.tooManyTakeovers,
    does: [act.limitTakeovers, act.lookAgain],
    says: 'More than three takeovers within an hour, as the companion tells: switch by hand only, until an operator looks.',
  },
  {
    number: 831,
    in: ['reconnecting.held'],
    on: MODE,
    when: all(is.becomesAutomatic, is.wasHeldBack),
    to: 'init.asking',
    does: [act.setMode, act.giveReason(null), act.armNegotiation],
    says: 'Switching is automatic again and nobody may be active: negotiate anew.',
  },
  {
    number: 832,
    in: RUNNING,
    on: MODE,
    does: [act.setMode],
    says: 'The switching mode was set, or its time is over.',
  },
  {
    number: 833,
    in: placesOf('stopping'),
    on: ['mode-requested'],
    does: [act.refuse('stopping', 'this server is stopping', 'wait until it runs again')],
    says: 'A mode was set on a server that is stopping: refused.',
  },
  {
    number: 834,
    in: placesOf('stopping'),
    on: ['timer:mode'],
    says: 'The time of the mode is over while the server stops: nothing to decide.',
    quiet: true,
  },
  {
    number: 840,
    in: [...RUNNING, ...placesOf('stopping')],
    on: ['started-up'],
    says: 'What this server does after its start is done.',
    quiet: true,
  },
  {
    number: 841,
    in: [...RUNNING, ...placesOf('stopping')],
    on: ['configured'],
    does: [act.say('SwitchoverMain', 'note', words.configured)],
    says: 'Parameters were changed that are felt at once.',
  },
  {
    number: 842,
    in: [...RUNNING, ...placesOf('stopping')],
    on: ['history-changed'],
    says: 'What this server replicates has a new last change: the companion is told, and nothing is decided.',
    quiet: true,
  },
];
