/**
 * The tables of docs/partitions.md against real server processes at two sites, each asked `/primary` every 5 ms.
 * "npm run test:faults" plays every row, as long as its scenario is; without it only the quick ones are played.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LETTERS } from '../../src/core/letter.ts';
import { parseScenario } from '../../src/core/simulation/scenario/parse.ts';
import type { Scenario } from '../../src/core/simulation/scenario/scenario.ts';
import { CHAPTERS } from '../../tools/partitions/kinds.ts';
import { ROOT } from '../support/cli.ts';
import { noLab } from '../support/network-lab.ts';
import type { Seen, Span } from '../support/play-scenario.ts';
import { playScenario } from '../support/play-scenario.ts';

const PAGE = readFileSync(join(ROOT, 'docs', 'partitions.md'), 'utf8');
const EVERY_ROW = process.env.FAULTS === 'every-row';

/** Rows for every run of the tests: those that are over soon. A shorter scenario tells the same. */
const QUICK: readonly (readonly [scenario: string, setup: string, endsAtMs: number])[] = [
  ['both-booting', 'defaults', 25_000],
  ['active-server-stops', 'defaults', 36_000],
  ['notifier-comes-back', '`Switchover Reconnect Timeout = 0`', 43_000],
  ['ping-fails-and-recovers', 'defaults', 43_000],
];

interface Row {
  readonly title: string;
  readonly scenario: Scenario;
  readonly setup: (typeof CHAPTERS)[number]['kinds'][number]['setups'][number];
  readonly page: PageRow;
  /** It is not over when the playing ends, before the scenario does. */
  readonly cutShort: boolean;
}

interface PageRow {
  readonly becomesActive: string;
  readonly nobody: string;
  readonly both: string;
  readonly afterwards: string;
}

function pageRow(title: string, label: string): PageRow {
  const section = PAGE.split(`\n### ${title}\n`)[1]?.split('\n### ')[0] ?? '';
  const cells = section.split('\n').find((line) => line.startsWith(`| ${label} |`));
  const [, , becomesActive = '', nobody = '', both = '', afterwards = ''] = (cells ?? '')
    .split(' | ')
    .flatMap((cell, at) => (at === 0 ? ['', cell] : [cell.replace(/ \|$/, '')]));
  return { becomesActive, nobody, both, afterwards };
}

function scenarioOf(name: string): Scenario {
  const file = `${name}.scenario`;
  return parseScenario(readFileSync(join(ROOT, 'examples', 'scenarios', file), 'utf8'), file).scenario!;
}

const ROWS: readonly Row[] = CHAPTERS.flatMap(({ kinds }) =>
  kinds.flatMap(({ title, scenario: name, setups }) =>
    setups.flatMap((setup): Row[] => {
      const quick = QUICK.find(([scenario, label]) => scenario === name && label === setup.label);
      if (!EVERY_ROW && quick === undefined) return [];
      const scenario = scenarioOf(name);
      const endsAtMs = EVERY_ROW ? scenario.endsAtMs : quick![2];
      const overAt = scenario.events.map(({ atMs, fault }) => atMs + ('forMs' in fault ? (fault.forMs ?? 0) : 0));
      const cutShort = endsAtMs < scenario.endsAtMs && overAt.some((ms) => ms >= endsAtMs);
      return [{ title, scenario: { ...scenario, endsAtMs }, setup, page: pageRow(title, setup.label), cutShort }];
    }),
  ),
);

/** Processes need a moment to start, timers to fire, and a busy machine for everything. */
const TOLERANCE_S = 3;
/** Two answers a few ms apart may come from both, or from neither, in a change that is in order. */
const BLINK_MS = 300;

function checkRises({ rises, overAtMs }: Seen, page: string): void {
  const wanted = page === 'neither' ? [] : page.split(', ');
  const seen = rises.map(({ server, atMs }) => `${server} ${(atMs / 1000).toFixed(1)} s`).join(', ');
  // Each server by itself: which of two that cannot hear each other is ahead depends on how fast their processes launch.
  for (const letter of LETTERS) {
    const wantedOfIt = wanted.filter((words) => words.startsWith(letter));
    const seenOfIt = rises.filter(({ server }) => server === letter);
    expect(seenOfIt.length, `${page}: ${seen}`).toBe(wantedOfIt.length);
    for (const [index, words] of wantedOfIt.entries())
      checkTime(words, seenOfIt[index]!.atMs / 1000, overAtMs / 1000, seen);
  }
}

function checkTime(words: string, seconds: number, over: number, seen: string): void {
  const [, least, most, late] =
    /(?:after (?:(\d+) to )?(\d+) s|within (\d+) s of its end|immediately)$/.exec(words) ?? [];
  const from = late === undefined ? Number(least ?? most ?? 0) : over;
  const until = late === undefined ? Number(most ?? 1) : over + Number(late);
  expect(seconds, `${words}: ${seen}`).toBeGreaterThanOrEqual(from - TOLERANCE_S);
  expect(seconds, `${words}: ${seen}`).toBeLessThanOrEqual(until + TOLERANCE_S);
}

function checkSpans(spans: readonly Span[], { overAtMs }: Seen, page: string, what: string): void {
  const long = spans.filter(({ fromMs, untilMs }) => untilMs - fromMs > BLINK_MS);
  const seen = `${what}: ${long.map(({ fromMs, untilMs }) => `${fromMs / 1000} to ${untilMs / 1000} s`).join(', ')}`;
  if (page === 'never') return expect(long, seen).toEqual([]);
  const [, most, tail] = /^(?:up to (\d+) s|until it ends(?:, plus up to (\d+) s)?)$/.exec(page) ?? [];
  const total = long.reduce((ms, { fromMs, untilMs }) => ms + untilMs - fromMs, 0) / 1000;
  if (most !== undefined) return expect(total, seen).toBeLessThanOrEqual(Number(most) + TOLERANCE_S);
  const last = long.at(-1);
  expect(last?.untilMs, seen).toBeGreaterThanOrEqual(overAtMs - BLINK_MS);
  return expect(last?.untilMs, seen).toBeLessThanOrEqual(overAtMs + (Number(tail ?? 0) + TOLERANCE_S) * 1000);
}

const skipped = noLab === null ? '' : ` (skipped: ${noLab})`;
describe.skipIf(noLab !== null)(`real servers agree with the page about partitions${skipped}`, () => {
  // Its own words as the name of each: -t finds a row by them.
  for (const { title, scenario, setup, page, cutShort } of ROWS)
    it.concurrent(`${title}, ${setup.label}`, { timeout: 45 * 60_000 }, async ({ onTestFinished }) => {
      expect(page.afterwards).not.toBe('');
      const seen = await playScenario(scenario, setup, onTestFinished);
      try {
        checkRises(seen, page.becomesActive);
        checkSpans(seen.both, seen, page.both, 'two active servers');
        checkSpans(seen.nobody, seen, page.nobody, 'no service');
        if (!cutShort) expect(seen.afterwards).toBe(page.afterwards);
      } catch (error) {
        (error as Error).message += `\n${seen.lastWords}`;
        throw error;
      }
    });
});
