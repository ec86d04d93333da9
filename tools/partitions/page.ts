/** The page about partitions: every figure and every role on it comes from the simulation. */
import type { Facts } from './facts.ts';
import { factsOf } from './facts.ts';
import type { Kind, Setup } from './kinds.ts';
import { CHAPTERS, GATEWAY, NETTEST, PRESET } from './kinds.ts';

export const PARTITIONS_PAGE = 'docs/partitions.md';

const OVERVIEW: readonly Setup[] = [PRESET, GATEWAY, NETTEST];

export function partitionsPage(): string {
  const told = new Map(CHAPTERS.flatMap(({ kinds }) => kinds.map((kind) => [kind, factsOfKind(kind)] as const)));
  const factsFor = (kind: Kind): ReadonlyMap<Setup, Facts> => told.get(kind) ?? new Map();
  return [
    ...INTRODUCTION,
    '',
    '## At a glance',
    '',
    ...GLANCE,
    '',
    '| what breaks | as preset | gateway pinged | NetTest asked, too |',
    '|---|---|---|---|',
    ...CHAPTERS.flatMap(({ kinds }) => kinds.map((kind) => overviewRow(kind, factsFor(kind)))),
    '',
    ...AFTERWARDS,
    ...CHAPTERS.flatMap(({ title, kinds }) => [
      '',
      `## ${title}`,
      ...kinds.flatMap((kind) => section(kind, factsFor(kind))),
    ]),
    '',
  ].join('\n');
}

function factsOfKind(kind: Kind): ReadonlyMap<Setup, Facts> {
  const wanted = new Set([...OVERVIEW, ...kind.setups]);
  return new Map([...wanted].map((setup) => [setup, factsOf(kind.story, setup, kind.asTold === true)]));
}

function overviewRow({ title, asTold }: Kind, facts: ReadonlyMap<Setup, Facts>): string {
  const cells = OVERVIEW.map((setup) => {
    const found = facts.get(setup);
    return found === undefined ? '' : `${found.becomesActive}${asTold === true ? '' : aside(found)}`;
  });
  return `| [${title}](#${anchorOf(title)}) | ${cells.join(' | ')} |`;
}

/** What makes the night long: two that serve, or nobody. */
function aside({ bothServe, withoutService }: Facts): string {
  const lasting = (words: string): boolean => words.startsWith('until') || words === 'for good';
  if (lasting(bothServe)) return '; **both serve until it is over**';
  return lasting(withoutService) ? '; **nobody serves until it is over**' : '';
}

function section(kind: Kind, facts: ReadonlyMap<Setup, Facts>): string[] {
  const { title, story, says, setups } = kind;
  return [
    '',
    `### ${title}`,
    '',
    ...says,
    ...(says.length > 0 ? [''] : []),
    '| settings | becomes active | nobody serves | both serve | when it is over |',
    '|---|---|---|---|---|',
    ...setups.map((setup) => {
      const found = facts.get(setup);
      if (found === undefined) throw new Error(`${title} was not told with ${setup.label}`);
      const { becomesActive, withoutService, bothServe, afterwards } = found;
      return `| ${setup.label} | ${becomesActive} | ${withoutService} | ${bothServe} | ${afterwards} |`;
    }),
    '',
    `Told by [${story}](../examples/stories/${story}.story): \`switchover simulate ${story}\``,
  ];
}

/** As GitHub makes it of a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}

const INTRODUCTION = [
  '# Partitions: who becomes active',
  '',
  '<!-- Made from simulations of the stories by "npm run generate". Change tools/partitions, not this page. -->',
  '',
  'For the night in which something is cut: who becomes active, for how long nobody or both serve, how the pair stands when',
  'it is over, and which setting changes that. Every figure and every role on this page was found by the',
  '[simulation](simulation.md): a test tells each story again, several times with other moments and lengths, and fails where',
  'the page says otherwise.',
  '',
  'A is the active server and B its backup. What to do first, on both servers:',
  '',
  '```',
  'switchover status            # who is what, which connections stand, what the last network check said',
  'switchover why-switched LOG  # what happened, as a log tells it',
  '```',
  '',
  'To see what *your* settings make of it, take the name of the story from its section, and what you have set:',
  '',
  '```',
  'switchover simulate wan-cut --set "Switchover Reconnect Timeout=60"',
  'switchover params bounds     # how long until a takeover under your settings, term by term',
  '```',
];

const GLANCE = [
  'Three ways to set a pair, from the plain one on. *As preset*: only the companion itself is pinged. *Gateway pinged*:',
  '`Switchover Disable Gateway Ping = No`. *NetTest asked, too*: besides, `Switchover NetTest A` and `Switchover NetTest B` name',
  'a host near the other server each. Times count from when it breaks.',
];

const AFTERWARDS = [
  'Where both serve, each of them serves those clients that can reach it. When the two can talk again the one with the lower',
  'term gives way, and is *stale*: what it did alone is on it, and nowhere else. Save what is to be saved, then let it be the',
  'backup again with `switchover rejoin`. A [fence hook](hooks.md) that stops the other server before this one serves is the only',
  'thing that rules out two active servers whatever is cut; the simulation fences nobody.',
  '',
  'A backup that waits because it is cut off itself, or because the path is lost, gives the active server the whole period anew',
  'once its checks are good again: what was cut may be mended a moment before the two hear each other. So mending never makes',
  'it take over beside an active server that is well.',
];
