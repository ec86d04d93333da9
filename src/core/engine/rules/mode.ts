/** Automatic and manual switching, changed at run time (readings R13, R25): rows 830 to 849. */
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
    does: [act.limitTakeovers, act.catchUp],
    says: "More than three takeovers within an hour, including the companion's: manual switch only, until an operator intervenes.",
  },
  {
    number: 831,
    in: ['reconnecting.held'],
    on: MODE,
    when: all(is.becomesAutomatic, is.wasHeldBack),
    to: 'init.asking',
    does: [act.setMode, act.giveReason(null), act.armNegotiation],
    says: 'Switching is automatic again and perhaps neither server is active: negotiating again.',
  },
  {
    number: 832,
    in: RUNNING,
    on: MODE,
    does: [act.setMode],
    says: 'The switching mode was set, or its time is up.',
  },
  {
    number: 833,
    in: placesOf('stopping'),
    on: ['mode-requested'],
    does: [act.refuse('stopping', 'this server is stopping', 'wait until it runs again')],
    says: 'A switching mode was requested on a server that is stopping: refused.',
  },
  {
    number: 834,
    in: placesOf('stopping'),
    on: ['timer:mode'],
    says: 'The time of the switching mode is up while the server is stopping: nothing to do.',
    quiet: true,
  },
  {
    number: 840,
    in: [...RUNNING, ...placesOf('stopping')],
    on: ['started-up'],
    says: 'This server has finished its start-up work.',
    quiet: true,
  },
  {
    number: 841,
    in: [...RUNNING, ...placesOf('stopping')],
    on: ['configured'],
    does: [act.say('SwitchoverMain', 'note', words.configured)],
    says: 'Parameters that take effect immediately were changed.',
  },
  {
    number: 842,
    in: [...RUNNING, ...placesOf('stopping')],
    on: ['history-changed'],
    says: 'The data replicated on this server has a new last change: the companion is informed.',
    quiet: true,
  },
];
