/** A page that this program wrote, opened in a browser as a reader would. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

/** Expects that it asks for nothing else, and that the browser has nothing to complain about. */
export async function openedPage(browser: Browser, html: string, options: BrowserContextOptions): Promise<Page> {
  const file = join(temporaryFolder(), 'page.html');
  writeFileSync(file, html);
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

/** It is not wider than the screen, and every text stands out from what is behind it. */
export async function expectReadable(page: Page, how: string): Promise<void> {
  const sticksOut = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  expect(sticksOut, how).toBeLessThanOrEqual(0);
  const [contrast, where] = (await page.evaluate(LEAST_CONTRAST)) as [number, string];
  expect(contrast, `${how}: ${where}`).toBeGreaterThanOrEqual(4.5);
}
