import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../../src/core/diagnosis/formats/catalogue.ts';
import { ROOT } from '../../support/cli.ts';
import { activeCompanion, becomesBackup, GOOD_NETWORK, losesBoth, runEngine } from './engine-log.ts';
import { why } from './read-text.ts';

describe('the log of our own engine', () => {
  it('explains a takeover after lost connections, with evidence', () => {
    const engine = runEngine();
    becomesBackup(engine);
    engine.waits(4_900);
    losesBoth(engine);
    engine.waits(31_000);
    const report = why([engine.text()]);
    expect(engine.state().place).toBe('primary.serving');
    expect(report.verdict).toBe('switched');
    expect(report.logs[0]).toMatchObject({ kind: 'node', dialect: 'node', unread: 0 });
    expect(report.switches).toHaveLength(1);
    expect(report.switches[0]).toMatchObject({
      at: '2026-11-23T00:23:03.000Z',
      cause: 'notifier-connection-lost',
      initiator: 'engine',
      firstSymptomAt: '2026-11-23T00:22:33.000Z',
      detectMs: 30_000,
      network: expect.stringMatching(/^healthy: .*gateway reached.*primary reached/),
      confidence: 'certain',
    });
    expect(report.switches[0]?.evidence.map(({ text }) => text).join('\n')).toMatch(/Serving .* term 2/);
    expect(report.switches[0]?.missing.join()).not.toContain('was completed');
  });

  it.each([
    ['cut off itself', { result: 'unreachable' }, ['backup-cut-off'], []],
    ['not cut off', { result: 'reached' }, [], []],
  ] as const)(
    'says of a server that starts, hears nothing and is %s why it did not become active',
    (_, gateway, averted, unhandled) => {
      const engine = runEngine({
        checks: {
          ...GOOD_NETWORK,
          gateway: { ...gateway, address: '10.0.0.254' },
          primary: { result: 'unreachable', address: '10.0.0.2' },
        },
      });
      engine.waits(20_000);
      const report = why([engine.text()]);
      expect(report.averted.map(({ reason }) => reason)).toEqual(averted);
      expect(report.unhandled.map(({ reason }) => reason)).toEqual(unhandled);
    },
  );

  it('explains a takeover from a primary whose server is unreachable', () => {
    const engine = runEngine({ checks: { ...GOOD_NETWORK, primary: { result: 'unreachable', address: '10.0.0.2' } } });
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(31_000);
    expect(why([engine.text()]).switches).toMatchObject([{ cause: 'primary-unreachable', confidence: 'likely' }]);
  });

  it.each([
    [
      'backup-cut-off',
      {
        checks: {
          ...GOOD_NETWORK,
          primary: { result: 'unreachable', address: 'x' },
          gateway: { result: 'unreachable', address: 'y' },
        },
      },
    ],
    [
      'path-or-site-lost',
      {
        checks: {
          ...GOOD_NETWORK,
          primary: { result: 'unreachable', address: 'x' },
          netTest: { result: 'unreachable', address: 'z' },
        },
      },
    ],
    ['manual-mode', { mode: 'manual' }],
  ] as const)('shows that there was no switch because of %s', (reason, circumstances) => {
    const engine = runEngine(circumstances);
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(100_000);
    const report = why([engine.text()]);
    expect(report).toMatchObject({ verdict: 'not-switched', switches: [] });
    const found = [...report.averted, ...report.unhandled];
    expect(found.map((each) => each.reason)).toEqual([reason]);
    expect(found[0]?.evidence.length).toBeGreaterThan(3);
  });

  it('shows that the connections were restored in time', () => {
    const engine = runEngine();
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(10_000);
    becomesBackup(engine, 6_000);
    const report = why([engine.text()]);
    expect(report).toMatchObject({ verdict: 'not-switched', averted: [{ reason: 'reconnected' }] });
  });

  it('leaves the answer open while the reconnect timeout is running', () => {
    const engine = runEngine();
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(10_000);
    const report = why([engine.text()]);
    expect(report).toMatchObject({ verdict: 'undetermined', switches: [], averted: [] });
    expect(report.open.length).toBeGreaterThan(3);
  });

  it('shows an immediate takeover if the primary shuts down cleanly', () => {
    const engine = runEngine();
    becomesBackup(engine);
    engine.happens({ type: 'message', message: { kind: 'stopped', term: 1, takeover: true } });
    expect(why([engine.text()]).switches).toMatchObject([{ cause: 'primary-stopped', firstSymptomAt: null }]);
  });

  it('does not say that a primary shut down if it was only no longer active', () => {
    const engine = runEngine();
    becomesBackup(engine);
    engine.happens({ type: 'view', view: { ...engine.state().companion!, place: 'inactive.stale', serving: false } });
    expect(why([engine.text()]).switches).toMatchObject([{ cause: 'primary-gave-up', confidence: 'certain' }]);
  });

  it('shows a backup waiting for a primary that was stopped with the instruction not to take over', () => {
    const engine = runEngine();
    becomesBackup(engine);
    engine.happens({ type: 'message', message: { kind: 'stopped', term: 1, takeover: false } });
    losesBoth(engine);
    const report = why([engine.text()]);
    expect(report).toMatchObject({ verdict: 'not-switched', averted: [{ reason: 'waiting-for-primary' }] });
  });

  it('names who requested a controlled switch', () => {
    const engine = runEngine();
    becomesBackup(engine);
    const request = { id: 'tx1', by: 'ann', expectedTerm: 1, immediate: false };
    engine.happens({ type: 'switch-requested', request }, { type: 'message', message: { kind: 'ready', id: 'tx1' } });
    expect(why([engine.text()]).switches).toMatchObject([
      { cause: 'manual', initiator: 'user', requestedBy: 'ann', firstSymptomAt: null, detectMs: null, missing: [] },
    ]);
  });

  it('names who requested an immediate switch', () => {
    const engine = runEngine();
    becomesBackup(engine);
    const request = { id: 'tx1', by: 'ann', expectedTerm: 1, immediate: true };
    engine.happens({ type: 'switch-requested', request });
    expect(why([engine.text()]).switches).toMatchObject([{ cause: 'manual', requestedBy: 'ann' }]);
  });

  it('shows a switch that the active server refused', () => {
    const engine = runEngine();
    becomesBackup(engine);
    const request = { id: 'tx1', by: 'ann', expectedTerm: 1, immediate: false };
    engine.happens(
      { type: 'switch-requested', request },
      { type: 'message', message: { kind: 'refused', id: 'tx1', reason: 'busy' } },
    );
    const report = why([engine.text()]);
    expect(report).toMatchObject({ verdict: 'not-switched', switches: [], open: [] });
    expect(report.givenUp).toMatchObject([
      {
        finding: 31,
        requestedBy: 'ann',
        begunAt: null,
        why: 'busy',
        means: expect.stringMatching(/tx1.*given up: busy/),
      },
    ]);
  });

  it('does not count a takeover that the fence hook refused', () => {
    const engine = runEngine({ claims: false });
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(31_000);
    const report = why([engine.text()]);
    expect(report.switches).toEqual([]);
    expect(report.verdict).toBe('undetermined');
    expect(report.givenUp).toMatchObject([{ finding: 32, begunAt: '2026-11-23T00:22:58.100Z', why: 'exit 1' }]);
  });

  it('shows a fail-safe start, and that two servers may then be active', () => {
    const engine = runEngine();
    engine.waits(20_000);
    const [found] = why([engine.text()]).switches;
    expect(engine.state().place).toBe('primary.serving');
    expect(found).toMatchObject({ cause: 'fail-safe-start', initiator: 'engine', firstSymptomAt: null });
    expect(found?.missing.join()).toContain('two servers may be active');
  });

  it('does not take a start agreed with the companion for a switch', () => {
    const engine = runEngine();
    const idle = { place: 'init.asking', serving: false, term: 0, highestTerm: 0, lastPrimaryTerm: 0 } as const;
    engine.answers({ ...activeCompanion(engine), ...idle, forceBackup: true });
    engine.waits(10_000);
    losesBoth(engine);
    expect(engine.text()).toContain('going to StatePrimary');
    expect(why([engine.text()])).toMatchObject({ verdict: 'not-switched', switches: [], averted: [] });
  });
});

