import { Chalk } from 'chalk';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { ProcedureView } from '../../../src/core/runbooks/view.ts';
import { renderProcedureScreen } from '../../../src/presentation/runbooks/screen.ts';
import { type Palette, PLAIN } from '../../../src/presentation/text/palette.ts';
import { BEFORE, NOT_SATISFIED, viewAfter, WHOLE } from '../../support/procedure-samples.ts';

const HIGH = 60;

function screen(view: ProcedureView, columns = 80, rows = HIGH, palette = PLAIN): string[] {
  return renderProcedureScreen(view, { columns, rows }, { palette, columns }).split('\n');
}

const ALARM = {
  what: 'alpha does not answer, and no automatic takeover protects the pair',
  do: ['make beta active: switchover switch --immediate', 'or start alpha again'],
};

const STARTING = viewAfter(BEFORE.step5, {
  unprotectedMs: 14 * 60_000,
  activity: 'waiting until beta is backup in state upgrade-higher: beta is starting',
});

const BROKEN = viewAfter(BEFORE.step7, {
  servers: [
    { letter: 'A', name: 'alpha', state: 'no answer', release: null, serving: null, fault: 'connection refused' },
    { letter: 'B', name: 'beta', state: 'upgrade-higher', release: '4.1', serving: false, fault: null },
  ],
  downtimeMs: 3_400,
  unprotectedMs: 20 * 60_000,
  alarm: ALARM,
});

describe('the screen of a procedure', () => {
  test('shows every step as done, current or to come, both servers, how long nothing protects them, and what goes on', () => {
    expect(screen(STARTING)).toEqual([
      'Upgrade of contact-centre from 4.0 to 4.1',
      '',
      'NOT PROTECTED for 14 min: no automatic takeover',
      '',
      'A  alpha  primary         4.0',
      'B  beta   upgrade-higher  4.1',
      '',
      '[x]   1  Stop the service on beta  03:03',
      '[x]   2  Set the service on beta to start by hand only  03:06',
      '[x]   3  Install release 4.1 on beta  03:09',
      '[x]   4  Restart the machine of beta  03:12',
      '[>]   5  Start the service on beta',
      '[ ]   6  Verify that beta is ready to become active',
      '[ ]   7  Switch to beta',
      '[ ]   8  Verify that you can switch back to alpha',
      '[ ]   9  Test the new release on beta',
      '[ ]  10  Decide: keep the new release?',
      '[ ]  11  Set the start mode of the service on beta as it was',
      '',
      'Now: waiting until beta is backup in state upgrade-higher: beta is starting',
    ]);
  });

  test('on a wide terminal has the steps on the left, and the servers and what goes on beside them', () => {
    expect(screen(STARTING, 130)).toEqual([
      'Upgrade of contact-centre from 4.0 to 4.1',
      '',
      `${'[x]   1  Stop the service on beta  03:03'.padEnd(81)}A  alpha  primary         4.0`,
      `${'[x]   2  Set the service on beta to start by hand only  03:06'.padEnd(81)}B  beta   upgrade-higher  4.1`,
      '[x]   3  Install release 4.1 on beta  03:09',
      `${'[x]   4  Restart the machine of beta  03:12'.padEnd(81)}NOT PROTECTED for 14 min: no automatic takeover`,
      '[>]   5  Start the service on beta',
      `${'[ ]   6  Verify that beta is ready to become active'.padEnd(81)}Now: waiting until beta is backup in state`,
      `${'[ ]   7  Switch to beta'.padEnd(86)}upgrade-higher: beta is starting`,
      '[ ]   8  Verify that you can switch back to alpha',
      '[ ]   9  Test the new release on beta',
      '[ ]  10  Decide: keep the new release?',
      '[ ]  11  Set the start mode of the service on beta as it was',
    ]);
  });

  test('begins with an alarm and what can be done, and counts the downtime', () => {
    expect(screen(BROKEN).slice(2, 12)).toEqual([
      'ALARM: alpha does not answer, and no automatic takeover protects the pair',
      '  - make beta active: switchover switch --immediate',
      '  - or start alpha again',
      '',
      'DOWNTIME 3.4 s: no server is active',
      'NOT PROTECTED for 20 min: no automatic takeover',
      '',
      'A  alpha  no answer',
      '   connection refused',
      'B  beta   upgrade-higher  4.1',
    ]);
  });

  test('shows the parts of the current step, why it failed, and the measured downtime', () => {
    const failed = WHOLE.slice(
      0,
      WHOLE.findIndex(({ type }) => type === 'stopped'),
    );
    const lines = screen(viewAfter(failed));
    const at = lines.findIndex((line) => line.startsWith('[>]'));
    expect(lines.slice(at, at + 5)).toEqual([
      '[>] 10a  Upgrade alpha',
      '         [x] Stop the service on alpha',
      '         [!] Install release 4.1 on alpha',
      '         [ ] Start the service on alpha',
      '         failed: exit code 1 disk <full> remove old logs',
    ]);
    expect(lines).toContain('Switch to beta at 03:17: downtime 4.2 s');
  });

  test('on the way back says so, and keeps what was done before above it', () => {
    const back = NOT_SATISFIED.slice(
      0,
      NOT_SATISFIED.findIndex(({ type }) => type === 'accepted-loss'),
    );
    const lines = screen(viewAfter(back));
    expect(lines[1]).toBe('GOING BACK to 4.0');
    const at = lines.findIndex((line) => line.startsWith('[>]'));
    expect(lines.slice(at - 1, at + 3)).toEqual([
      '[x]  10  Decide: keep the new release?  03:23',
      '[>] 10b  Switch back to alpha',
      '[ ]      Put release 4.0 back on beta',
      '[ ]  11  Set the start mode of the service on beta as it was',
    ]);
  });

  test('says why a step was skipped', () => {
    const skipped = viewAfter([{ type: 'skipped', action: 'forward.first.stop', reason: 'it has\nfailed long ago' }]);
    expect(screen(skipped)).toContain('[-]   1  Stop the service on beta  skipped: it has failed long ago');
  });
});

