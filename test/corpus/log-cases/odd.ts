/** LogCases that try to mislead: contradictions, clock changes, unknown words, lines out of order. */
import type { Random } from '../../../src/core/simulation/random.ts';
import { averted, type LogCase, NOT_SWITCHED, switched, takePen, UNDETERMINED } from '../log-case.ts';
import * as say from '../sentences.ts';
import { loseBoth } from './connections.ts';
import { anyPinging, givenUp, healthy, moduleDown, olderModuleDown } from './module.ts';

const NAMED = [
  ['Loss of Connection to Notifier', 'notifier-connection-lost'],
  ['TS Ping Failure', 'module-down'],
  ['Manual Switchover', 'manual'],
] as const;

export const ODD_STORIES: readonly ((rnd: Random) => LogCase)[] = [
  (rnd) => {
    const pen = takePen(rnd);
    const [words, cause] = rnd.pick(NAMED);
    pen.say('Switchover', rnd.chance(0.5) ? words : `SwitchoverMain::StatusMessage: ${words}`, 'Error');
    pen.wait(rnd.between(0, 40));
    const at = say.MARKERS[0]!(pen);
    return {
      name: `the cause named before the switch: ${cause}`,
      lines: pen.lines,
      truth: switched({ at, cause, decidable: true }),
    };
  },
  (rnd) => {
    // The decision says one thing and the event before it another: no certainty.
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    if (rnd.chance(0.5)) {
      givenUp(pen, d, anyPinging(rnd));
      say.olderEvent(pen, 'eTSDown');
      const at = say.lostDecision(pen, d);
      return {
        name: 'a decision that its event contradicts',
        lines: pen.lines,
        truth: switched({ at, cause: 'unknown', decidable: false }),
      };
    }
    loseBoth(pen, d);
    say.reconnectTimer(pen, d, 30);
    pen.wait(30_000);
    say.reconnectExpired(pen, d);
    const at = say.moduleDecision(pen, d);
    return {
      name: 'a decision that its event contradicts',
      lines: pen.lines,
      truth: switched({ at, cause: 'unknown', decidable: false }),
    };
  },
  (rnd) => {
    // The module did not answer because a connection was lost: the stated reason is not the whole truth.
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    say.socketFailure(pen, d, '10054', 51);
    say.connectionLost(pen, d);
    pen.wait(2_000);
    givenUp(pen, d, anyPinging(rnd));
    const at = say.moduleDecision(pen, d);
    return {
      name: 'module down over a connection that was lost',
      lines: pen.lines,
      truth: switched({ at, cause: 'unknown', decidable: false }),
    };
  },
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    const p = anyPinging(rnd);
    if (rnd.chance(0.5)) givenUp(pen, d, p);
    const why = rnd.pick(['Something new', 'Condition 17', 'Watchdog fired']);
    const at = say.goingTo(pen, 'Backup', why, 'Primary and switching now');
    return {
      name: 'a reason in words that nobody knows',
      lines: pen.lines,
      truth: switched({ at, cause: 'unknown', decidable: false }),
    };
  },
  (rnd) => {
    // The clock was set back by an hour during the incident.
    const [pen, d] = [takePen(rnd, 4 * 3_600_000), say.anyDialect(rnd)];
    givenUp(pen, d, { ...anyPinging(rnd), limit: 2 });
    pen.wait(-3_600_000);
    const at = say.moduleDecision(pen, d);
    return {
      name: 'the clock was set back before the decision',
      lines: pen.lines,
      truth: switched({ at, cause: 'module-down', decidable: true }),
    };
  },
  (rnd) => {
    // Past midnight.
    const [pen, d] = [takePen(rnd, 86_400_000 - rnd.between(1_000, 25_000)), say.anyDialect(rnd)];
    const first = loseBoth(pen, d);
    say.reconnectTimer(pen, d, 30);
    pen.wait(30_000);
    say.reconnectExpired(pen, d);
    const at = say.lostDecision(pen, d);
    return {
      name: 'connections lost, over midnight',
      lines: pen.lines,
      truth: switched({ at, cause: 'notifier-connection-lost', decidable: true, firstSymptomAt: first }),
    };
  },
  (rnd) => {
    // A day full of small failures, none of which led anywhere.
    const [pen, d] = [takePen(rnd, 1_000_000), say.anyDialect(rnd)];
    const times = rnd.between(2, 6);
    for (let each = 0; each < times; each += 1) {
      say.pingFailed(pen, d, rnd.pick(['rejected', 'timed out']), 1, 3);
      pen.wait(11_000);
      healthy(pen, d, 2);
      pen.wait(rnd.between(1, 60) * 60_000);
    }
    healthy(pen, d, 1);
    return {
      name: 'many failures, each answered',
      lines: pen.lines,
      truth: averted(...Array.from({ length: times }, () => 'module-recovered')),
    };
  },
  (rnd) => {
    // Every line twice, as from two traces of one service.
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    const { first, at } = moduleDown(pen, d, anyPinging(rnd));
    return {
      name: 'every line twice',
      lines: pen.lines.flatMap((line) => [line, line]),
      truth: switched({ at, cause: 'module-down', decidable: true, firstSymptomAt: first }),
    };
  },
  (rnd) => {
    // A long wait during which nothing is logged.
    const [pen, d] = [takePen(rnd, 3_600_000), say.anyDialect(rnd)];
    const first = loseBoth(pen, d);
    say.reconnectTimer(pen, d, 3600);
    pen.wait(3_600_010);
    say.reconnectExpired(pen, d);
    const at = say.lostDecision(pen, d);
    return {
      name: 'connections lost, a Reconnect Timeout of an hour',
      lines: pen.lines,
      truth: switched({ at, cause: 'notifier-connection-lost', decidable: true, firstSymptomAt: first }),
    };
  },
  (rnd) => {
    // The pings fail because the connections are lost, which is the reason for the decision.
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    const first = say.pingFailed(pen, d, 'lost', 1, 2);
    pen.wait(3);
    loseBoth(pen, d);
    say.reconnectTimer(pen, d, 30);
    pen.wait(30_000);
    say.reconnectExpired(pen, d);
    const at = say.lostDecision(pen, d);
    return {
      name: 'connections lost, told by a ping first',
      lines: pen.lines,
      truth: switched({ at, cause: 'notifier-connection-lost', decidable: true, firstSymptomAt: first }),
    };
  },
  (rnd) => {
    // The server starts first: there was no switch from a monitoring backup.
    const pen = takePen(rnd);
    const at = say.goingTo(
      pen,
      'Init',
      'No answer from the companion, starting as the active server (fail-safe)',
      'Primary',
    );
    return {
      name: 'a fail-safe start',
      lines: pen.lines,
      truth: switched({ at, cause: 'fail-safe-start', decidable: true, firstSymptomAt: null, initiator: 'engine' }),
    };
  },
  (rnd) => {
    // Denied, considered, planned: words of a switch in the service's own lines that say that there is none.
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    healthy(pen, d, 2);
    pen.say(
      'SwitchoverStates',
      rnd.pick([
        'SwitchoverState::StateBackup: not going to StatePrimary: everything is well',
        'SwitchoverState::StateBackup: event handled, staying in StateBackup',
        'SwitchoverMain::StatusMessage: Backup server ready for switching to primary mode',
        'CVirtualSwitchControl::Switch(): Initiating switch of the trace file',
        'Switchover Service: Switch Initiated by nobody is what this line would say',
      ]),
    );
    healthy(pen, d, 2);
    return { name: 'words of a switch that deny it', lines: pen.lines, truth: NOT_SWITCHED };
  },
  (rnd) => {
    // The module failed and recovered; hours later, without any failure, somebody switched.
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    say.pingFailed(pen, d, 'timed out', 1, 2);
    pen.wait(11_000);
    healthy(pen, d, 3);
    pen.wait(rnd.between(1, 5) * 3_600_000);
    say.olderEvent(pen, 'eInternalSwitchReq');
    const at = say.olderSwitch(pen);
    return {
      name: 'asked for, long after a failure that was answered',
      lines: pen.lines,
      truth: {
        ...switched({ at, cause: 'manual', decidable: true, firstSymptomAt: null, initiator: 'unknown' }),
        averted: ['module-recovered'],
      },
    };
  },
  (rnd) => {
    // Switched, restarted as backup, and down again: the second is the one in question.
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    const one = olderModuleDown(pen, d);
    pen.wait(rnd.between(1, 9) * 3_600_000);
    for (let each = 0; each < 3; each += 1) {
      say.olderPingSent(pen, d, 0, 10_000);
      pen.wait(10_000);
    }
    const two = olderModuleDown(pen, d);
    return {
      name: 'two switches in one older log',
      lines: pen.lines,
      truth: switched(
        { at: one.at, cause: 'module-down', decidable: true, firstSymptomAt: one.first },
        { at: two.at, cause: 'module-down', decidable: true, firstSymptomAt: two.first },
      ),
    };
  },
  (rnd) => {
    // Restored after a while, then lost again, and the log ends.
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    loseBoth(pen, d);
    say.reconnectTimer(pen, d, 30);
    pen.wait(7_000);
    say.restored(pen, d);
    pen.wait(40_000);
    loseBoth(pen, d);
    say.reconnectTimer(pen, d, 30);
    return {
      name: 'back, and lost again at the end',
      lines: pen.lines,
      truth: { ...UNDETERMINED, averted: ['reconnected'] },
    };
  },
];
