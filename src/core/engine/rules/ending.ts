/** Inactive, Stopping, Error, and what every state does the same way: rows 500 to 899. */
import * as act from '../actions.ts';
import * as is from '../guards.ts';
import type { WrittenRow } from '../row.ts';
import { action, all, not } from '../row.ts';
import type { Place } from '../state.ts';
import { PLACE_NAMES, termOf } from '../state.ts';
import * as words from '../vocabulary.ts';
import { HEARD, INIT, LOST, placesOf, RECONNECTING, RUNNING, SERVING, TAKING } from './groups.ts';

const INACTIVE = placesOf('inactive');
const STOPPING = placesOf('stopping');
const ERROR = placesOf('error');
/** Where this server answers as active, or soon may. */
const PRIMARY = placesOf('primary');
/** Where the result of a network check matters. */
const DIAGNOSED: readonly Place[] = ['init.diagnosing', 'reconnecting.diagnosing', 'reconnecting.waiting'];

/** Whether the backup should take over is kept as the reason, and sent to it at the very end. */
const noteStop = action('note how to stop', (_state, event) =>
  event.type === 'stop-requested' ? { state: { reason: event.takeover ? 'stop' : 'no-takeover' } } : {},
);

const stopping = act.note((_s, e) =>
  e.type === 'stop-requested' ? `SwitchoverMain::Stop : stop requested by [${e.by}]` : '',
);

const inactive: readonly WrittenRow[] = [
  {
    number: 500,
    in: ['inactive.discontinuing'],
    on: ['discontinued'],
    to: 'inactive.stale',
    does: [act.note('SwitchoverState::StateInactive: Discontinued, this server is stale')],
    says: 'The Discontinue hook is done: this server is stale until it rejoins.',
  },
  {
    number: 501,
    in: ['inactive.discontinuing'],
    on: ['discontinue-failed', 'timer:answer'],
    to: 'inactive.stale',
    does: [
      act.err((s, e) => `SwitchoverState::StateInactive: The Discontinue hook failed: ${act.detailOf(s, e)}`),
      act.addWarning('discontinue-failed'),
    ],
    says: 'The Discontinue hook failed, so something may still be running here: this server is stale, with a warning.',
  },
  {
    number: 510,
    in: ['inactive.stale'],
    on: ['rejoin-requested'],
    when: all(is.connected, is.companionServes),
    to: 'backup.watching',
    does: [
      act.accept('done'),
      act.note('SwitchoverState::StateInactive: Rejoining on request, going to StateBackup'),
      act.bowToActive,
      act.becomeBackup,
    ],
    says: 'An operator told the stale server to rejoin: it is the backup again.',
  },
  {
    number: 511,
    in: ['inactive.stale'],
    on: ['rejoin-requested'],
    does: [
      act.refuse('no-active-server', 'there is no active server to rejoin', 'start the companion, or check status'),
    ],
    says: 'A stale server was told to rejoin, but no active server can be heard: refused.',
  },
  {
    number: 513,
    in: ['inactive.discontinuing'],
    on: ['rejoin-requested'],
    does: [
      act.refuse(
        'still-discontinuing',
        'this server is still running its Discontinue hook',
        'wait until status shows it as stale',
      ),
    ],
    says: 'A server that is still discontinuing was told to rejoin: refused.',
  },
  {
    number: 514,
    in: ['inactive.stale'],
    on: HEARD,
    when: all(is.connected, is.companionServes, is.staleAtStart, not(is.newerHere)),
    to: 'backup.watching',
    does: [
      act.note('SwitchoverState::StateInactive: The companion has become active, going to StateBackup'),
      act.becomeBackup,
    ],
    says: 'This server has been stale since it started and the companion is active now: becoming its backup.',
  },
  {
    number: 512,
    in: INACTIVE,
    on: ['switch-requested'],
    does: [
      act.refuse(
        'stale',
        'this server is stale and takes no part',
        'let it rejoin first (switchover rejoin), or restart it with --force-primary to keep its data',
      ),
    ],
    says: 'A switch was requested on a stale server: refused.',
  },
];

