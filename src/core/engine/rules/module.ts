/**
 * The monitored module as seen by the backup (reference: "Module Monitor", "Handling Module Monitor Notifications", the
 * Module Down event of "How Primary Monitor Events are Processed in the Backup State"): rows 370 to 399.
 */
import * as act from '../actions.ts';
import * as is from '../guards.ts';
import type { WrittenRow } from '../row.ts';
import { all, not } from '../row.ts';
import * as words from '../vocabulary.ts';
import { CHECKED, HEARD } from './groups.ts';

const PINGED = ['backup.watching', 'backup.verifying', 'backup.held'] as const;
const FAILURE = ['module-ping-failed'] as const;

const pinging: readonly WrittenRow[] = [
  {
    number: 370,
    in: PINGED,
    on: ['timer:module-ping'],
    says: 'Pinging the module.',
    quiet: true,
  },
  {
    number: 371,
    in: ['backup.watching', 'backup.verifying'],
    on: ['module-answered'],
    when: is.moduleRestarts,
    to: 'backup.confirming',
    does: [act.sayModuleRestarted, act.saySilentModule, act.diagnose],
    says: 'The module answers under new process IDs too often, so it does not stay up: checking the network.',
  },
  {
    number: 372,
    in: ['backup.watching'],
    on: ['module-answered'],
    does: [act.sayModuleRestarted, act.sayModuleRecovered],
    says: 'The module answered.',
    quiet: true,
  },
  {
    number: 373,
    in: ['backup.watching'],
    on: FAILURE,
    when: is.moduleIsDown,
    to: 'backup.verifying',
    does: [act.sayModulePingFailed, act.saySilentModule, act.verifyModule],
    says: 'The module failed its pings on both connections: verifying this before it counts as down.',
  },
  {
    number: 374,
    in: ['backup.watching'],
    on: FAILURE,
    does: [act.sayModulePingFailed],
    says: 'A ping to the module failed: trying again.',
    quiet: true,
  },
  {
    number: 375,
    in: ['backup.watching', 'backup.held'],
    on: ['timer:module-watch'],
    does: [act.restartModuleMonitor],
    says: 'The module monitor produced no result for twice its longest cycle: restarting it. This is never a reason to switch.',
  },
];

const verifying: readonly WrittenRow[] = [
  {
    number: 380,
    in: ['backup.verifying'],
    on: ['module-answered'],
    to: 'backup.watching',
    does: [act.sayModuleRestarted, act.note((s) => words.moduleAnswersAfterAll(act.moduleName(s)))],
    says: 'The module answers after all: it is up.',
  },
  {
    number: 381,
    in: ['backup.verifying'],
    on: FAILURE,
    when: is.moduleIsDown,
    to: 'backup.confirming',
    does: [act.sayModuleVerified, act.diagnose],
    says: 'The module did not answer the verification pings: checking the network before it counts as down.',
  },
  {
    number: 382,
    in: ['backup.verifying'],
    on: FAILURE,
    says: 'The module did not answer a verification ping: pinging again.',
    quiet: true,
  },
  {
    number: 383,
    in: ['backup.verifying'],
    on: ['timer:module-watch'],
    to: 'backup.watching',
    does: [act.restartModuleMonitor],
    says: 'The verification pings produced no result at all, so nothing is known about the module: starting over.',
  },
  {
    number: 384,
    in: ['backup.verifying', 'backup.confirming', 'backup.held'],
    on: HEARD,
    when: not(is.companionServes),
    to: 'backup.watching',
    says: 'The companion is no longer active, so its module no longer matters: watching again.',
  },
  {
    number: 385,
    in: ['backup.verifying', 'backup.confirming', 'backup.held'],
    on: HEARD,
    says: 'The active server was heard while its module is in doubt: nothing to do.',
    quiet: true,
  },
];

