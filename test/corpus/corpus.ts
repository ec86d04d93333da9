/** The labelled corpus: logCases, each written in its own layout and encoding. Always the same. */
import { type Random, randomOf } from '../../src/core/simulation/random.ts';
import { LAYOUTS, type Layout } from './layouts.ts';
import type { LogCase } from './log-case.ts';
import { CONNECTION_STORIES } from './log-cases/connections.ts';
import { MODULE_STORIES } from './log-cases/module.ts';
import { ODD_STORIES } from './log-cases/odd.ts';
import { REQUEST_STORIES } from './log-cases/requests.ts';
import { SEVERAL_LOG_STORIES } from './log-cases/several-logs.ts';
import { withNoise } from './noise.ts';
import { PAPERS, type Paper } from './paper.ts';

export interface Incident {
  /** Number and everything that identifies it, for the message of a failed test. */
  readonly title: string;
  readonly logCase: LogCase;
  readonly layout: Layout;
  readonly paper: Paper;
  /** The logs as text, before encoding: the backup's first. */
  readonly texts: readonly { readonly name: string; readonly text: string }[];
  readonly seed: number;
}

const FAMILIES: readonly ((rnd: Random) => LogCase)[] = [
  ...MODULE_STORIES,
  ...CONNECTION_STORIES,
  ...REQUEST_STORIES,
  ...ODD_STORIES,
  ...SEVERAL_LOG_STORIES,
];

export function incident(number: number): Incident {
  const seed = 0x5eed + number;
  const rnd = randomOf(seed);
  const logCase = FAMILIES[number % FAMILIES.length]!(rnd);
  const turn = Math.floor(number / FAMILIES.length) + number;
  const layout = LAYOUTS[turn % LAYOUTS.length]!;
  const paper = PAPERS[(turn + Math.floor(turn / LAYOUTS.length)) % PAPERS.length]!;
  const noise = { around: rnd.pick([0, 3, 12]), between: rnd.pick([0, 0.3, 0.8]), wholeQuotations: layout.hasTopic };
  const logs = [{ name: 'switchover', lines: logCase.lines }, ...(logCase.others ?? [])];
  const texts = logs.map(({ name, lines }, index) => ({
    name,
    // In the other logs, nothing else uses the words of a switch either, but anything may use the words of the
    // Notifier's hints.
    text: layout.write(index === 0 ? withNoise(rnd, lines, noise) : lines, rnd),
  }));
  return { title: `${number}: ${logCase.name}; ${layout.name}; ${paper.name}`, logCase, layout, paper, texts, seed };
}

/** This many incidents, each family in every layout and encoding in turn. */
export function corpus(size: number): Incident[] {
  return Array.from({ length: size }, (_, number) => incident(number));
}
