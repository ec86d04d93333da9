import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { ProcedurePlan } from '../../../src/core/runbooks/plan.ts';
import type { Deed } from '../../../src/core/runbooks/step.ts';
import { ownWords } from '../../../src/core/runbooks/upgrade/own-words.ts';
import { upgradePlan } from '../../../src/core/runbooks/upgrade/plan.ts';
import { renderPlan } from '../../../src/presentation/runbooks/plan.ts';
import { planMarkdown } from '../../../src/presentation/runbooks/plan-markdown.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { UPGRADE_BY_HAND_PAGE, upgradeByHandPage } from '../../../tools/upgrade-page.ts';
import { ROOT } from '../../support/cli.ts';

const NAMED = { names: { A: 'alpha', B: 'beta' }, first: 'B', oldRelease: '4.0', newRelease: '4.1' } as const;

const COMMANDS: Readonly<Partial<Record<Deed['kind'], readonly string[]>>> = {
  stop: ['systemctl', 'stop', 'contact centre'],
  start: ['systemctl', 'start', 'contact centre'],
  install: ['install-release', '--to', 'a`b'],
  switch: ['switchover', 'switch', '--yes'],
};

function plan(special: Partial<ProcedurePlan> = {}): ProcedurePlan {
  const made = upgradePlan({
    ...NAMED,
    pair: 'contact-centre',
    byHand: false,
    words: ownWords(NAMED),
    commandOf: ({ deed }) => {
      const words = COMMANDS[deed.kind];
      return words === undefined ? null : { words, where: 'on ann@beta.example.net' };
    },
    checks: [
      { code: 'in-sync', server: null, state: 'ok', what: 'the pair is in sync', why: null, do: null },
      { code: 'disk', server: 'B', state: 'error', what: '400 MB are free', why: null, do: 'free 2 GB' },
    ],
    cautions: [],
  });
  return { ...made, ...special };
}

const text = (of: ProcedurePlan, columns = 80): string => renderPlan(of, { palette: PLAIN, columns });

