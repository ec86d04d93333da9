/** LogCases with more than one log: also the other side's, with a clock of its own. */
import type { Random } from '../../../src/core/simulation/random.ts';
import { type Line, type LogCase, type Pen, switched, takePen } from '../log-case.ts';
import * as say from '../sentences.ts';
import { loseBoth } from './connections.ts';
import { givenUp } from './module.ts';

/** Pings as logged on their way: by the backup, the active server's Notifier, and its module. */
interface Way {
  readonly backup: Pen;
  readonly notifier: Pen;
  readonly module: Pen;
}

const HOST = 'SG-CLAY44A, 172.17.112.158:49273';
const FIELDS = 'Oid(*), Eid(TS Diagnostic Ping)';

type Far = 'sent' | 'routed' | 'arrived' | 'answered' | 'whole';
const STEPS: readonly Far[] = ['sent', 'routed', 'arrived', 'answered', 'whole'];

/** One ping that got as far as `far`. Each step takes a few milliseconds. */
function ping({ backup, notifier, module }: Way, id: number, far: Far): void {
  const came = (step: Far): boolean => STEPS.indexOf(far) >= STEPS.indexOf(step);
  const step = (pen: Pen): void => {
    for (const each of [backup, notifier, module]) each.wait(pen.rnd.between(0, 3));
  };
  backup.say(
    'NotifierLib',
    `CNotifierSocketConnection::WriteWithCode : SENT Request SwitchoverService, ${FIELDS}, ReqId(${id}), SndId(), Size(0)`,
  );
  step(backup);
  if (came('routed')) {
    notifier.say(
      'NotifierLib',
      `CRoute::LogMessage : Request[SwitchoverService][*][TS Diagnostic Ping]RI[${id}]SI[0]DL[0] From 98:SwitchoverService(${HOST}) to 70:TsServer`,
    );
    step(backup);
  }
  if (came('arrived')) {
    module.say(
      'NotifierLib',
      `MessageServer::GetMessagesWithCode : RECV Request SwitchoverService, ${FIELDS}, ReqId(${id}), SndId(98), Size(0): ReqHandler`,
    );
    step(backup);
  }
  if (came('answered')) {
    module.say(
      'NotifierLib',
      `CNotifierSocketConnection::Write : SENT Response SwitchoverService, ${FIELDS}, ReqId(${id}), SndId(98), Size(7)`,
    );
    step(backup);
    notifier.say(
      'NotifierLib',
      `CRoute::LogMessage : Response[SwitchoverService][*][TS Diagnostic Ping]RI[${id}]SI[98]DL[7] From 70:TsServer to 98:SwitchoverService(${HOST})`,
    );
    step(backup);
  }
  if (came('whole')) {
    backup.say(
      'NotifierLib',
      `MessageServer::GetMessageWithCode : RECV Response SwitchoverService, ${FIELDS}, ReqId(${id}), SndId(98), Size(7): SendWithRespOutOfOrder_${id}`,
    );
  }
}

function pass(way: Way, ms: number): void {
  for (const pen of [way.backup, way.notifier, way.module]) pen.wait(ms);
}

function takeWay(rnd: Random): Way {
  const start = rnd.between(3_600_000, 80_000_000);
  return { backup: takePen(rnd, start), notifier: takePen(rnd, start), module: takePen(rnd, start) };
}

function others(way: Way, aheadMs: number): NonNullable<LogCase['others']> {
  const ahead = (lines: readonly Line[]): Line[] => lines.map((line) => ({ ...line, at: line.at + aheadMs }));
  return [
    { name: 'notifier', lines: ahead(way.notifier.lines), aheadMs },
    { name: 'tsserver', lines: ahead(way.module.lines), aheadMs },
  ];
}

const FARS: readonly (readonly [Far, 'network' | 'server'])[] = [
  ['sent', 'network'],
  ['routed', 'server'],
  ['arrived', 'server'],
  ['answered', 'network'],
];

