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
    '| what breaks | defaults | gateway pinged | NetTest pinged too |',
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
  return new Map([...wanted].map((setup) => [setup, factsOf(kind.scenario, setup, kind.asTold === true)]));
}

function overviewRow({ title, asTold }: Kind, facts: ReadonlyMap<Setup, Facts>): string {
  const cells = OVERVIEW.map((setup) => {
    const found = facts.get(setup);
    return found === undefined ? '' : `${found.becomesActive}${asTold === true ? '' : aside(found)}`;
  });
  return `| [${title}](#${anchorOf(title)}) | ${cells.join(' | ')} |`;
}

/** What needs attention: two active servers, or no service. */
function aside({ bothServe, withoutService }: Facts): string {
  const lasting = (words: string): boolean => words.startsWith('until') || words === 'permanently';
  if (lasting(bothServe)) return '; **two active servers until it ends**';
  return lasting(withoutService) ? '; **no service until it ends**' : '';
}

function section(kind: Kind, facts: ReadonlyMap<Setup, Facts>): string[] {
  const { title, scenario, says, setups } = kind;
  return [
    '',
    `### ${title}`,
    '',
    ...says,
    ...(says.length > 0 ? [''] : []),
    '| settings | becomes active | no service | two active servers | afterwards |',
    '|---|---|---|---|---|',
    ...setups.map((setup) => {
      const found = facts.get(setup);
      if (found === undefined) throw new Error(`${title} was not simulated with ${setup.label}`);
      const { becomesActive, withoutService, bothServe, afterwards } = found;
      return `| ${setup.label} | ${becomesActive} | ${withoutService} | ${bothServe} | ${afterwards} |`;
    }),
    '',
    `Scenario [${scenario}](../examples/scenarios/${scenario}.scenario): \`switchover simulate ${scenario}\``,
  ];
}

/** The anchor that GitHub derives from a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}

const INTRODUCTION = [
  '# Partitions: who becomes active',
  '',
  '<!-- Generated from simulated scenarios by "npm run generate". Edit tools/partitions, not this page. -->',
  '',
  'What happens when something is cut: which server becomes active, how long there is no service or there are two active',
  'servers, the roles of the pair afterwards, and which setting changes the outcome. Every figure and every role on this page',
  'comes from the [simulation](simulation.md): a test runs each scenario several times with other times and durations, and',
  'fails if the page disagrees.',
  '',
  'A is the active server and B its backup. What to run first, on both servers:',
  '',
  '```',
  'switchover status            # roles, connections, and the result of the last network check',
  'switchover why-switched LOG  # what happened, according to a log',
  '```',
  '',
  'To see the outcome with *your* settings, take the name of the scenario from its section and add what you have set:',
  '',
  '```',
  'switchover simulate wan-cut --set "Switchover Reconnect Timeout=60"',
  'switchover params bounds     # how long until a takeover with your settings, term by term',
  '```',
];

const GLANCE = [
  'Three configurations. *Defaults*: only the companion itself is pinged. *Gateway pinged*: `Switchover Disable Gateway Ping =',
  'No`. *NetTest pinged too*: in addition, `Switchover NetTest A` and `Switchover NetTest B` each name a host near the other',
  'server. Times are counted from the fault; *until it ends* means until the fault ends.',
];

const AFTERWARDS = [
  'While there are two active servers, each serves the clients that can reach it. When the two can talk again, the one with the',
  'lower term gives way and is *stale*: what it did alone exists only there. Save what has to be saved, then make it the backup',
  'again with `switchover rejoin`. Only a [fence hook](hooks.md) that stops the other server before this one becomes active',
  'rules out two active servers whatever is cut; the simulation has no fencing.',
  '',
  'A backup that waits because it is cut off itself, or because the path is lost, gives the active server another full reconnect',
  'period once its checks are good again, because the network may be restored a moment before the two hear each other.',
  'Restoring the network therefore never makes it take over from an active server that is healthy.',
];