/** What each rule logged when it took the role and when it held back, in every transcript. */
function writtenInTranscripts(): readonly { readonly rule: string; readonly to: string; readonly lines: string[] }[] {
  const folder = join(ROOT, 'test', 'engine-transcripts');
  const decisions: { rule: string; to: string; lines: string[] }[] = [];
  for (const name of readdirSync(folder)) {
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
      const [, from = '', rule = '', to = ''] = /^ +[\d.]+s (.+): rule (\d+), (.+)$/.exec(line) ?? [];
      if (from !== '') decisions.push({ rule, to, lines: [] });
      const [, text] = /^ {6}"(.*)"$/.exec(line) ?? [];
      if (text !== undefined) decisions.at(-1)?.lines.push(text);
    }
  }
  return decisions;
}

describe('every line that the engine logs in a transcript', () => {
  const written = writtenInTranscripts();
  const readings = (lines: readonly string[], kind: string) =>
    lines.flatMap((line) => readMessage(line, 'SwitchoverStates')?.saw ?? []).filter((saw) => saw.kind === kind);

  it('says why this server becomes active, in words that can be read back', () => {
    const taking = written.filter(({ to }) => /^(?!primary).* -> primary\.persisting$/.test(to));
    expect(new Set(taking.map(({ rule }) => rule)).size).toBeGreaterThan(15);
    for (const { rule, lines } of taking)
      expect(readings(lines, 'becoming-primary'), rule).toEqual([
        expect.objectContaining({ reason: expect.not.stringMatching('unknown') }),
      ]);
  });

  it('says why this server does not become active, in words that can be read back', () => {
    const holding = written.filter(({ lines }) => lines.some((line) => line.includes('not switching: ')));
    expect(new Set(holding.map(({ rule }) => rule)).size).toBeGreaterThan(6);
    for (const { rule, lines } of holding)
      expect(readings(lines, 'held-back'), rule).toEqual([expect.objectContaining({ reason: expect.any(String) })]);
  });
});
