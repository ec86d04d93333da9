import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ServerStatus } from '../../../src/core/protocol/answers.ts';
import { PURECONNECT_POINTS } from '../../../src/core/results/after-switch.ts';
import { pairStatus } from '../../../src/core/results/pair-status.ts';
import { renderStatus } from '../../../src/presentation/pair/status.ts';
import { renderSwitchResult } from '../../../src/presentation/pair/switch.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { ROOT } from '../../support/cli.ts';
import { answers, silent } from '../../support/server-answers.ts';

type Kind = 'switch' | 'takeover' | 'start';
type Answer = ReturnType<typeof answers>;

const AT = '2026-11-30T02:30:00.000Z';

/** The status half an hour after B became active. */
function statusAfter(kind: Kind, A: Answer, special: Partial<ServerStatus> = {}, asOf = '2026-11-30T03:00:00.000Z') {
  const facts = { at: AT, from: 'A', to: 'B', term: 4, by: null, reason: null, why: null, id: null } as const;
  const lastSwitch = { ...facts, kind, cause: 'manual', detectMs: null, activateMs: 5 };
  const B = answers('primary.serving', { term: 4, lastSwitch, ...special });
  return pairStatus('demo', asOf, [A('A'), B('B')]);
}

const backup = answers('backup.watching', { term: 4 });
const codes = ({ afterSwitch }: ReturnType<typeof statusAfter>): string[] => afterSwitch.map(({ code }) => code);

describe('what to look at after a switch', () => {
  test('is the way back, the clients, and what was under way; after a takeover first of all its cause', () => {
    expect(codes(statusAfter('switch', backup))).toEqual(['switch-back', 'clients', 'transfers']);
    expect(codes(statusAfter('takeover', backup))).toEqual(['cause', 'switch-back', 'clients', 'transfers']);
    expect(statusAfter('takeover', backup).afterSwitch[0]).toEqual({
      code: 'cause',
      what: 'why beta (B) took over',
      do: 'on its machine: switchover why-switched /srv/pair/B/logs/switchover.log',
    });
  });

  test.each([
    ['is stale', answers('inactive.stale', { term: 4 }), 'now it is stale', 'switchover rejoin --server A'],
    ['does not answer', silent('connection refused'), 'it does not answer', 'switchover node run --server A'],
    ['is starting', answers('init.asking', { term: 4 }), 'now it is starting', 'switchover status --watch'],
    [
      'hands over',
      answers('primary.yielded', { term: 4 }),
      'it has only just handed over',
      'switchover status --watch',
    ],
  ])('names the next command if the former active server %s', (_what, A, what, command) => {
    const [, former] = statusAfter('takeover', A).afterSwitch;
    expect(former).toMatchObject({
      code: 'backup-again',
      what: expect.stringContaining(what),
      do: expect.stringContaining(command),
    });
  });

  test('are the changes that were set aside, if there are any', () => {
    const warnings = [
      { code: 'parameters-set-aside', what: 'a change was set aside', do: 'switchover params history' },
    ];
    expect(codes(statusAfter('takeover', answers('backup.watching', { term: 4, warnings })))).toContain('set-aside');
  });

  test('is nothing after an hour, after a start, or if that server is not active any more', () => {
    expect(codes(statusAfter('switch', backup, {}, '2026-11-30T03:29:59.000Z'))).not.toEqual([]);
    expect(codes(statusAfter('switch', backup, {}, '2026-11-30T03:30:01.000Z'))).toEqual([]);
    expect(codes(statusAfter('start', backup))).toEqual([]);
    expect(
      codes(statusAfter('switch', answers('primary.serving', { term: 5 }), { serving: false, state: 'inactive' })),
    ).toEqual([]);
  });

  test('is in the text of status and at the end of switch, a few lines at most', () => {
    const status = statusAfter('switch', backup);
    const medium = { palette: PLAIN, columns: 80 };
    expect(renderStatus(status, medium)).toMatch(
      /^To check {5}alpha \(A\) is the backup; to make it active again: switchover switch$/m,
    );
    const result = {
      id: 'x',
      outcome: 'switched',
      reason: null,
      term: 4,
      tookMs: 900,
      before: status,
      after: status,
    } as const;
    expect(renderSwitchResult(result, medium)).toMatch(
      /\n\nTo check:\n- alpha \(A\) is the backup; .*\n- clients not yet/,
    );
    expect(status.afterSwitch.length).toBeLessThan(5);
    expect(renderSwitchResult({ ...result, outcome: 'given-up' }, medium)).not.toContain('To check');
    const stale = statusAfter('switch', answers('inactive.stale', { term: 4 }));
    expect(renderStatus(stale, medium).match(/switchover rejoin/g), 'said once').toHaveLength(1);
    expect(renderSwitchResult({ ...result, after: { ...status, afterSwitch: [] } }, medium)).not.toContain('To check');
  });
});

test("PureConnect's points are on the page about what to look at after a switch, each with its section in the reference", () => {
  const page = readFileSync(join(ROOT, 'docs', 'after-a-switch.md'), 'utf8');
  expect(new Set(PURECONNECT_POINTS.map(({ code }) => code)).size).toBe(PURECONNECT_POINTS.length);
  for (const { what, do: next, section } of PURECONNECT_POINTS)
    expect(page).toContain(`| ${what} | ${next} | ${section} |`);
});
