/** What is said about the logs of our own pairs: what the two servers really did, and advice that fits them. */
import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../src/core/diagnosis/evidence.ts';
import { openLog } from '../../../src/core/diagnosis/reading.ts';
import { explain } from '../../../src/core/diagnosis/report.ts';
import { replaysOf } from '../../../src/core/replay/report.ts';
import { sayInitiator } from '../../../src/presentation/explain/why-switched-words.ts';
import { becomesBackup, GOOD_NETWORK, losesBoth, runEngine } from './engine-log.ts';
import { readText, table, why } from './read-text.ts';

const MODULE = 'ModuleByName::Ping() :';

/** A log of server B, beta, with rows of `TIME TEXT` on one day. */
function ownLog(letter: 'A' | 'B', ...rows: readonly string[]): string {
  const [name, companion] = letter === 'A' ? ['alpha', 'beta'] : ['beta', 'alpha'];
  const start = `09:00:00.000 SwitchoverMain::Start : switchover 0.1.0, pair [demo], server ${letter} [${name}], companion [${companion}], boot [${letter}1], rule table [0]`;
  return table(...[start, ...rows].map((row) => `2026-11-23T${row.slice(0, 12)}Z${row.slice(12)}`));
}

const BACKUP = '09:00:01.000 SwitchoverState::StateInit: The companion is active, going to StateBackup [rule 111]';
const LOST = [
  '10:00:00.000 [Error] CNotifierSocketConnection::OnListenToNotifier: detected socket failure PING-TIMEOUT on connection main Closing connection',
  '10:00:00.000 [Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection. (main)',
  '10:00:00.000 [Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection. (aux)',
  '10:00:00.100 SwitchoverState::StartReconnectTimer: Scheduling reconnect timeout to execute in 30 second(s) [rule 412]',
  '10:00:30.100 [Warning] SwitchoverState::StateBackup: Lost connections to the primary, going to StatePrimary and switching now [rule 435]',
  '10:00:30.200 SwitchoverMain::Serving : this server is the active one, term 2 [rule 220]',
];

describe('the log of one of our servers', () => {
  it('shows each decision once', () => {
    const engine = runEngine();
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(31_000);
    const [found] = why([engine.text()]).switches;
    const rule = ({ at, means }: Evidence): string => `${at} ${/\(engine rule \d+\)/.exec(means)?.[0]}`;
    const others = found!.evidence.filter(({ kind }) => kind !== 'decision').map(rule);
    const twice = found!.evidence.filter((each) => each.kind === 'decision' && others.includes(rule(each)));
    expect(twice).toEqual([]);
    expect(others.some((each) => each.includes('(engine rule 435)'))).toBe(true);
  });

  it('names the former active server, and asks for no log that our pairs do not have', () => {
    const [found] = why([ownLog('B', BACKUP, ...LOST)]).switches;
    expect(found!.next.join('\n')).toContain('the former active server alpha');
    expect([...found!.next, ...found!.missing].join('\n')).not.toContain('Notifier log');
  });

  it('does not claim that the engine disagrees with a log that does not show every event', () => {
    const text = ownLog(
      'B',
      BACKUP,
      '10:00:00.000 [Error] primarymonitor::CPrimaryMonitor::ping_notifier : Ping timed out to the notifier on the main connection: error count [1] of maximum [2]',
      ...LOST.slice(3),
    );
    const reading = readText(text);
    const { switches } = explain([reading], { all: true });
    const replays = replaysOf([reading], switches, null);
    expect(replays.map(({ agrees }) => agrees)).toEqual([null]);
    expect(replays[0]?.parts).toContain('flight recorder');
  });

  it('is not certain that a server is unreachable if its machine refused connections', () => {
    const checks = { ...GOOD_NETWORK, primary: { result: 'unreachable', address: '10.0.0.2' } } as const;
    const engine = runEngine({ checks });
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(31_000);
    const [found] = why([engine.text()]).switches;
    expect(found).toMatchObject({ cause: 'primary-unreachable', confidence: 'likely' });
    expect(found!.missing.join()).toMatch(/blocking pings \(ICMP\)/);
    const silent = engine.text().replaceAll('ECONNRESET', 'PING-TIMEOUT');
    expect(why([silent]).switches[0]).toMatchObject({ cause: 'primary-unreachable', confidence: 'certain' });
  });

  it('does not recommend a longer timeout if the pings were rejected', () => {
    const rows = (how: string): string =>
      ownLog(
        'B',
        BACKUP,
        `10:00:00.000 [Error] ${MODULE} Ping ${how} to the web module: error count [1] is within maximum [2], ping will be reissued with regular timeout`,
        `10:00:10.000 [Error] ${MODULE} Ping ${how} to the web module: reached maximum error count [2], signaling that the module is down`,
        '10:00:10.100 [Warning] SwitchoverState::StateBackup: Module is down, switching now and going to StatePrimary [rule 391]',
      );
    const next = (how: string): string => why([rows(how)]).switches[0]!.next.join('\n');
    expect(next('timed out')).toContain('increase Switchover TS Timeout');
    expect(next('was rejected')).not.toContain('increase');
    expect(next('was rejected')).not.toContain('Notifier log');
  });

  it('mentions that the backup itself was frozen, whether there was a switch or not', () => {
    const stall =
      '09:58:00.000 [Warning] SwitchoverMain::SelfMonitor : this process was stalled for 63698 ms; that time is ignored [rule 810]';
    const none = why([ownLog('B', BACKUP, stall)]);
    expect(none.whyNot).toMatchObject([{ finding: 50, means: expect.stringContaining('63.7 s') }, { finding: 60 }]);
    const switched = why([ownLog('B', BACKUP, stall, ...LOST)]);
    expect(switched.notes.map(({ means }) => means).join()).toContain('63.7 s until 09:58:00');
  });

  it('says what became of the server last, not first', () => {
    const text = ownLog(
      'B',
      BACKUP,
      ...LOST,
      '11:00:00.000 SwitchoverState::StatePrimary: The companion is active under the higher term 3, going to StateInactive [rule 230]',
      '12:00:00.000 SwitchoverState::StateInactive: Rejoining on request, going to StateBackup [rule 710]',
    );
    expect(why([text]).switches[0]?.afterwards).toContain('the backup again since 12:00:00');
  });
});

