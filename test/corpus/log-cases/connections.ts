/** LogCases about the two Notifier connections and the network between the servers. */
import type { Random } from '../../../src/core/simulation/random.ts';
import { averted, type LogCase, type Pen, switched, takePen, UNDETERMINED, unhandled } from '../log-case.ts';
import * as say from '../sentences.ts';
import { healthy, moduleDown } from './module.ts';

const CODES = ['10060', '10054', '10053', '10065', '10050'] as const;

/** Both connections break; returns the time of the first line. */
export function loseBoth(pen: Pen, d: say.Dialect): number {
  const code = pen.rnd.pick(CODES);
  const number = pen.rnd.between(40, 900);
  const first = say.socketFailure(pen, d, code, number);
  if (pen.rnd.chance(0.3)) pen.wait(pen.rnd.between(1, 400));
  say.socketFailure(pen, d, code, number - 1);
  say.connectionLost(pen, d);
  pen.wait(16);
  say.connectionLost(pen, d);
  pen.wait(pen.rnd.between(1, 120));
  return first;
}

function lookedAt(pen: Pen, d: say.Dialect, network: say.Network, status: string): void {
  say.networkChecks(pen, d, network);
  say.connectionStatus(pen, d, 'both connections down', status);
}

export const CONNECTION_STORIES: readonly ((rnd: Random) => LogCase)[] = [
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    const seconds = rnd.pick([30, 30, 30, 5, 10, 60, 120, 600]);
    if (rnd.chance(0.5)) healthy(pen, d, rnd.between(1, 5));
    const first = loseBoth(pen, d);
    const looked = rnd.chance(0.5);
    if (looked) lookedAt(pen, d, say.goodNetwork(rnd), 'primary reached');
    say.reconnectTimer(pen, d, seconds);
    pen.wait(seconds * 1000 + rnd.between(0, 40));
    say.reconnectExpired(pen, d);
    const at = say.lostDecision(pen, d);
    for (const mark of say.MARKERS) if (rnd.chance(0.5)) mark(pen);
    return {
      name: `connections lost for ${seconds} s${looked ? ', network looked at' : ''}`,
      lines: pen.lines,
      truth: switched({
        at,
        cause: 'notifier-connection-lost',
        decidable: true,
        firstSymptomAt: first,
        initiator: 'engine',
      }),
    };
  },
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    const first = loseBoth(pen, d);
    const at = say.lostDecision(pen, d);
    rnd.pick(say.MARKERS)(pen);
    return {
      name: 'connections lost, Reconnect Timeout 0',
      lines: pen.lines,
      truth: switched({ at, cause: 'notifier-connection-lost', decidable: true, firstSymptomAt: first }),
    };
  },
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    const first = loseBoth(pen, d);
    say.reconnectTimer(pen, d, 30);
    pen.wait(30_010);
    say.reconnectExpired(pen, d);
    const at = rnd.pick(say.MARKERS)(pen);
    return {
      name: 'connections lost, without the line of the decision',
      lines: pen.lines,
      truth: switched({ at, cause: 'notifier-connection-lost', decidable: true, firstSymptomAt: first }),
    };
  },
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    loseBoth(pen, d);
    say.reconnectTimer(pen, d, 30);
    pen.wait(30_010);
    say.reconnectExpired(pen, d);
    const at = say.lostDecision(pen, d);
    const from = rnd.between(1, pen.lines.length - 1);
    return {
      name: `connections lost, the log begins at row ${from}`,
      lines: pen.lines.slice(from),
      truth: switched({ at, cause: 'notifier-connection-lost', decidable: true }),
    };
  },
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    const first = loseBoth(pen, d);
    const network = { gateway: 'Reached', netTest: 'Unavailable', primary: 'Unreachable' } as const;
    lookedAt(pen, d, network, 'primary unreachable');
    say.reconnectTimer(pen, d, 30);
    pen.wait(30_000);
    if (rnd.chance(0.5)) lookedAt(pen, d, network, 'primary unreachable');
    const stated = rnd.chance(0.6);
    if (!stated) say.reconnectExpired(pen, d);
    const at = stated ? say.unreachableDecision(pen, d) : say.lostDecision(pen, d);
    return {
      name: `primary unreachable, ${stated ? 'stated' : 'by the checks'}`,
      lines: pen.lines,
      truth: switched({ at, cause: 'primary-unreachable', decidable: true, firstSymptomAt: first }),
    };
  },
  (rnd) => {
    // The primary's server does not answer at first but answers later: only its Notifier failed.
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    const first = loseBoth(pen, d);
    lookedAt(pen, d, { gateway: 'Reached', netTest: 'Unavailable', primary: 'Unreachable' }, 'primary unreachable');
    say.reconnectTimer(pen, d, 30);
    pen.wait(20_000);
    lookedAt(pen, d, { gateway: 'Reached', netTest: 'Unavailable', primary: 'Reached' }, 'primary reached');
    pen.wait(10_000);
    say.reconnectExpired(pen, d);
    const at = say.lostDecision(pen, d);
    return {
      name: "primary's server came back, its Notifier did not",
      lines: pen.lines,
      truth: switched({ at, cause: 'notifier-connection-lost', decidable: true, firstSymptomAt: first }),
    };
  },
  (rnd) => {
    const pen = takePen(rnd);
    say.olderEvent(pen, 'eConnectionsDown');
    const at = say.olderSwitch(pen);
    return {
      name: 'connections lost, older generation, the event alone',
      lines: pen.lines,
      truth: switched({ at, cause: 'notifier-connection-lost', decidable: true }),
    };
  },
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    loseBoth(pen, d);
    say.reconnectTimer(pen, d, 30);
    pen.wait(rnd.between(1, 29) * 1000);
    say.restored(pen, d);
    pen.wait(5_000);
    if (rnd.chance(0.5)) healthy(pen, d, 3);
    return { name: 'connections came back', lines: pen.lines, truth: averted('reconnected') };
  },
  (rnd) => {
    // A release that does not log that the connections are back: the pings over them show it.
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    loseBoth(pen, d);
    say.reconnectTimer(pen, d, 30);
    pen.wait(rnd.between(1, 29) * 1000);
    healthy(pen, d, 5);
    return { name: 'connections came back, told by pings alone', lines: pen.lines, truth: averted('reconnected') };
  },
  (rnd) => {
    // Lost and restored; an hour later the module is down. The two are unrelated.
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    loseBoth(pen, d);
    say.reconnectTimer(pen, d, 30);
    pen.wait(4_000);
    say.restored(pen, d);
    pen.wait(rnd.between(1, 60) * 60_000);
    const p = { intervalMs: 10_000, limit: 2, how: 'timed out', first: 'main', pings: 2 } as const;
    const { first, at } = moduleDown(pen, d, p);
    return {
      name: 'module down, after connections that came back',
      lines: pen.lines,
      truth: {
        ...switched({ at, cause: 'module-down', decidable: true, firstSymptomAt: first }),
        averted: ['reconnected'],
      },
    };
  },
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    loseBoth(pen, d);
    const [reason, why, network] = rnd.pick([
      [
        'backup-cut-off',
        'this server is cut off from its network',
        { gateway: 'Unreachable', netTest: 'Unavailable', primary: 'Unreachable' },
      ],
      [
        'path-or-site-lost',
        "the path to the primary's site is lost",
        { gateway: 'Reached', netTest: 'Unreachable', primary: 'Unreachable' },
      ],
      [
        'waiting-for-primary',
        'waiting for the primary',
        { gateway: 'Reached', netTest: 'Reached', primary: 'Unreachable' },
      ],
      ['manual-mode', 'manual mode', { gateway: 'Reached', netTest: 'Unavailable', primary: 'Reached' }],
      ['upgrade-state', 'Upgrade state', { gateway: 'Reached', netTest: 'Unavailable', primary: 'Reached' }],
    ] as const);
    say.networkChecks(pen, d, network);
    say.reconnectTimer(pen, d, 30);
    const again = rnd.between(1, 4);
    for (let each = 0; each < again; each += 1) {
      pen.wait(30_000);
      say.notSwitching(pen, d, why);
      say.reconnectTimer(pen, d, 30);
    }
    const isBack = rnd.chance(0.5);
    if (isBack) {
      pen.wait(9_000);
      say.restored(pen, d);
    }
    const isOfNobody = !isBack && (reason === 'manual-mode' || reason === 'upgrade-state');
    const truth = isOfNobody ? unhandled(reason) : averted(reason);
    return { name: `not switched: ${reason}`, lines: pen.lines, truth };
  },
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    healthy(pen, d, 3);
    loseBoth(pen, d);
    if (rnd.chance(0.5)) say.reconnectTimer(pen, d, 30);
    return { name: 'the log ends with lost connections', lines: pen.lines, truth: UNDETERMINED };
  },
];
