import { describe, expect, it } from 'vitest';
import { PLACE_NAMES, stateOf } from '../../../src/core/engine/state.ts';
import { pairStatus } from '../../../src/core/results/pair-status.ts';
import { STATE_WORDS } from '../../../src/core/results/state-words.ts';
import { renderStatus } from '../../../src/presentation/pair/status.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { NO_MODULE } from '../../../src/server/module/facts.ts';
import { answers, silent } from '../../support/server-answers.ts';

type Answer = ReturnType<typeof answers>;

function text(A: Answer, B: Answer, columns = 80): string {
  const facts = pairStatus('demo', '2026-11-30T03:00:00.000Z', [A('A'), B('B')]);
  return renderStatus(facts, { palette: PLAIN, columns });
}

describe('the text of a status', () => {
  it('warns on one line that no module is monitored, whether both servers report it or only one', () => {
    const warned = { warnings: [NO_MODULE] };
    for (const A of [answers('primary.serving'), answers('primary.serving', warned)]) {
      const lines = text(A, answers('backup.watching', warned)).split('\n');
      expect(lines.filter((line) => /no module is monitored/.test(line))).toHaveLength(1);
      expect(lines.at(-1)).toMatch(/no module is monitored \(no-module\): set one in the pair file$/);
      expect(lines.at(-1)!.length).toBeLessThanOrEqual(80);
    }
  });

  it('shows the releases and why an Upgrade state does not take over, even in 80 columns', () => {
    const shown = text(answers('primary.serving'), answers('upgrade-higher.watching', { release: '4.1' }));
    expect(shown).toContain('beta (B) runs release 4.1, alpha (A) 4.0');
    const unknown = text(answers('primary.serving'), answers('upgrade-lower.watching', { release: null }));
    expect(unknown).toContain('the release of beta (B) is not known: no automatic takeover');
    expect(unknown).toMatch(/beta .* unknown/);
    expect(shown).toMatch(/^B {2}beta .* 4\.1$/m);
    expect(shown).toContain('Next: to switch to it: switchover switch');
  });

  it('shows the mode, when it ends and who set it', () => {
    const manual = {
      mode: 'manual',
      modeBy: 'ann',
      modeUntil: '2026-11-30T05:00:00.250Z',
      modeReason: 'core switch',
    } as const;
    const both = text(answers('primary.serving', manual), answers('backup.watching', manual), 200);
    expect(both).toContain('Mode         manual until 2026-11-30 05:00:00 UTC, set by ann (core switch)\n');
    const one = text(answers('primary.serving'), answers('backup.watching', manual), 200);
    expect(one).toContain('Mode         B: manual until');
  });

  it('shows the last switch with its cause and who requested it, and where the logs are', () => {
    const at = '2026-11-30T02:00:00.000Z';
    const event = { at, from: 'A', to: 'B', term: 4, detectMs: null, activateMs: 400, why: null, id: null } as const;
    const byHand = { ...event, kind: 'switch', cause: 'manual', by: 'ann', reason: 'patches' } as const;
    const takeover = { ...event, kind: 'takeover', cause: 'module-down', by: null, reason: null } as const;
    const shown = (lastSwitch: typeof byHand | typeof takeover | null, term = 4) =>
      text(answers('backup.watching', { term }), answers('primary.serving', { term, lastSwitch }), 200);
    expect(shown(byHand)).toContain(
      'switch to beta (B) at 2026-11-30 02:00:00 UTC, term 4, cause manual, requested by ann (patches), active after 0.4 s',
    );
    expect(shown(takeover)).toContain(
      'takeover by beta (B) at 2026-11-30 02:00:00 UTC, term 4, cause module-down, active',
    );
    expect(shown(null)).toContain('Last switch  unknown');
    expect(shown(byHand, 6), 'an earlier one, and neither server knows of a later one').toContain('switch to beta (B)');
    const alone = text(silent('no answer in time'), answers('primary.serving', { term: 6, lastSwitch: byHand }), 200);
    expect(alone, 'the silent one may have made a later one').toContain('Last switch  unknown');
    const earlier = { ...byHand, from: 'B', to: 'A', term: 3 } as const;
    const start = { ...event, kind: 'start', from: null, term: 6, cause: 'start', by: null, reason: null } as const;
    const both = (A: Answer, lastSwitch: typeof byHand | typeof start) =>
      text(A, answers('primary.serving', { term: 6, lastSwitch }), 200);
    expect(both(answers('backup.watching', { term: 6, lastSwitch: earlier }), byHand)).toContain('switch to beta (B)');
    expect(both(answers('backup.watching', { term: 6, lastSwitch: earlier }), start)).toContain('switch to alpha (A)');
    expect(both(answers('backup.watching', { term: 6 }), start)).toContain('none known; started beta (B)');
    expect(shown(null)).toContain('Log of A     /srv/pair/A/logs/switchover.log');
  });

  it('shows the upgrade that goes on: its step, its beginning, and who continued it last', () => {
    const upgrade = {
      run: 'run-1',
      step: { number: 5, id: 'start' },
      startedAt: '2026-11-30T02:00:00.000Z',
      at: '2026-11-30T02:57:00.000Z',
      by: 'ann',
      ended: null,
    };
    const shown = (A: object | null, B: object | null): string =>
      text(
        answers('primary.serving', { procedures: A === null ? null : { upgrade: { ...upgrade, ...A } } }),
        answers('upgrade-higher.watching', { procedures: B === null ? null : { upgrade: { ...upgrade, ...B } } }),
        200,
      );
    const row = 'Upgrade      step 5 (start), begun 2026-11-30 02:00:00 UTC; last entry by ann, 3 min ago\n';
    expect(shown({}, {})).toContain(row);
    expect(shown(null, {})).toContain(row);
    const later = { at: '2026-11-30T02:59:30.000Z', by: 'ben', step: { number: null, id: 'back.first.start' } };
    expect(shown({}, later)).toContain(
      'step back.first.start, begun 2026-11-30 02:00:00 UTC; last entry by ben, 30 s ago',
    );
    expect(shown({ step: null }, {})).toContain('Upgrade      all steps done, begun');
    expect(shown({ by: '\u001b[2J' }, null)).not.toContain('\u001b');
    expect(shown({ ended: 'finished', step: null }, {}), 'B has not heard of its end').not.toContain('Upgrade ');
    expect(shown({ ended: 'finished', step: null }, { run: 'run-2' })).toContain(row);
    expect(shown(null, null)).not.toContain('Upgrade ');
  });

  it('has one word for each state, and stale for inactive', () => {
    const words = Object.values(STATE_WORDS);
    expect(new Set(words).size).toBe(words.length);
    for (const place of PLACE_NAMES) {
      const shown = text(answers('primary.serving'), answers(place));
      expect(shown, place).toMatch(new RegExp(`^B  beta    ${STATE_WORDS[stateOf(place)]}\\b`, 'm'));
    }
    expect(STATE_WORDS.inactive).toBe('stale');
  });

  it('wraps a headline that is wider than the terminal', () => {
    const busy = answers('reconnecting.waiting', { activity: 'taking-over' });
    const [first, ...rest] = text(answers('primary.yielded'), busy, 60).split('\n');
    expect(first).toBe('demo');
    expect(rest.slice(0, 2).join(' ').replace(/ +/g, ' ')).toMatch(/^ TAKING OVER: .* is active$/);
    expect(Math.max(...rest.slice(0, 2).map((line) => line.length))).toBeLessThanOrEqual(60);
  });
});