describe('a screen with few rows', () => {
  test('collapses the steps that are done and those to come, and keeps the next ones', () => {
    expect(screen(STARTING, 80, 14).slice(7, 12)).toEqual([
      '[x]  1-4 done',
      '[>]   5  Start the service on beta',
      '[ ]   6  Verify that beta is ready to become active',
      '[ ]   7  Switch to beta',
      '[ ]  8-11 to come',
    ]);
  });

  test('gives up the empty lines first', () => {
    expect(screen(STARTING, 80, 8)).toEqual([
      'Upgrade of contact-centre from 4.0 to 4.1',
      'NOT PROTECTED for 14 min: no automatic takeover',
      'A  alpha  primary         4.0',
      'B  beta   upgrade-higher  4.1',
      '[x]  1-4 done',
      '[>]   5  Start the service on beta',
      '[ ]  6-11 to come',
      'Now: waiting until beta is backup in state upgrade-higher: beta is starting',
    ]);
  });

  test('says how many of the steps above were not done', () => {
    const skipped = { type: 'skipped', action: 'forward.first.stop', reason: 'because' } as const;
    const view = viewAfter([skipped, ...BEFORE.step5.slice(3)]);
    expect(screen(view, 80, 8)).toContain('[-]  1-4 done, 1 of them not or in part');
  });

  test.each([40, 80, 109, 110, 200])(
    'always has the alarm, the downtime and the current step, at %i columns',
    (columns) => {
      for (const rows of [1, 3, 6, 8, 10, 12, 15, 20, 25, 40]) {
        const lines = screen(BROKEN, columns, rows);
        const text = lines.join(' ').replace(/ +/g, ' ');
        for (const words of ['ALARM: alpha', 'or start alpha again', 'DOWNTIME 3.4 s', '[>] 7 Switch to beta']) {
          expect(text, `${rows} rows`).toContain(words);
        }
        if (rows >= 12) expect(lines.length, `${rows} rows`).toBeLessThanOrEqual(rows);
      }
    },
  );

  test('is never wider than the terminal', () => {
    for (const columns of [40, 60, 80, 109, 110, 140]) {
      for (const view of [STARTING, BROKEN, viewAfter(NOT_SATISFIED)]) {
        for (const line of screen(view, columns)) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
      }
    }
  });
});

test('colours change nothing about the layout, and nothing is said by colour alone', () => {
  const chalk = new Chalk({ level: 1 });
  const palette: Palette = {
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    good: (text) => chalk.green(text),
    caution: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
    accent: (text) => chalk.cyan(text),
  };
  for (const columns of [80, 130]) {
    for (const rows of [8, 12, HIGH]) {
      for (const view of [STARTING, BROKEN, viewAfter(NOT_SATISFIED)]) {
        const coloured = screen(view, columns, rows, palette).join('\n');
        expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(screen(view, columns, rows).join('\n'));
      }
    }
  }
  expect(screen(BROKEN, 80, HIGH, palette)[2]).toMatch(/^\u001b\[31m.*ALARM/);
});

test('nothing that a server or a program says reaches the terminal as a command', () => {
  const hostile = viewAfter(BEFORE.step5, {
    servers: [
      {
        letter: 'A',
        name: 'al\u001b[2Jpha',
        state: 'primary',
        release: '4\u0007',
        serving: true,
        fault: 'x\u001b]0;y\u0007',
      },
    ],
    alarm: { what: 'a\u001b[1mb', do: ['c\u009bd'] },
    activity: 'e\rf',
  });
  expect(screen(hostile).join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});
