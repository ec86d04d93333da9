import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WhySwitched } from '../../../../src/core/diagnosis/report.ts';
import { renderWhyPage } from '../../../../src/presentation/explain/page/why-page.ts';
import { table, why, whySample } from '../../../core/diagnosis/read-text.ts';
import { BROWSER, startBrowser } from '../../../support/browser.ts';
import { expectReadable, openedPage } from '../../../support/opened-page.ts';
import { hostile } from './hostile.ts';

const OPEN =
  '10:00:00.000 [Error] CNotifierSocketConnection::OnListenToNotifier: detected socket failure 10054 on connection 1 Closing connection';

const REPORTS: readonly (readonly [string, WhySwitched])[] = [
  ['a module that was down', whySample('ts-ping-failure.switchover.log')],
  ['lost connections', whySample('notifier-connection-lost.switchover.log')],
  ['no switch', whySample(...['switchover', 'notifier', 'tsserver'].map((kind) => `ts-ping-success.${kind}.log`))],
  ['an open failure', why([table(OPEN)])],
  ['hostile text', hostile()],
];

describe.skipIf(BROWSER === undefined)('the page in a browser (needs chromium)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  const opened = (report: WhySwitched, options: BrowserContextOptions): Promise<Page> =>
    openedPage(browser, renderWhyPage(report), options);

  it.each(REPORTS)('of %s fits a wide screen and a phone, and is readable in light and dark', async (_what, report) => {
    for (const [width, colorScheme, picture] of [
      [1280, 'light', 'svg.wide'],
      [360, 'dark', 'svg.narrow'],
    ] as const) {
      const page = await opened(report, { viewport: { width, height: 800 }, colorScheme });
      await expectReadable(page, `${colorScheme} at ${width} px`);
      const figures = await page.locator('figure').count();
      expect(await page.locator('svg:visible').count()).toBe(figures);
      expect(await page.locator(`${picture}:visible`).count()).toBe(figures);
    }
  });

  it('opens each piece of evidence by mouse and by keyboard to show the log line', async () => {
    const page = await opened(whySample('ts-ping-failure.switchover.log'), { viewport: { width: 1000, height: 800 } });
    const line = page.getByText('error count [1] is within maximum [2]').first();
    expect(await line.isVisible()).toBe(false);
    await page.locator('summary').first().click();
    expect(await line.isVisible()).toBe(true);
    await page.locator('summary').last().focus();
    await page.keyboard.press('Enter');
    expect(await page.getByText('Module is down, switching now').isVisible()).toBe(true);
  });

  it('describes its picture for those who cannot see it, and draws what was logged', async () => {
    const page = await opened(whySample('ts-ping-failure.switchover.log'), { viewport: { width: 1000, height: 800 } });
    const picture = page.getByRole('img', { name: /^SWITCHED at 14:18:25\.682.*Timeline of the active server/ });
    expect(await picture.count()).toBe(1);
    const marks = await page.locator('svg.wide .mark.bad').count();
    expect(marks).toBe(7);
    const box = await page.locator('svg.wide line.decision').boundingBox();
    expect(box?.height).toBeGreaterThan(80);
  });

  it('prints with the evidence open and the wide picture on white', async () => {
    const report = whySample('ts-ping-failure.switchover.log');
    const page = await opened(report, { viewport: { width: 360, height: 800 }, colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.locator('svg.wide').isVisible()).toBe(true);
    const isOpen = await page.evaluate(
      "[...document.querySelectorAll('pre')].every((each) => each.checkVisibility() && each.clientHeight > 20)",
    );
    expect(isOpen).toBe(true);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(20_000);
  });

  it('runs nothing that a log contains', async () => {
    const page = await opened(hostile(), { viewport: { width: 1000, height: 800 } });
    await page.locator('body').hover();
    expect(await page.evaluate('window.broken')).toBeUndefined();
    expect(await page.locator('script, img, iframe, link').count()).toBe(0);
  });
});
