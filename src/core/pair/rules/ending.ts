/** Inactive, Stopping, Error and what is the same everywhere: rows 500 to 899. */
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
/** Where it answers as the active server, or may soon. */
const PRIMARY = placesOf('primary');
/** Where a network check decides something. */
const DIAGNOSED: readonly Place[] = ['init.diagnosing', 'reconnecting.diagnosing', 'reconnecting.waiting'];

/** Whether the backup shall take over is kept as the reason, and told to it last. */
const noteStop = action('remember how to stop', (_state, event) =>
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
    says: 'Discontinued: this server is stale until it rejoins.',
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
    says: 'The Discontinue hook failed, so something may still run here: this server is stale, and warns.',
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
    says: 'An operator lets the stale server rejoin: it is the backup again.',
  },
  {
    number: 511,
    in: ['inactive.stale'],
    on: ['rejoin-requested'],
    does: [
      act.refuse('no-active-server', 'there is no active server to rejoin', 'start the companion, or look at status'),
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
        'this server still discontinues what it ran',
        'wait until status shows it as stale',
      ),
    ],
    says: 'A server that still discontinues was told to rejoin: refused.',
  },
  {
    number: 514,
    in: ['inactive.stale'],
    on: HEARD,
    when: all(is.connected, is.companionServes, is.staleAtStart, not(is.newerHere)),
    to: 'backup.watching',
    does: [
      act.note('SwitchoverState::StateInactive: The companion is active since, going to StateBackup'),
      act.becomeBackup,
    ],
    says: 'This server was stale when it started and has been nothing since; the companion is active now: be its backup.',
  },
  {
    number: 512,
    in: INACTIVE,
    on: ['switch-requested'],
    does: [
      act.refuse(
        'stale',
        'this server is stale and takes no part',
        'let it rejoin first (switchover rejoin), or restart it with --force-primary if its data shall count',
      ),
    ],
    says: 'A switch was asked for on a stale server: refused.',
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
    says: "Something answers in the companion's place and cannot be verified: never become active beside it.",
  },
  {
    number: 602,
    in: RUNNING,
    on: ['unverified'],
    when: is.saidUnverified,
    says: 'The companion still cannot be verified: that has been said.',
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
    says: 'A new connection to the companion could not be verified: the role stays, and it is said.',
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
    says: 'The companion can be verified again: negotiate anew.',
  },
  {
    number: 612,
    in: ERROR,
    on: ['dial-failed'],
    when: is.companionIsSilent,
    to: 'init.asking',
    does: [
      act.note('SwitchoverMain::VerifyCompanion : Nothing answers any longer, going to StateInit'),
      act.giveReason(null),
      act.armLongStartWait,
    ],
    says: 'What could not be verified does not answer any longer: ask anew, and be patient.',
  },
  {
    number: 613,
    in: ERROR,
    on: ['switch-requested'],
    when: is.isToldAgainstDoubt,
    to: 'primary.persisting',
    does: act.beginForcedSwitch(words.takingOverUnverified),
    says: 'The companion cannot be verified, and an operator who was told the risk makes this server the active one.',
  },
  {
    number: 611,
    in: ERROR,
    on: ['switch-requested'],
    does: [
      act.refuse(
        'companion-unverified',
        'the companion answers but cannot be verified',
        'mend the certificates; or, once you are sure that the other server is off: switchover switch --immediate',
      ),
    ],
    says: 'A switch was asked for while the companion cannot be verified: refused.',
  },
];

const stops: readonly WrittenRow[] = [
  {
    number: 700,
    in: SERVING,
    on: ['stop-requested'],
    to: 'stopping.draining',
    does: [stopping, noteStop, act.drain],
    says: 'The active server is to stop: finish the work under way first.',
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
    says: 'The server is to stop in the middle of a change of role: discontinue what may run, then stop.',
  },
  {
    number: 702,
    in: RUNNING,
    on: ['stop-requested'],
    to: 'stopping.stopped',
    does: [stopping, act.sendAbort('stopping'), act.settle('given-up', 'the server was stopped'), noteStop, act.exit],
    says: 'A server that is not active is to stop: nothing has to be finished.',
  },
  {
    number: 710,
    in: ['stopping.draining'],
    on: ['drained', 'timer:answer'],
    to: 'stopping.discontinuing',
    does: [act.discontinue('stop')],
    says: 'The work under way is done: run the Discontinue hook.',
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
    says: 'The work under way could not be finished, and the server is to stop all the same: run the Discontinue hook.',
  },
  {
    number: 711,
    in: ['stopping.discontinuing'],
    on: ['discontinued'],
    to: 'stopping.stopped',
    does: [act.sendStopped, act.note('SwitchoverMain::Stop : stopped in order'), act.exit],
    says: 'Everything is discontinued: tell the companion, and end.',
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
    says: 'The Discontinue hook failed while stopping: it is said, the companion is told, and the server ends.',
  },
];