const confirming: readonly WrittenRow[] = [
  {
    number: 386,
    in: ['backup.confirming'],
    on: CHECKED,
    when: is.networkForbids,
    to: 'reconnecting.waiting',
    does: [
      act.sayNetwork,
      act.err('SwitchoverState::StateBackup: Module is down, but this server is cut off, going to StateReconnecting'),
      act.clearExtended,
      act.armReconnectAgain,
      act.armRecheck,
    ],
    says: 'The module does not answer, but this server itself is cut off: drawing no conclusion about the module.',
  },
  {
    number: 387,
    in: ['backup.confirming'],
    on: CHECKED,
    when: all(is.primaryUnreachable, not(is.connectionIsProven)),
    to: 'reconnecting.waiting',
    does: [
      act.sayNetwork,
      act.note((s) => words.schedulingReconnect(act.reconnectAgainMs(s))),
      act.clearExtended,
      act.armReconnectAgain,
      act.armRecheck,
    ],
    says: "The primary's server does not answer either, and nothing was heard on a connection: trying to reconnect.",
  },
  {
    number: 388,
    in: ['backup.confirming'],
    on: CHECKED,
    when: is.isHeldBack,
    to: 'backup.held',
    does: [act.sayNetwork, act.warn((s) => words.moduleNotSwitching(is.heldBackBy(s) ?? ''))],
    says: 'The module is down, but this server may not switch by itself: waiting for an operator.',
  },
  {
    number: 389,
    in: ['backup.confirming'],
    on: CHECKED,
    when: is.isStarting,
    to: 'backup.held',
    does: [act.sayNetwork, act.warn(words.moduleNotSwitching('the backup is starting'))],
    says: 'The module is down, but this server is still starting: deferring the takeover until it has started.',
  },
  {
    number: 390,
    in: ['backup.confirming'],
    on: CHECKED,
    when: is.moduleRestarts,
    to: 'primary.persisting',
    does: [
      act.sayNetwork,
      act.sayModuleDown,
      act.takeFreshTerm('module-restarting'),
      act.warn(words.goingToPrimary('module-restarting')),
      act.persist,
    ],
    says: 'The module on the active server restarts too often and the network is good: taking over.',
  },
  {
    number: 391,
    in: ['backup.confirming'],
    on: CHECKED,
    to: 'primary.persisting',
    does: [
      act.sayNetwork,
      act.sayModuleDown,
      act.takeFreshTerm('module-down'),
      act.warn(words.goingToPrimary('module-down')),
      act.persist,
    ],
    says: 'The module on the active server is down and the network is good: taking over.',
  },
];

const held: readonly WrittenRow[] = [
  {
    number: 392,
    in: ['backup.held'],
    on: ['module-answered'],
    when: is.moduleRestarts,
    does: [act.sayModuleRestarted],
    says: 'The module answered under yet another process ID: it still does not stay up.',
    quiet: true,
  },
  {
    number: 393,
    in: ['backup.held'],
    on: ['module-answered'],
    to: 'backup.watching',
    does: [act.note((s) => words.moduleAnswered(act.moduleName(s)))],
    says: 'The module that was down answers again: back to normal watching.',
  },
  {
    number: 394,
    in: ['backup.held'],
    on: FAILURE,
    says: 'The module is still down.',
    quiet: true,
  },
  {
    number: 395,
    in: ['backup.held'],
    on: ['started-up'],
    when: not(is.isHeldBack),
    to: 'backup.verifying',
    does: [act.verifyModule],
    says: 'This server has started: verifying the module again before the deferred takeover.',
  },
  {
    number: 396,
    in: ['backup.held'],
    on: ['timer:mode', 'mode-requested'],
    when: all(is.becomesAutomatic, not(is.isStarting)),
    to: 'backup.verifying',
    does: [act.setMode, act.verifyModule],
    says: 'Switching is automatic again while the module is down: verifying the module again.',
  },
];

export const moduleRows: readonly WrittenRow[] = [...pinging, ...verifying, ...confirming, ...held];