const error: readonly WrittenRow[] = [
  {
    number: 600,
    in: [...INIT, ...RECONNECTING],
    on: ['unverified'],
    to: 'error.unverified',
    does: [
      act.err((_s, e) =>
        e.type === 'unverified'
          ? `SwitchoverMain::VerifyCompanion : The companion answers but cannot be verified (${e.why}), going to StateError`
          : '',
      ),
      act.giveReason('companion-unverified'),
      act.addWarning('companion-unverified'),
    ],
    says: "Something answers in the companion's place but cannot be verified: not becoming active next to it.",
  },
  {
    number: 602,
    in: RUNNING,
    on: ['unverified'],
    when: is.saidUnverified,
    says: 'The companion still cannot be verified: already reported.',
    quiet: true,
  },
  {
    number: 601,
    in: RUNNING,
    on: ['unverified'],
    does: [
      act.err((_s, e) =>
        e.type === 'unverified'
          ? `SwitchoverMain::VerifyCompanion : The companion answers but cannot be verified (${e.why})`
          : '',
      ),
      act.addWarning('companion-unverified'),
    ],
    says: 'A new connection to the companion could not be verified: keeping the role and reporting it.',
  },
  {
    number: 610,
    in: ERROR,
    on: ['connection-up'],
    to: 'init.asking',
    does: [
      act.note('SwitchoverMain::VerifyCompanion : The companion is verified again, going to StateInit'),
      act.giveReason(null),
      act.armNegotiation,
    ],
    says: 'The companion can be verified again: negotiating again.',
  },
  {
    number: 612,
    in: ERROR,
    on: ['dial-failed'],
    when: is.companionIsSilent,
    to: 'init.asking',
    does: [
      act.note('SwitchoverMain::VerifyCompanion : Nothing answers any more, going to StateInit'),
      act.giveReason(null),
      act.armLongStartWait,
    ],
    says: 'The peer that could not be verified no longer answers: asking again, with a longer wait.',
  },
  {
    number: 613,
    in: ERROR,
    on: ['switch-requested'],
    when: is.isOrderedDespiteDoubt,
    to: 'primary.persisting',
    does: act.beginForcedSwitch(words.takingOverUnverified),
    says: 'The companion cannot be verified, and an operator who was told the risk requested a switch: becoming active.',
  },
  {
    number: 611,
    in: ERROR,
    on: ['switch-requested'],
    does: [
      act.refuse(
        'companion-unverified',
        'the companion answers but cannot be verified',
        'fix the certificates; or, once you are sure that the other server is off: switchover switch --immediate',
      ),
    ],
    says: 'A switch was requested while the companion cannot be verified: refused.',
  },
];

const stops: readonly WrittenRow[] = [
  {
    number: 700,
    in: SERVING,
    on: ['stop-requested'],
    to: 'stopping.draining',
    does: [stopping, noteStop, act.drain],
    says: 'The active server was told to stop: finishing the work under way first.',
  },
  {
    number: 701,
    in: [
      ...TAKING,
      'primary.draining',
      'primary.discontinuing',
      'backup.reverting',
      'backup.discontinuing',
      'inactive.discontinuing',
    ],
    on: ['stop-requested'],
    to: 'stopping.discontinuing',
    does: [
      stopping,
      act.sendAbort('stopping'),
      act.settle('given-up', 'the server was stopped'),
      noteStop,
      act.discontinue('stop'),
    ],
    says: 'The server was told to stop during a change of role: discontinuing what may be running, then stopping.',
  },
  {
    number: 702,
    in: RUNNING,
    on: ['stop-requested'],
    to: 'stopping.stopped',
    does: [stopping, act.sendAbort('stopping'), act.settle('given-up', 'the server was stopped'), noteStop, act.exit],
    says: 'A server that is not active was told to stop: nothing has to be finished first.',
  },
  {
    number: 710,
    in: ['stopping.draining'],
    on: ['drained', 'timer:answer'],
    to: 'stopping.discontinuing',
    does: [act.discontinue('stop')],
    says: 'The work under way is finished: running the Discontinue hook.',
  },
  {
    number: 713,
    in: ['stopping.draining'],
    on: ['drain-failed'],
    to: 'stopping.discontinuing',
    does: [
      act.err((s, e) => `SwitchoverMain::Stop : The work under way could not be finished: ${act.detailOf(s, e)}`),
      act.discontinue('stop'),
    ],
    says: 'The work under way could not be finished, but the server is stopping anyway: running the Discontinue hook.',
  },
  {
    number: 711,
    in: ['stopping.discontinuing'],
    on: ['discontinued'],
    to: 'stopping.stopped',
    does: [act.sendStopped, act.note('SwitchoverMain::Stop : shut down cleanly'), act.exit],
    says: 'Everything is discontinued: telling the companion, then exiting.',
  },
  {
    number: 712,
    in: ['stopping.discontinuing'],
    on: ['discontinue-failed', 'timer:answer'],
    to: 'stopping.stopped',
    does: [
      act.err((s, e) => `SwitchoverMain::Stop : The Discontinue hook failed: ${act.detailOf(s, e)}`),
      act.sendStopped,
      act.exit,
    ],
    says: 'The Discontinue hook failed while stopping: reporting it, telling the companion, then exiting.',
  },
];

