import type { Browser } from 'playwright-core';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProcedureReport } from '../../../src/core/runbooks/report.ts';
import { renderReport } from '../../../src/presentation/runbooks/report.ts';
import { reportMarkdown } from '../../../src/presentation/runbooks/report-markdown.ts';
import { reportPage } from '../../../src/presentation/runbooks/report-page.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { BROWSER, startBrowser } from '../../support/browser.ts';
import { expectReadable, openedPage } from '../../support/opened-page.ts';
import { BEFORE, NOT_SATISFIED, reportAfter, WHOLE } from '../../support/procedure-samples.ts';

const FINISHED = reportAfter(WHOLE);
const WENT_BACK = reportAfter(NOT_SATISFIED);
const STOPPED = reportAfter(
  WHOLE.slice(
    0,
    WHOLE.findIndex(({ type }) => type === 'resumed'),
  ),
);
const ABORTED = reportAfter([
  ...BEFORE.step5,
  { type: 'aborted', reason: 'the window is over' },
  { type: 'skipped', action: 'out.first.start', reason: 'hardware fault' },
  { type: 'skipped', action: 'out.first.original-start', reason: 'hardware fault' },
  { type: 'ended', outcome: 'aborted' },
]);

const text = (report: ProcedureReport, columns = 80): string => renderReport(report, { palette: PLAIN, columns });
const headline = (report: ProcedureReport): string => text(report, 500).split('\n')[0] ?? '';

describe('the report of a procedure', () => {
  test('has its outcome, the downtime and what was skipped in one sentence', () => {
    const what = 'upgrade of contact-centre from 4.0 to 4.1';
    expect(headline(FINISHED)).toBe(`FINISHED in 38 min: ${what}, 4.2 s of downtime, 1 step skipped`);
    expect(headline(WENT_BACK)).toBe(`WENT BACK to 4.0 after 40 min: ${what}, 7.3 s of downtime`);
    expect(headline(ABORTED)).toBe(`ABORTED after 16 min: ${what}, 2 steps skipped`);
    expect(headline(STOPPED)).toBe(`UNDER WAY: ${what}, at step 10a, 4.2 s of downtime`);
    expect(headline(reportAfter([]))).toBe(`UNDER WAY: ${what}, at step 1`);
  });

  test('says when a downtime was not measured, and never calls it 0', () => {
    const [first, second] = WENT_BACK.downtimes;
    expect(headline({ ...WENT_BACK, downtimes: [{ ...first!, ms: null }] })).toContain(', downtime not measured');
    const some = { ...WENT_BACK, downtimes: [{ ...first!, ms: null }, second!] };
    expect(headline(some)).toContain(', 3.1 s of downtime measured, for 1 of 2 switches');
    expect(text(some)).toContain('Downtime   not measured, switch to beta at 03:17:00\n');
  });

  test('says for every step when and how it was done, what verified it, and by whom what was answered', () => {
    const lines = text(FINISHED).split('\n');
    const rowsAt = (title: string): string[] => {
      const at = lines.findIndex((line) => line.endsWith(title));
      return lines.slice(at, at + 2).map((line) => line.replace(/ +/g, ' ').trim());
    };
    expect(rowsAt('Stop the service on beta')).toEqual([
      '[x] 1 03:03:00 Stop the service on beta',
      'by command; verified by the servers: as it should be',
    ]);
    expect(rowsAt('Test the new release on beta')[1]).toBe('by hand (ann); confirmed by ann: calls and e-mails work');
    expect(rowsAt('Install release 4.1 on alpha')[1]).toMatch(/^by command, 2 attempts; verified by the servers: /);
    expect(rowsAt('as it was')).toEqual([
      '[-] 11 03:37:00 Set the start mode of the service on beta as it was',
      'skipped by ann: the image sets it',
    ]);
  });

  test('has the decision and the reason for it, or why it was aborted', () => {
    expect(text(FINISHED)).toContain('\nDecision   satisfied\n');
    expect(text(WENT_BACK)).toContain('\nDecision   not satisfied (echo on the lines)\n');
    expect(text(ABORTED)).toContain('\nDecision   aborted (the window is over)\n');
  });

  test('lists the losses that were accepted', () => {
    expect(text(WENT_BACK)).toContain(
      '\nLost, as accepted before the switch\n  - 2 parameter changes since 03:20\n  - handlers published on beta\n',
    );
    expect(text(FINISHED)).not.toContain('Lost');
  });

  test('has dates at all times if it lasted longer than a day', () => {
    const journal = FINISHED.journal.map((entry, index) =>
      index < 35 ? entry : { ...entry, at: entry.at.replace('-01T', '-02T') },
    );
    expect(text({ ...FINISHED, journal })).toContain(' 2026-12-01 03:03:00  Stop the service on beta');
  });

  test('is never wider than the terminal', () => {
    for (const columns of [40, 80, 130]) {
      for (const report of [FINISHED, WENT_BACK, STOPPED]) {
        for (const line of text(report, columns).split('\n')) {
          expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
        }
      }
    }
  });
});

