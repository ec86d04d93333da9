import { describe, expect, it } from 'vitest';
import type { DemoResult } from '../../../src/core/results/demo.ts';
import { pairStatus } from '../../../src/core/results/pair-status.ts';
import { renderWhySwitched } from '../../../src/presentation/explain/why-switched.ts';
import { renderDemoEnd, renderDemoStep } from '../../../src/presentation/pair/demo.ts';
import { renderStatusBriefly } from '../../../src/presentation/pair/status.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { whySample } from '../../core/diagnosis/read-text.ts';
import { answers } from '../../support/server-answers.ts';

const WIDE = { palette: PLAIN, columns: 300 };
const NARROW = { palette: PLAIN, columns: 40 };

const STATUS = pairStatus('demo', '2026-11-30T03:00:00.000Z', [
  answers('primary.serving')('A'),
  answers('backup.watching')('B'),
]);

const RESULT: DemoResult = {
  reconnectTimeoutMs: 2_000,
  takeoverMs: 2_400,
  cause: 'notifier-connection-lost',
  switchMs: 300,
  tookMs: 14_000,
  keptLog: null,
};

describe('the text of a step of the demo', () => {
  it('is what happens, wrapped, after an empty line', () => {
    const words = 'Killing server A with kill -9: it gets no chance to shut down cleanly.';
    expect(renderDemoStep({ kind: 'said', words }, WIDE)).toBe(`\n${words}`);
    expect(renderDemoStep({ kind: 'said', words }, NARROW).split('\n')).toEqual([
      '',
      'Killing server A with kill -9: it gets',
      'no chance to shut down cleanly.',
    ]);
  });

  it('is a command and what that command prints: the status', () => {
    const text = renderDemoStep({ kind: 'status', command: 'switchover status', status: STATUS }, WIDE);
    expect(text).toBe(`\n$ switchover status\n${renderStatusBriefly(STATUS, WIDE)}`);
  });

  it('is a command and what that command prints: the switch, its duration and the term', () => {
    const result = { id: 'x', outcome: 'switched', reason: null, term: 3, tookMs: 300, before: STATUS } as const;
    const command = 'switchover switch --yes --wait';
    const [, shown, said, ...rest] = renderDemoStep(
      { kind: 'switch', command, result: { ...result, after: STATUS } },
      WIDE,
    ).split('\n');
    expect([shown, said]).toEqual([`$ ${command}`, 'Switched in 0.3 s, now in term 3.']);
    expect(rest.join('\n')).toBe(`\n${renderStatusBriefly(STATUS, WIDE)}`);
  });

  it('is the answer of why-switched with its facts, and how many lines are left out', () => {
    const report = whySample('ts-ping-failure.switchover.log');
    const whole = renderWhySwitched(report, WIDE).split('\n');
    const lines = renderDemoStep({ kind: 'why', command: 'switchover why-switched a.log', report }, WIDE).split('\n');
    expect(lines.slice(0, 2)).toEqual(['', '$ switchover why-switched a.log']);
    const shown = lines.slice(2, -2);
    expect(shown).toEqual(whole.slice(0, shown.length));
    expect(shown[0]).toMatch(/^SWITCHED at .*TsServer/);
    expect(shown.filter((line) => line === '')).toHaveLength(1);
    expect(whole[shown.length]).toBe('');
    expect(lines.slice(-2)).toEqual([
      '',
      `… and ${whole.length - shown.length} more lines: timeline, evidence, what to do`,
    ]);
  });
});

describe('the end of the demo', () => {
  it('gives the times of the takeover, of the switch and of the demo, and says that nothing is left', () => {
    expect(renderDemoEnd(RESULT, WIDE).split('\n')).toEqual([
      '',
      'Takeover 2.4 s after the kill, controlled switch in 0.3 s, demo in 14 s. Both servers are stopped and the folder is removed.',
      '',
      'Full explanation:  switchover demo --keep',
      'Your own pair:     switchover init --help',
    ]);
  });

  it('says that the folder is kept, and gives the command for its log, ready to be copied', () => {
    const kept = renderDemoEnd({ ...RESULT, keptLog: '/tmp/my demo/switchover.log' }, WIDE);
    expect(kept).toContain('Both servers are stopped and the folder is kept.');
    expect(kept).toContain("Full explanation:  switchover why-switched '/tmp/my demo/switchover.log'\n");
  });

  it('wraps the sentence to the width of the terminal', () => {
    const [, first, second] = renderDemoEnd(RESULT, NARROW).split('\n');
    expect([first, second]).toEqual(['Takeover 2.4 s after the kill,', 'controlled switch in 0.3 s, demo in 14']);
  });
});