describe('a plan', () => {
  test('has the steps 1 to 9, both branches of step 10, and step 11', () => {
    expect(plan().steps.map(({ number, branch = '' }) => `${number} ${branch}`.trim())).toEqual([
      ...['1', '2', '3', '4', '5', '6', '7', '8', '9'],
      '10 satisfied',
      '10 not-satisfied',
      '11',
    ]);
  });

  test('on a terminal begins with what happens, both servers, and the checks that failed', () => {
    expect(text(plan()).split('\n').slice(0, 14)).toEqual([
      'Upgrade of alpha and beta from 4.0 to 4.1',
      '',
      'beta, the backup, is upgraded first while alpha serves. Then beta becomes active',
      'with release 4.1 and is tested. If you are satisfied, alpha is upgraded too; if',
      'not, alpha becomes active again with release 4.0.',
      '',
      'server  before               afterwards',
      'alpha   active, release 4.0  backup, release 4.1',
      'beta    backup, release 4.0  active, release 4.1',
      '',
      'Checks',
      '  NOT READY: 1 check failed.',
      '  ok     pair  the pair is in sync',
      '  error  beta  400 MB are free: free 2 GB',
    ]);
  });

  test('shows for a step why, the command as a shell would read it, when it is done, and how to go back', () => {
    const step = text(plan())
      .split('\n\n')
      .find((block) => block.startsWith('  1  '));
    expect(step?.split('\n')).toEqual([
      '  1  Stop the service on beta',
      '     beta is the backup, so users notice nothing.',
      '     Run on ann@beta.example.net:',
      "       systemctl stop 'contact centre'",
      '     Done when the service on beta does not run.',
      '     To go back: Start the service on beta again: the pair is as it was.',
    ]);
  });

  test.each([60, 80, 200])(
    'fits a terminal of %i columns, except for commands, and has no lines that are hard to read',
    (columns) => {
      for (const line of text(plan(), columns).split('\n')) {
        if (/systemctl|install-release/.test(line)) continue;
        expect(stringWidth(line), line).toBeLessThanOrEqual(Math.min(columns, 100));
      }
    },
  );

  test('says nothing twice: no caution, no way back, no long list of instructions', () => {
    for (const said of [text(plan(), 100_000), planMarkdown(plan()), upgradeByHandPage()]) {
      const long = said.split('\n').filter((line) => line.length > 90 || /Caution/.test(line));
      expect(long.length).toBeGreaterThan(0);
      expect(long).toEqual([...new Set(long)]);
    }
    expect(upgradeByHandPage()).toContain('To go back: as after step 3.');
    expect(upgradeByHandPage()).toContain('- [ ] Do the same as in step 3.\n');
  });

  test('lets nothing reach the terminal as a command', () => {
    const named = { ...NAMED, names: { A: 'al\u001bpha', B: 'be\u0007ta' }, newRelease: '4\u009b1' };
    const [check] = plan().checks;
    const hostile = upgradePlan({
      ...named,
      pair: 'p\u001b',
      byHand: false,
      words: ownWords(named),
      commandOf: () => ({ words: ['a\u001b[2Jb'], where: 'on \u0000' }),
      checks: [{ ...check!, what: 'x\u001by' }],
      cautions: ['c\u001bd'],
    });
    expect(`${text(hostile)}${planMarkdown(hostile)}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  test('says a caution of this pair first, and only there', () => {
    const caution = plan().steps[4]!.cautions[0]!;
    const said = planMarkdown(plan({ cautions: [caution] }));
    expect(said.split(caution)).toHaveLength(2);
    expect(said.indexOf(caution)).toBeLessThan(said.indexOf('## Steps'));
  });
});

describe('a plan in Markdown', () => {
  test('has boxes to tick, and room for times and initials at every step', () => {
    const said = planMarkdown(plan());
    const steps = said.split('\n### ').slice(1);
    expect(steps).toHaveLength(12);
    for (const step of steps) {
      expect(step).toMatch(/^- \[ \] \*\*Done when\*\* .*\.$/m);
      expect(step).toMatch(/^Done at _+ by _+$/m);
    }
  });

  test('has commands as blocks that no sign in them ends', () => {
    expect(planMarkdown(plan())).toContain("  ```\n  install-release --to 'a`b'\n  ```\n");
    const [step] = plan().steps;
    const ticks = { words: ['```'], where: 'here' };
    const hostile = plan({ steps: [{ ...step!, actions: [{ ...step!.actions[0]!, command: ticks }] }] });
    expect(planMarkdown(hostile)).toContain("  ````\n  '```'\n  ````\n");
  });

  test('keeps names as text, whatever they contain', () => {
    const names = { A: 'ic_server_1', B: '<b>|*x*' };
    const named = { ...NAMED, names };
    const said = planMarkdown({ ...plan(), servers: names, overview: ownWords(named).overview });
    expect(said).toContain('# Upgrade of ic_server_1 and \\<b>\\|\\*x\\* from 4.0 to 4.1');
  });
});

describe('the page with the example of a runbook', () => {
  const committed = readFileSync(join(ROOT, UPGRADE_BY_HAND_PAGE), 'utf8');

  test('is what the code makes', () => {
    expect(committed, 'stale: run "npm run generate", and review what changed').toBe(upgradeByHandPage());
  });

  test('names only the servers of its title, and what an administrator knows', () => {
    expect(committed).toMatch(/^# Upgrade of ICServer1 and ICServer2 from /);
    expect(committed).not.toMatch(/\b(?:alpha|beta|the old release|you say so|null|undefined)\b/);
    for (const term of [
      'Switchover Control Panel',
      'SwitchoverCtrlU',
      'Interactive Update',
      'persistence directory',
      'Setup Assistant',
    ]) {
      expect(committed).toContain(term);
    }
  });
});