describe('the logs of both of our servers', () => {
  it('still warn of two active servers if the second log shows that the former one kept running', () => {
    const former = ownLog(
      'A',
      '09:00:02.000 SwitchoverMain::Serving : this server is the active one, term 1 [rule 220]',
      '10:00:00.200 [Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection. (main)',
      '10:00:00.200 [Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection. (aux)',
      '10:05:00.000 SwitchoverState::StatePrimary: The companion is active under the higher term 2, going to StateInactive [rule 230]',
    );
    const exchange = (stage: string, time: string): string =>
      `${time} Notifier::Ping : Ping [17] of boot [B1] ${stage}`;
    const backup = ownLog(
      'B',
      BACKUP,
      exchange('sent on the main connection', '09:30:00.000'),
      exchange('answered on the main connection', '09:30:00.004'),
      ...LOST,
    );
    const heard = exchange('heard on the main connection, answering', '09:30:00.002');
    const lines = former.split('\n');
    lines.splice(3, 0, `2026-11-23T09:30:00.002Z\t${heard.slice(13)}`);
    const report = explain([readText(backup, 'beta.log'), readText(lines.join('\n'), 'alpha.log')], { all: true });
    expect(report.switches[0]).toMatchObject({
      mayBeTwoActive: false,
      bothActive: 'both servers were active from 10:00:30 to 10:05:00 (alpha.log, line 7)',
    });
    expect(report.switches[0]?.next[0]).toContain('written only on the former active server alpha');
  });

  it('name who stopped the active server, and miss nothing that was given', () => {
    const former = ownLog(
      'A',
      '09:00:02.000 SwitchoverMain::Serving : this server is the active one, term 1 [rule 220]',
      '10:00:00.000 SwitchoverMain::Stop : stop requested by [ann] [rule 702]',
      '10:00:00.100 SwitchoverMain::Stop : shut down cleanly [rule 720]',
    );
    const backup = ownLog(
      'B',
      BACKUP,
      '10:00:00.100 [Warning] SwitchoverState::StateBackup: The primary shut down cleanly, going to StatePrimary and switching now [rule 331]',
      '10:00:00.200 SwitchoverMain::Serving : this server is the active one, term 2 [rule 220]',
    );
    expect(why([backup]).switches[0]?.missing.join()).toContain('who stopped the former active server');
    const [found] = why([backup, former]).switches;
    expect(found).toMatchObject({ cause: 'primary-stopped', missing: [] });
    expect(found?.next.join()).toContain('ask ann');
  });
});