/** What every place but those above answers in the same way. Tried last. */
const everywhere: readonly WrittenRow[] = [
  {
    number: 804,
    in: RUNNING,
    on: ['message:ready'],
    when: is.sameTransaction,
    says: 'The companion says again that it has let go for the switch that is under way: nothing to decide.',
    quiet: true,
  },
  {
    number: 805,
    in: RUNNING,
    on: ['message:ready'],
    when: is.hasSwitched,
    says: 'The companion says again that it has let go for a switch that has been made: nothing to decide.',
    quiet: true,
  },
  {
    number: 800,
    in: RUNNING,
    on: ['message:ready'],
    does: [act.abortLateReady],
    says: 'The companion let go for a switch that nobody waits for any longer: tell it to go on.',
  },
  {
    number: 801,
    in: RUNNING,
    on: ['message:prepare'],
    does: [act.sendRefused('not-active')],
    says: 'Asked to hand over without being the active server: refused.',
  },
  {
    number: 802,
    in: RUNNING,
    on: ['rejoin-requested'],
    does: [act.refuse('not-stale', 'this server is not stale', 'nothing: only a stale server rejoins; see status')],
    says: 'A server that is not stale was told to rejoin: refused.',
  },
  {
    number: 803,
    in: [...STOPPING],
    on: ['switch-requested', 'rejoin-requested'],
    does: [act.refuse('stopping', 'this server is stopping', 'wait until it runs again')],
    says: 'Something was asked of a server that is stopping: refused.',
  },
  {
    number: 810,
    in: PLACE_NAMES,
    on: ['stalled'],
    does: [
      act.say('SwitchoverMain', 'warning', (_s, e) =>
        e.type === 'stalled'
          ? `SwitchoverMain::SelfMonitor : this process stood still for ${Math.round(e.forMs)} ms; nothing is concluded from that time`
          : '',
      ),
    ],
    says: 'This process itself stood still: its timers are moved on and its failure counts forgotten.',
  },
  {
    number: 811,
    in: PRIMARY,
    on: ['timer:doubt'],
    does: [act.checkNetwork],
    says: 'Nothing was heard of the companion since this process stood still: check the network before it answers as active again.',
    quiet: true,
  },
  {
    number: 812,
    in: PLACE_NAMES.filter((name) => !PRIMARY.includes(name)),
    on: ['timer:doubt'],
    does: [act.endDoubt],
    says: 'This process stood still some time ago and is not the active server: what it knows now is from since then.',
    quiet: true,
  },
  {
    number: 813,
    in: PRIMARY,
    on: ['diagnosed'],
    when: all(is.standsInDoubt, is.networkForbidsStill),
    says: 'Still cut off, and nothing heard of the companion: it does not answer as active, and checks again.',
    quiet: true,
  },
  {
    number: 814,
    in: PRIMARY,
    on: ['diagnosed'],
    when: all(is.standsInDoubt, is.networkForbids),
    does: [act.sayNetwork, act.say('SwitchoverMain', 'error', words.doubtsItself)],
    says: 'This process stood still, hears nothing of its companion, and is cut off: it does not answer as active.',
  },
  {
    number: 815,
    in: PRIMARY,
    on: ['diagnosed'],
    when: all(is.standsInDoubt, is.networkAllowsAgain),
    does: [act.sayNetwork, act.armLongDoubt],
    says: 'This process stood still and was cut off until now: the companion, which may be active, gets time to be heard.',
  },
  {
    number: 816,
    in: PRIMARY,
    on: ['diagnosed'],
    when: is.standsInDoubt,
    does: [act.sayNetwork, act.endDoubt, act.say('SwitchoverMain', 'warning', (s) => words.servesOn(termOf(s)))],
    says: 'This process stood still, its companion is silent and nothing speaks against it: serve on, as after a start.',
  },
  {
    number: 820,
    in: RUNNING,
    on: ['timer:dial-main', 'timer:dial-aux', 'timer:ping-main', 'timer:ping-aux', 'dial-failed', 'ping-answered'],
    says: 'The connections to the companion are kept: nothing to decide.',
    quiet: true,
  },
  {
    number: 825,
    in: PLACE_NAMES,
    on: ['overheard'],
    says: 'The companion asks for a sign of life on a connection of its own while ours are down: remembered.',
    quiet: true,
  },
  {
    number: 821,
    in: RUNNING,
    on: ['message:refused', 'message:abort', 'message:stopped'],
    says: 'A message about a switch that is not under way here, or a backup that stopped: nothing to decide.',
    quiet: true,
  },
  {
    number: 822,
    in: [...INACTIVE, ...ERROR],
    on: ['view', 'connection-up', ...LOST],
    does: [act.sayConnectionLost, act.sayPingFailed],
    says: 'A server that takes no part notes what it hears.',
    quiet: true,
  },
  {
    number: 823,
    in: PLACE_NAMES.filter((name) => !DIAGNOSED.includes(name)),
    on: ['diagnosed'],
    says: 'A network check that was begun earlier is complete: nothing waits for it.',
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
