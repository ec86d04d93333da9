import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { WhySwitched } from '../../../../src/core/diagnosis/report.ts';
import { renderWhyPage } from '../../../../src/presentation/explain/page/why-page.ts';
import { table, why, whySample } from '../../../core/diagnosis/read-text.ts';
import { BROWSER, startBrowser } from '../../../support/browser.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
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

/** Runs in the page: the lowest contrast of any text against its background. */
const LEAST_CONTRAST = `(() => {
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map((each) => {
      const part = Number(each) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      if (!/rgba\\(.*, 0\\)|transparent/.test(color)) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')) continue;
    if (element.closest('desc, svg title')) continue;
    const style = getComputedStyle(element);
    const bar = element.classList.contains('on-bar') ? getComputedStyle(element.previousElementSibling).fill : null;
    const color = element.closest('svg') ? style.fill : style.color;
    found.push([ratio(luminance(color), luminance(bar ?? behind(element))), element.outerHTML.slice(0, 80)]);
  }
  return found.sort((a, b) => a[0] - b[0])[0];
})()`;

describe.skipIf(BROWSER === undefined)('the page in a browser (needs chromium)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  async function opened(report: WhySwitched, options: BrowserContextOptions): Promise<Page> {
    const file = join(temporaryFolder(), 'why.html');
    writeFileSync(file, renderWhyPage(report));
    const context = await browser.newContext(options);
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) trouble.push(request.url());
    });
    page.on('console', (message) => trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(error.message));
    await page.goto(pathToFileURL(file).href);
    expect(trouble).toEqual([]);
    return page;
  }

  it.each(REPORTS)('of %s fits a wide screen and a phone, and is readable in light and dark', async (_what, report) => {
    for (const [width, colorScheme, picture] of [
      [1280, 'light', 'svg.wide'],
      [360, 'dark', 'svg.narrow'],
    ] as const) {
      const page = await opened(report, { viewport: { width, height: 800 }, colorScheme });
      const sticksOut = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(sticksOut, `at ${width} px`).toBeLessThanOrEqual(0);
      const [contrast, where] = (await page.evaluate(LEAST_CONTRAST)) as [number, string];
      expect(contrast, `${colorScheme}: ${where}`).toBeGreaterThanOrEqual(4.5);
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