describe('a failure that passed', () => {
  const failed = `10:00:00.000 [Error] ${MODULE} Ping timed out to the web module: error count [1] is within maximum [2], ping will be reissued with retry timeout`;
  const round = `10:00:10.000 [Error] ${MODULE} Reached maximum error count [2] pinging the web module on the main connection, resetting error count and trying the alternate connection`;
  const answered = `10:00:12.500 ${MODULE} Received ping from the web module`;

  it('has a length, evidence and advice', () => {
    const [passed] = why([ownLog('B', BACKUP, failed, answered)]).averted;
    expect(passed).toMatchObject({ reason: 'module-recovered', outageMs: 12_500 });
    expect(passed?.evidence).toHaveLength(2);
    expect(passed?.next.join()).toContain('read the log of web');
  });

  it('may be a ping to the Notifier on one connection, whose answer our log does not show', () => {
    const ping =
      '10:00:00.000 [Error] primarymonitor::CPrimaryMonitor::ping_notifier : Ping timed out to the notifier on the aux connection: error count [1] of maximum [2]';
    const later = (time: string): string =>
      `${time} Notifier::Ping : Ping [17] of boot [B1] sent on the main connection`;
    const passed = why([ownLog('B', BACKUP, ping, later('10:05:00.000'))]);
    expect(passed).toMatchObject({ verdict: 'not-switched', averted: [{ reason: 'reconnected', outageMs: null }] });
    expect(passed.averted[0]?.means).toContain('on the auxiliary connection');
    expect(why([ownLog('B', BACKUP, ping, later('10:00:05.000'))]).verdict).toBe('undetermined');
  });

  it('is the fault of a connection if the module answered on the other one', () => {
    const [passed] = why([ownLog('B', BACKUP, failed, round, answered)]).averted;
    expect(passed?.means).toContain('answered on the auxiliary one');
    expect(passed?.next.join()).toContain('the main connection');
  });

  it('is not said to have ended before the module was declared down if a verification ended it', () => {
    const [passed] = why([
      ownLog(
        'B',
        BACKUP,
        failed,
        `10:00:10.000 [Error] ${MODULE} Ping timed out to the web module: reached maximum error count [2], signaling that the module is down`,
        '10:00:11.000 primarymonitor::CPrimaryMonitor::ping_monitored_module : Received a reply from the web module, the module is up [rule 380]',
      ),
    ]).averted;
    expect(passed?.means).toBe('The module was declared down, but it answered the verification: it was not down.');
  });
});

