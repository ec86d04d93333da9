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
  const papers = layout.isFile === true ? PAPERS : PAPERS.filter(({ name }) => !name.includes('rotated'));
  const paper = papers[(turn + Math.floor(turn / LAYOUTS.length)) % papers.length]!;
  return stored({ number, logCase, layout, paper }, rnd);
}

function stored({ number, logCase, layout, paper }: Stored, rnd: Random): Incident {
  const noise = { around: rnd.pick([0, 3, 12]), between: rnd.pick([0, 0.3, 0.8]), wholeQuotations: layout.hasTopic };
  const logs = [{ name: 'switchover', lines: logCase.lines }, ...(logCase.others ?? [])];
  const texts = logs.map(({ name, lines }, index) => ({
    name,
    // In the other logs, nothing else uses the words of a switch either, but anything may use the words of the
    // Notifier's hints.
    text: layout.write(index === 0 ? withNoise(rnd, lines, noise) : lines, rnd),
  }));
  const title = `${number}: ${logCase.name}; ${layout.name}; ${paper.name}`;
  return { title, logCase, layout, paper, texts, seed: 0x5eed + number };
}

interface Stored {
  readonly number: number;
  readonly logCase: LogCase;
  readonly layout: Layout;
  readonly paper: Paper;
}

/** Every cause, averted ones and verdicts too, in every layout, and stored in every way. */
export function everyWay(): Incident[] {
  const ofCause = new Map<string, LogCase>();
  for (const { logCase } of corpus(400)) {
    const { verdict, switches, averted } = logCase.truth;
    for (const cause of [...switches.map((each) => each.cause), ...averted, verdict]) {
      if (!ofCause.has(cause)) ofCause.set(cause, logCase);
    }
  }
  const table = LAYOUTS.find(({ name }) => name === 'Time, Topic, Message')!;
  const plain = PAPERS[0]!;
  const ways = [
    ...LAYOUTS.map((layout) => ({ layout, paper: plain })),
    ...PAPERS.map((paper) => ({ layout: table, paper })),
  ];
  const all = [...ofCause.values()].flatMap((logCase) => ways.map((way) => ({ logCase, ...way })));
  return all.map((each, index) => stored({ number: 10_000 + index, ...each }, randomOf(0x5eed + index)));
}

/** This many incidents, each family in every layout and encoding in turn. */
export function corpus(size: number): Incident[] {
  return Array.from({ length: size }, (_, number) => incident(number));
}
