import { describe, expect, it } from 'vitest';
import { whySample } from './read-text.ts';

/** The evidence as pairs of time and meaning. */
function meanings(report: ReturnType<typeof whySample>): string {
  return report.switches[0]?.evidence.map(({ at, means }) => `${at} ${means}`).join('\n') ?? '';
}

describe('the sample of a failed TS ping, current dialect', () => {
  const report = whySample('ts-ping-failure.switchover.log');

  it('is a switch by the engine because TsServer is down', () => {
    expect(report.verdict).toBe('switched');
    expect(report.logs).toMatchObject([
      {
        file: 'ts-ping-failure.switchover.log',
        kind: 'switchover',
        dialect: 'current',
        pieces: ['ts-ping-failure.switchover.log'],
        dateFrom: null,
        remarks: [],
        lines: 15,
        unread: 0,
        offsetMs: 0,
        offsetWithinMs: 0,
        sharedRequests: [],
      },
    ]);
    expect(report.switches).toHaveLength(1);
    expect(report.switches[0]).toMatchObject({
      at: '14:18:25.682',
      line: 15,
      file: 'ts-ping-failure.switchover.log',
      cause: 'module-down',
      initiator: 'engine',
      module: 'TsServer',
      firstSymptomAt: '14:17:55.667',
      detectMs: 30_015,
      confidence: 'certain',
    });
  });

  it('shows rejected pings 10 s apart, two rounds and a failed verification', () => {
    const text = meanings(report);
    expect(text).toContain(
      '14:17:55.667 the ping to TsServer was rejected: first failed ping, limit 2 (round 1, main connection)',
    );
    expect(text).toContain('14:18:05.667 2 pings to TsServer failed on the main connection');
    expect(text).toContain(
      'first failed ping, limit 2 (round 2, auxiliary connection, 10.000 s after the previous one)',
    );
    expect(text).not.toContain('timed out');
    expect(text).toContain('14:18:25.671 the verification failed');
  });

  it('shows a healthy network and that no NetTest is configured', () => {
    expect(report.switches[0]?.network).toBe('healthy: gateway reached, no NetTest configured, primary reached');
    expect(meanings(report)).toContain('no NetTest address is configured');
    expect(report.switches[0]?.ruledOut.map(({ cause }) => cause)).toEqual(
      expect.arrayContaining(['notifier-connection-lost', 'primary-unreachable', 'manual']),
    );
  });

  it('names the parameters involved and the log that would show more', () => {
    expect(report.switches[0]?.parameters).toContain('Switchover Max TS Failures');
    expect(report.switches[0]?.missing.join()).toContain('TS log of the former active server around 14:17:55');
  });
});

describe('the sample of lost Notifier connections', () => {
  const report = whySample('notifier-connection-lost.switchover.log');

  it('is a switch because the connections were lost for the whole reconnect timeout', () => {
    expect(report.verdict).toBe('switched');
    expect(report.switches[0]).toMatchObject({
      at: '08:59:50.125',
      line: 8,
      cause: 'notifier-connection-lost',
      initiator: 'engine',
      module: null,
      firstSymptomAt: '08:59:20.000',
      detectMs: 30_125,
      network: null,
      confidence: 'certain',
    });
    expect(report.switches[0]?.parameters).toContain('Switchover Reconnect Timeout');
  });

  it('shows both sockets with a timeout, and the 30 s', () => {
    const text = meanings(report);
    expect(text).toContain("connection 150 to the active server's Notifier broke: error 10060, connection timed out");
    expect(text).toContain("connection 149 to the active server's Notifier broke: error 10060, connection timed out");
    expect(text).toContain('tries to reconnect for up to 30 s');
    expect(text).toContain('08:59:50.125 the reconnect timeout expired');
  });

  it('says that a dead primary and a cut network path look the same, so two servers may be active', () => {
    expect(report.switches[0]?.missing.join()).toMatch(
      /active server died or only the network path.*two servers may be active/,
    );
    expect(report.switches[0]?.next.join()).toContain('only one server is active');
  });
});

