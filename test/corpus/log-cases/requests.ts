/** LogCases about requested switches, switches without a reason, and days without any. */
import type { Random } from '../../../src/core/simulation/random.ts';
import { type LogCase, NOT_SWITCHED, switched, takePen, UNDETERMINED, unhandled } from '../log-case.ts';
import * as say from '../sentences.ts';
import { loseBoth } from './connections.ts';
import { anyPinging, healthy, moduleDown, olderModuleDown } from './module.ts';

const SWITCHED: readonly ((rnd: Random) => LogCase)[] = [
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    if (rnd.chance(0.5)) healthy(pen, d, 3);
    say.olderEvent(pen, 'eInternalSwitchReq');
    const at = rnd.chance(0.6) ? say.olderSwitch(pen) : rnd.pick(say.MARKERS)(pen);
    return {
      name: 'asked for from inside',
      lines: pen.lines,
      truth: switched({ at, cause: 'manual', decidable: true, firstSymptomAt: null, initiator: 'unknown' }),
    };
  },
  (rnd) => {
    // Somebody switched while the module was failing: the request caused the switch.
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    say.pingFailed(pen, d, 'timed out', 1, 2);
    pen.wait(rnd.between(100, 8_000));
    say.olderEvent(pen, 'eInternalSwitchReq');
    const at = say.olderSwitch(pen);
    return {
      name: 'asked for while the module failed',
      lines: pen.lines,
      truth: switched({ at, cause: 'manual', decidable: true, initiator: 'unknown' }),
    };
  },
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    if (rnd.chance(0.5)) healthy(pen, d, 3);
    pen.wait(rnd.between(0, 5_000));
    const at = rnd.pick(say.MARKERS)(pen);
    return {
      name: 'the mark of a switch alone',
      lines: pen.lines,
      truth: switched({ at, cause: 'unknown', decidable: false }),
    };
  },
  (rnd) => {
    // An old event that led nowhere, and a switch minutes later without a reason: the event does not explain the
    // switch.
    const pen = takePen(rnd);
    say.olderEvent(pen, 'eTSDown');
    pen.wait(rnd.between(20, 80) * 1000);
    const at = rnd.pick(say.MARKERS)(pen);
    return {
      name: 'an event long before a switch without reason',
      lines: pen.lines,
      truth: switched({ at, cause: 'unknown', decidable: false }),
    };
  },
  (rnd) => {
    // Threads write out of order: the event's row comes after the row that it caused.
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    const { first, at } = olderModuleDown(pen, d);
    const last = pen.lines.at(-1)!;
    const event = pen.lines.at(-2)!;
    return {
      name: 'module down, the event is written after the switch',
      lines: [...pen.lines.slice(0, -2), last, event],
      truth: switched({ at, cause: 'module-down', decidable: true, firstSymptomAt: first }),
    };
  },
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    const one = moduleDown(pen, d, anyPinging(rnd));
    rnd.pick(say.MARKERS)(pen);
    pen.wait(rnd.between(2, 9) * 3_600_000);
    // Restarted meanwhile, and backup again.
    healthy(pen, d, 4);
    const first = loseBoth(pen, d);
    say.reconnectTimer(pen, d, 30);
    pen.wait(30_000);
    say.reconnectExpired(pen, d);
    const at = say.lostDecision(pen, d);
    return {
      name: 'two switches in one log',
      lines: pen.lines,
      truth: switched(
        { at: one.at, cause: 'module-down', decidable: true, firstSymptomAt: one.first },
        { at, cause: 'notifier-connection-lost', decidable: true, firstSymptomAt: first },
      ),
    };
  },
  (rnd) => {
    // After the switch this server is the active one: its companion comes and goes, which is not a threat.
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    const { first, at } = moduleDown(pen, d, anyPinging(rnd));
    say.MARKERS[1]!(pen);
    pen.wait(rnd.between(2, 30) * 60_000);
    say.socketFailure(pen, d, '10054', 77);
    say.connectionLost(pen, d);
    return {
      name: 'connections of the new active server break',
      lines: pen.lines,
      truth: switched({ at, cause: 'module-down', decidable: true, firstSymptomAt: first }),
    };
  },
  (rnd) => {
    // An old switch, and a new incident that is unresolved when the log ends.
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    const { first, at } = moduleDown(pen, d, anyPinging(rnd));
    pen.wait(rnd.between(3, 9) * 3_600_000);
    healthy(pen, d, 3);
    say.pingFailed(pen, d, 'timed out', 1, 3);
    return {
      name: 'an old switch, and an incident that still runs',
      lines: pen.lines,
      truth: {
        ...UNDETERMINED,
        switches: [{ at, cause: 'module-down', decidable: true, firstSymptomAt: first }],
      },
    };
  },
];

const NOT: readonly ((rnd: Random) => LogCase)[] = [
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    healthy(pen, d, rnd.between(3, 30));
    return { name: 'a quiet time', lines: pen.lines, truth: NOT_SWITCHED };
  },
  (rnd) => {
    const pen = takePen(rnd);
    const method = 'ServiceParameters::GetParametersFromRegistry: NetTest';
    pen.say('Switchover', `${method} Server 1=135.89.3.43`);
    pen.say('Switchover', `${method} Server 2=86.45.2.1`);
    pen.say('Switchover', `${method} ${rnd.pick(['Server ', ''])}Address=${rnd.pick(['135.89.3.43', '86.45.2.1'])}`);
    return { name: 'the parameters of a start', lines: pen.lines, truth: NOT_SWITCHED };
  },
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    say.goingTo(
      pen,
      'Init',
      'The release is higher than that of the primary',
      rnd.pick(['UpgradeHigher', 'UpgradeLower']),
    );
    pen.wait(rnd.between(1, 600) * 1000);
    loseBoth(pen, d);
    pen.wait(60_000);
    say.goingTo(pen, 'UpgradeHigher', 'Stopped by an administrator', 'Stopping');
    return { name: 'a failure in an Upgrade state', lines: pen.lines, truth: unhandled('upgrade-state') };
  },
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    say.goingTo(pen, 'Primary', 'Another server is active', 'Inactive');
    pen.wait(rnd.between(1, 600) * 1000);
    loseBoth(pen, d);
    return { name: 'a failure while this server was stale', lines: pen.lines, truth: unhandled('no-backup') };
  },
  (rnd) => {
    // Only the module: the connections are up, so the active server is reachable, and nobody serves.
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    say.goingTo(pen, 'Init', 'The release is lower than that of the primary', 'UpgradeLower');
    healthy(pen, d, 3);
    say.pingFailed(pen, d, 'timed out', 1, 2);
    pen.wait(10_000);
    say.moduleGivenUp(pen, d, 'timed out', 2);
    if (rnd.chance(0.5)) {
      pen.wait(60_000);
      healthy(pen, d, 3);
    }
    return { name: 'the module down in an Upgrade state', lines: pen.lines, truth: unhandled('upgrade-state') };
  },
  (rnd) => {
    const pen = takePen(rnd);
    pen.say('Switchover', 'Switchover failed to authenticate with Notifier on the active server', 'Error');
    return { name: 'the service does not start', lines: pen.lines, truth: unhandled('no-backup') };
  },
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    healthy(pen, d, 3);
    pen.say('Switchover', 'SelfMonitor - Detected mirror thread stop. Contact Support.', 'Error');
    return { name: 'a thread of the service stopped', lines: pen.lines, truth: NOT_SWITCHED };
  },
];

export const REQUEST_STORIES = [...SWITCHED, ...NOT];