export const SEVERAL_LOG_STORIES: readonly ((rnd: Random) => LogCase)[] = [
  (rnd) => {
    const way = takeWay(rnd);
    const d = { ...say.anyDialect(rnd), module: 'TsServer' };
    const [far, pointsTo] = rnd.pick(FARS);
    let id = rnd.between(100, 9_000);
    for (let each = 0; each < 4; each += 1) {
      ping(way, id, 'whole');
      say.pingAnswered(way.backup, d);
      id += 1;
      pass(way, 10_000);
    }
    ping(way, id, far);
    pass(way, 10_000);
    const from = way.backup.now();
    const first = givenUp(way.backup, d, { intervalMs: 10_000, limit: 2, how: 'timed out', first: 'main', pings: 2 });
    say.reportedDown(way.backup, d, 'both connections are up');
    const at = say.moduleDecision(way.backup, d);
    // The active server keeps running: its logs cover the time.
    const lasted = way.backup.now() - from;
    for (const pen of [way.notifier, way.module]) {
      pen.wait(lasted + 5_000);
      pen.say('Stats', 'queue depth 3');
    }
    return {
      name: `a ping that was ${far} and no further`,
      lines: way.backup.lines,
      others: others(way, rnd.between(-90_000, 90_000)),
      truth: {
        ...switched({ at, cause: 'module-down', decidable: true, firstSymptomAt: first }),
        pointsTo,
      },
    };
  },
  (rnd) => {
    const way = takeWay(rnd);
    const d = say.anyDialect(rnd);
    const id = rnd.between(100, 9_000);
    ping(way, id, 'whole');
    pass(way, 10_000);
    const slow = rnd.chance(0.5);
    const count = rnd.between(1, 4);
    for (let each = 0; each < count; each += 1) {
      way.notifier.say(
        'NotifierLib',
        slow
          ? `CRoute::Dispatch : processing took too long (${2_000 + each} ms)`
          : `CNotifierServer::OnClose : remote subsystem disconnects, StatServer${each}`,
        'Warning',
      );
      way.notifier.wait(300);
    }
    const first = loseBoth(way.backup, d);
    say.reconnectTimer(way.backup, d, 30);
    way.backup.wait(30_000);
    say.reconnectExpired(way.backup, d);
    const at = say.lostDecision(way.backup, d);
    way.notifier.wait(60_000);
    way.notifier.say('Stats', 'queue depth 3');
    return {
      name: `the Notifier log points to the ${slow ? 'server' : 'network'}`,
      lines: way.backup.lines,
      others: others(way, rnd.between(-90_000, 90_000)).slice(0, 1),
      truth: {
        ...switched({ at, cause: 'notifier-connection-lost', decidable: true, firstSymptomAt: first }),
        pointsTo: slow ? 'server' : 'network',
        mayBeTwo: true,
      },
    };
  },
  (rnd) => {
    // The former active server's own Switchover log: it loses the backup, and is later the backup itself.
    const [pen, d] = [takePen(rnd, rnd.between(3_600_000, 80_000_000)), say.anyDialect(rnd)];
    const other = takePen(rnd, pen.now());
    const first = loseBoth(pen, d);
    say.reconnectTimer(pen, d, 30);
    loseBoth(other, d);
    pen.wait(30_000);
    say.reconnectExpired(pen, d);
    const at = say.lostDecision(pen, d);
    const back = rnd.chance(0.5);
    if (back) {
      other.wait(rnd.between(5, 50) * 60_000);
      say.goingTo(other, 'Primary', 'Another server is active', 'Inactive');
    }
    return {
      name: `the former active server's own log, ${back ? 'stale later' : 'cut short'}`,
      lines: pen.lines,
      others: [{ name: 'former', lines: other.lines, aheadMs: 0 }],
      truth: {
        ...switched({ at, cause: 'notifier-connection-lost', decidable: true, firstSymptomAt: first }),
        mayBeTwo: !back,
      },
    };
  },
];