describe("the reference's logs", () => {
  const marker = '20:26:52.069 Initiating Connections Switch';
  const odd = '20:26:52.000 SwitchoverMain::Watch : cabinet door open';
  const quoted = (...rows: readonly string[]): readonly string[] =>
    why([table(...rows)]).switches[0]!.evidence.flatMap(({ kind, text }) => (kind === 'unrecognised' ? [text] : []));

  it('quote the line right before a switch if it is not known', () => {
    const [found] = why([table('20:26:40.000 Other : text', odd, marker)]).switches;
    expect(found).toMatchObject({
      cause: 'unknown',
      evidence: [{ line: 3, text: odd.slice(13), at: '20:26:52.000' }, { line: 4 }],
    });
    expect(found?.missing.join()).toContain('"SwitchoverMain::Watch : cabinet door open" means (line 3');
  });

  it('quote it from the previous file if the switch begins the next one', () => {
    const reader = openLog('a.log');
    for (const each of table('20:26:40.000 Other : text', odd).split('\n')) reader.line(each, true);
    reader.piece('b.log', null);
    reader.line(marker.replace(' ', '\t'), true);
    const [found] = explain([reader.end()], { all: true }).switches;
    expect(found?.evidence).toMatchObject([
      { file: 'a.log', line: 3 },
      { file: 'b.log', line: 1 },
    ]);
  });

  it('quote no line that does not belong to the switch', () => {
    const known =
      '20:26:52.010 [Error] CNotifierSocketConnection::OnListenToNotifier: detected socket failure 10054 on connection 1 Closing connection';
    expect(quoted(odd, known, marker)).toEqual([]);
    expect(quoted(odd.replace('20:26', '20:24'), marker)).toEqual([]);
    expect(quoted(odd, marker)).toHaveLength(1);
    const withTopic = (topic: string): string =>
      `Time\tTopic\tMessage\n20:26:52.000\t${topic}\tcabinet door open\n20:26:52.069\tSwitchover\tInitiating Connections Switch\n`;
    const kinds = (text: string): readonly string[] => why([text]).switches[0]!.evidence.map(({ kind }) => kind);
    expect(kinds(withTopic('SwitchoverMain'))).toEqual(['unrecognised', 'becoming-primary']);
    expect(kinds(withTopic('EMail'))).toEqual(['becoming-primary']);
  });

  it('quote no unknown line where the cause is certain', () => {
    const rounds = [
      `20:26:11.000 [Error] ${MODULE} Ping timed out to the TsServer module: error count [1] is within maximum [2], ping will be reissued with regular timeout`,
      `20:26:51.000 [Error] ${MODULE} Ping timed out to the TsServer module: reached maximum error count [2], signaling that the module is down`,
    ];
    const down = '20:26:52.069 SwitchoverState::StateBackup : Module is down, switching now and going to StatePrimary';
    const [found] = why([table(...rounds, odd, down)]).switches;
    expect(found?.confidence).toBe('certain');
    expect(quoted(...rounds, odd, down)).toEqual([]);
  });

  it('quote nothing where the newest row comes first, so that what stands before a switch came after it', () => {
    const late = ['20:29:00.000 a', '20:28:00.000 b', '20:27:30.000 c'];
    expect(quoted(...late, odd.replace('52.000', '52.100'), marker)).toEqual([]);
  });

  it('do not say that a request came from inside the system, which the Control Panel makes too', () => {
    const [found] = why([
      table(
        '20:26:52.069 [Enter] SwitchoverState::StateBackup: event=eInternalSwitchReq',
        '20:26:52.069 [Error] SwitchoverMain::StatusMessage: Backup server switching to primary mode',
      ),
    ]).switches;
    expect(found?.cause).toBe('manual');
    expect(sayInitiator(found!)).toBe('unknown: a user of the Control Panel, or the tests of a module');
  });

  it('are not listed as missing if a Notifier log was given, however short it is', () => {
    const lost = table(
      '08:59:20.000 [Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection.',
      '08:59:20.016 [Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection.',
      '08:59:20.109 SwitchoverState::StartReconnectTimer: Scheduling reconnect timeout to execute in 30 second(s)',
      '08:59:50.125 [Warning] SwitchoverState::StateBackup: Lost connections to the primary, going to StatePrimary and switching now',
    );
    const notifier = (time: string): string =>
      table(
        `${time} CRoute::LogMessage : Request[SwitchoverService][*][TS Diagnostic Ping]RI[5328]SI[0]DL[0] From 98:SwitchoverService(HOST, 172.17.112.158:49273) to 70:TsServer`,
      );
    const missing = (...logs: string[]): string => why(logs).switches[0]!.missing.join();
    expect(missing(lost)).toContain('see its Notifier log');
    expect(missing(lost, notifier('08:59:30.000'))).not.toContain('see its Notifier log');
    expect(missing(lost, notifier('08:40:00.000'))).toContain('see its Notifier log');
  });

  it('get the known causes of a failed start, and a next step after a stopped thread', () => {
    const start = why([
      table('09:00:00.000 [Error] Switchover failed to authenticate with Notifier on the active server'),
    ]);
    expect(start.whyNot.flatMap(({ next }) => next).join()).toMatch(/reversed.*still be|reversed.*starting.*DCOM/);
    const thread = why([
      table(
        `08:00:00.000 ${MODULE} Received ping from the TsServer module`,
        '09:00:00.000 [Error] SelfMonitor - Detected mirror thread stop. Contact Support.',
      ),
    ]);
    expect(thread.whyNot.flatMap(({ next }) => next).join()).toContain('event log');
  });
});