/** What is answered the same way everywhere else. Tried last. */
const everywhere: readonly WrittenRow[] = [
  {
    number: 804,
    in: RUNNING,
    on: ['message:ready'],
    when: is.sameTransaction,
    says: 'The companion repeated that it has handed over for the switch under way: nothing to do.',
    quiet: true,
  },
  {
    number: 805,
    in: RUNNING,
    on: ['message:ready'],
    when: is.hasSwitched,
    says: 'The companion repeated that it has handed over for a switch that is complete: nothing to do.',
    quiet: true,
  },
  {
    number: 800,
    in: RUNNING,
    on: ['message:ready'],
    does: [act.abortLateReady],
    says: 'The companion handed over for a switch that was given up here: telling it to resume.',
  },
  {
    number: 801,
    in: RUNNING,
    on: ['message:prepare'],
    does: [act.sendRefused('not-active')],
    says: 'This server was asked to hand over but is not active: refused.',
  },
  {
    number: 802,
    in: RUNNING,
    on: ['rejoin-requested'],
    does: [
      act.refuse('not-stale', 'this server is not stale', 'nothing to do: only a stale server can rejoin; see status'),
    ],
    says: 'A server that is not stale was told to rejoin: refused.',
  },
  {
    number: 803,
    in: [...STOPPING],
    on: ['switch-requested', 'rejoin-requested'],
    does: [act.refuse('stopping', 'this server is stopping', 'wait until it runs again')],
    says: 'A request reached a server that is stopping: refused.',
  },
  {
    number: 810,
    in: PLACE_NAMES,
    on: ['stalled'],
    does: [
      act.say('SwitchoverMain', 'warning', (_s, e) =>
        e.type === 'stalled'
          ? `SwitchoverMain::SelfMonitor : this process was stalled for ${Math.round(e.forMs)} ms; that time is ignored`
          : '',
      ),
    ],
    says: 'This process stalled: postponing its timers and clearing its failure counts.',
  },
  {
    number: 811,
    in: PRIMARY,
    on: ['timer:doubt'],
    does: [act.checkNetwork],
    says: 'Nothing was heard from the companion since this process stalled: checking the network before answering as active again.',
    quiet: true,
  },
  {
    number: 812,
    in: PLACE_NAMES.filter((name) => !PRIMARY.includes(name)),
    on: ['timer:doubt'],
    does: [act.endDoubt],
    says: 'This process stalled some time ago and is not active: what it knows now is up to date.',
    quiet: true,
  },
  {
    number: 813,
    in: PRIMARY,
    on: ['diagnosed'],
    when: all(is.standsInDoubt, is.networkForbidsStill),
    says: 'Still cut off, and nothing heard from the companion: not answering as active, and checking again.',
    quiet: true,
  },
  {
    number: 814,
    in: PRIMARY,
    on: ['diagnosed'],
    when: all(is.standsInDoubt, is.networkForbids),
    does: [act.sayNetwork, act.say('SwitchoverMain', 'error', words.doubtsItself)],
    says: 'This process stalled, hears nothing from its companion and is cut off: not answering as active.',
  },
  {
    number: 815,
    in: PRIMARY,
    on: ['diagnosed'],
    when: all(is.standsInDoubt, is.networkAllowsAgain),
    does: [act.sayNetwork, act.armLongDoubt],
    says: 'This process stalled and was cut off until now: waiting to hear from the companion, which may be active.',
  },
  {
    number: 816,
    in: PRIMARY,
    on: ['diagnosed'],
    when: is.standsInDoubt,
    does: [act.sayNetwork, act.endDoubt, act.say('SwitchoverMain', 'warning', (s) => words.servesOn(termOf(s)))],
    says: 'This process stalled and its companion is silent, but nothing rules out going on: staying active.',
  },
  {
    number: 820,
    in: RUNNING,
    on: ['timer:dial-main', 'timer:dial-aux', 'timer:ping-main', 'timer:ping-aux', 'dial-failed', 'ping-answered'],
    says: 'The connections to the companion are being maintained: nothing to do.',
    quiet: true,
  },
  {
    number: 825,
    in: PLACE_NAMES,
    on: ['overheard'],
    says: 'The companion pings this server on its own connection while this server cannot reach it: noted.',
    quiet: true,
  },
  {
    number: 821,
    in: RUNNING,
    on: ['message:refused', 'message:abort', 'message:stopped'],
    says: 'A message about a switch that is not under way here, or from a backup that stopped: nothing to do.',
    quiet: true,
  },
  {
    number: 822,
    in: [...INACTIVE, ...ERROR],
    on: ['view', 'connection-up', ...LOST],
    does: [act.sayConnectionLost, act.sayPingFailed],
    says: 'This server takes no part and only notes what it hears.',
    quiet: true,
  },
  {
    number: 823,
    in: PLACE_NAMES.filter((name) => !DIAGNOSED.includes(name)),
    on: ['diagnosed'],
    says: 'A network check that started earlier is complete: nothing waits for it.',
    quiet: true,
  },
  {
    number: 824,
    in: STOPPING,
    on: [
      ...HEARD,
      ...LOST,
      'unverified',
      'dial-failed',
      'ping-answered',
      'timer:dial-main',
      'timer:dial-aux',
      'timer:ping-main',
      'timer:ping-aux',
      'message:prepare',
      'message:ready',
      'message:refused',
      'message:abort',
      'message:stopped',
      'stop-requested',
    ],
    says: 'The server is stopping: nothing else is decided.',
    quiet: true,
  },
];

export const endingRows: readonly WrittenRow[] = [...inactive, ...error, ...stops, ...everywhere];