describe('the sample of a failed TS ping, older dialect', () => {
  const report = whySample('ts-ping-failure-older-dialect.switchover.log');

  it('is a switch because TsServer is down', () => {
    expect(report.verdict).toBe('switched');
    expect(report.logs[0]).toMatchObject({ kind: 'switchover', dialect: 'older' });
    expect(report.switches[0]).toMatchObject({
      at: '14:40:21.543',
      line: 11,
      cause: 'module-down',
      initiator: 'engine',
      module: 'TsServer',
      firstSymptomAt: '14:40:10.452',
      detectMs: 11_091,
      network: null,
    });
  });

  it('shows the first ping, two timeouts of 10 s, and 1 s in between', () => {
    const text = meanings(report);
    expect(text).toContain('14:40:00.402 a ping was sent to TsServer (timeout 10 s)');
    expect(text).toContain('14:40:10.452 the ping to TsServer failed: first failed ping (timed out');
    expect(text).toContain('the next ping follows in 1 s');
    expect(text).toMatch(/14:40:21\.483 .*timed out/);
  });
});

describe('the sample of an internal switch request', () => {
  const report = whySample('internal-switch-request.switchover.log');

  it('is a manual switch by an unknown requester', () => {
    expect(report.verdict).toBe('switched');
    expect(report.switches[0]).toMatchObject({
      at: '20:26:52.069',
      line: 3,
      cause: 'manual',
      initiator: 'unknown',
      module: null,
      firstSymptomAt: null,
      detectMs: null,
    });
    expect(report.logs[0]?.dialect).toBe('older');
  });

  it('says where to find out who requested it', () => {
    expect(report.switches[0]?.missing).toEqual([
      expect.stringContaining('the TS log of the former active server around 20:26:52'),
    ]);
    expect(report.switches[0]?.missing[0]).toMatch(/hardware tests.*Control Panel/);
  });
});

describe('the samples of NetTest parameters', () => {
  it.each([
    ['nettest-parameters-backup-a.switchover.log', 'A', '135.89.3.43'],
    ['nettest-parameters-backup-b.switchover.log', 'B', '86.45.2.1'],
  ])('%s shows no switch, and NetTest %s in use', (name, letter, address) => {
    const report = whySample(name);
    expect(report).toMatchObject({ verdict: 'not-switched', switches: [], averted: [], switchesFound: 0 });
    expect(report.notes).toHaveLength(1);
    expect(report.notes[0]).toMatchObject({ line: 4 });
    expect(report.notes[0]?.means).toContain(`NetTest ${letter}, ${address}, so this is the log of server ${letter}`);
  });
});

describe('the samples of a successful TS ping', () => {
  const NAMES = ['switchover', 'notifier', 'tsserver'].map((kind) => `ts-ping-success.${kind}.log`);

  it("show no switch, one ping in three logs, and the active server's clock 50 to 52 ms ahead", () => {
    const report = whySample(...NAMES);
    expect(report.verdict).toBe('not-switched');
    expect(report.logs.map(({ kind, offsetMs, offsetWithinMs }) => [kind, offsetMs, offsetWithinMs])).toEqual([
      ['switchover', 0, 0],
      ['notifier', 51, 1],
      ['tsserver', 51, 1],
    ]);
    expect(report.logs[1]?.sharedRequests).toEqual([5328]);
    expect(report.notes[0]?.means).toBe('request 5328 (TS Diagnostic Ping) was sent and answered; 3 logs show it');
  });

  it('give the same offsets from the other side, in any order', () => {
    const report = whySample(...NAMES.toReversed());
    expect(report.logs.map(({ kind, offsetMs, offsetWithinMs }) => [kind, offsetMs, offsetWithinMs])).toEqual([
      ['tsserver', 0, 0],
      ['notifier', 0, 1],
      ['switchover', -51, 1],
    ]);
  });

  it('leave the answer open without the Switchover log', () => {
    const report = whySample('ts-ping-success.notifier.log');
    expect(report.verdict).toBe('undetermined');
    expect(report.undetermined.join()).toContain('give the Switchover log');
  });
});