describe('the report in Markdown', () => {
  test('has the same, and the journal, with the output of programs as text', () => {
    const said = reportMarkdown(FINISHED);
    expect(said.startsWith(`# Report: upgrade of contact-centre\n\n**${headline(FINISHED)}**\n`)).toBe(true);
    expect(said).toContain('| 10a | Upgrade alpha |  |  |\n|  | – Stop');
    expect(said).toContain('command failed: exit code 1 disk \\<full> remove old logs |\n');
    expect(said).toContain('| 03:30:00 | ann | resumed on ops-2 |\n');
    const rows = said.split('\n').filter((line) => line.startsWith('|'));
    const columns = (row: string): number => row.replaceAll('\\|', '').split('|').length;
    expect(new Set(rows.map(columns))).toEqual(new Set([6, 5]));
  });
});

describe('the report as a page', () => {
  test('needs nothing from outside, and keeps the output of programs as text', () => {
    const page = reportPage(
      reportAfter([
        { type: 'running', action: 'forward.first.stop' },
        {
          type: 'ran',
          action: 'forward.first.stop',
          ok: false,
          detail: '<script>x</script>',
          tookMs: 1,
          downtimeMs: null,
        },
      ]),
    );
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(/i);
    expect(page).toContain('&lt;script&gt;x&lt;/script&gt;');
  });

  describe.skipIf(BROWSER === undefined)('in a browser (needs chromium)', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await startBrowser();
    });
    afterAll(() => browser?.close());

    test('fits a wide screen and a phone, and is readable in light and dark', async () => {
      for (const report of [WENT_BACK, STOPPED]) {
        for (const [width, colorScheme] of [
          [1280, 'light'],
          [360, 'dark'],
        ] as const) {
          const page = await openedPage(browser, reportPage(report), { viewport: { width, height: 800 }, colorScheme });
          await expectReadable(page, `${colorScheme} at ${width} px`);
          expect(await page.title()).toBe(headline(report));
        }
      }
    });

    test('says by more than colour what came of a step, and opens the journal by keyboard', async () => {
      const page = await openedPage(browser, reportPage(STOPPED), { viewport: { width: 1000, height: 800 } });
      for (const [means, count] of [
        ['done', 11],
        ['next', 1],
        ['failed', 1],
        ['not done', 2],
      ] as const) {
        expect(await page.getByRole('img', { name: means, exact: true }).count(), means).toBe(count);
      }
      const entry = page.getByText('stopped, to be resumed later');
      expect(await entry.isVisible()).toBe(false);
      await page.locator('summary').focus();
      await page.keyboard.press('Enter');
      expect(await entry.isVisible()).toBe(true);
    });

    test('prints with the journal open, on white', async () => {
      const page = await openedPage(browser, reportPage(WENT_BACK), { colorScheme: 'dark' });
      await page.emulateMedia({ media: 'print' });
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
      expect(await page.getByText('ended: went back').isVisible()).toBe(true);
    });
  });
});
