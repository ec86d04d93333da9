/** Pages generated from the product's own tables: states and rules here, the others in modules of their own. */
import { drawPhases, drawStates } from '../src/core/engine/drawing.ts';
import type { Row } from '../src/core/engine/row.ts';
import type { Place, StateName } from '../src/core/engine/state.ts';
import { PLACE_NAMES, phaseOf, placeSpec, stateOf } from '../src/core/engine/state.ts';
import { TABLE } from '../src/core/engine/table.ts';
import { renderWhySwitchedPage, WHY_SWITCHED_PAGE } from './finding-docs.ts';
import { PAIR_FILE_PAGE, pairFilePage } from './pair-file-page.ts';
import { PARAMETERS_PAGE, parametersPage } from './parameter-pages.ts';
import { UPGRADE_BY_HAND_PAGE, upgradeByHandPage } from './upgrade-page.ts';

export const STATE_MACHINE_PAGE = 'docs/state-machine.md';

const STATES: readonly (readonly [StateName, string])[] = [
  ['init', 'It has started, or starts anew, and finds out with its companion who is active.'],
  ['primary', 'It becomes, is, or ceases to be the active server. It serves in `serving` and `draining` only.'],
  ['backup', 'It watches the active server, or takes part in a switch.'],
  ['upgrade-higher', 'A backup that runs a newer release than the active server: it switches by hand only.'],
  ['upgrade-lower', 'A backup that runs an older release than the active server: it switches by hand only.'],
  ['reconnecting', 'It has lost the active server, checks the network, and takes over when nothing speaks against it.'],
  ['inactive', 'Stale: its data may be older than those of its companion. A rejoin or a restart brings it back.'],
  ['stopping', 'It ends in order.'],
  ['error', 'Something answers in the place of its companion and cannot be verified.'],
];

/** Rows are numbered by where they belong; the hundreds are the chapters. */
const CHAPTERS: readonly (readonly [number, string])[] = [
  [100, 'Starting'],
  [200, 'Becoming, being and ceasing to be active'],
  [300, 'Backup, and the switch to it'],
  [400, 'Reconnecting'],
  [500, 'Stale'],
  [600, 'A companion that cannot be verified'],
  [700, 'Stopping'],
  [800, 'The same everywhere'],
];

/** Every committed page that is generated from the product's own tables, by its path in the project. */
export function engineDocs(): Map<string, string> {
  return new Map([
    [STATE_MACHINE_PAGE, renderStateMachine(TABLE)],
    [PARAMETERS_PAGE, parametersPage()],
    [PAIR_FILE_PAGE, pairFilePage()],
    [WHY_SWITCHED_PAGE, renderWhySwitchedPage()],
    [UPGRADE_BY_HAND_PAGE, upgradeByHandPage()],
  ]);
}

function renderStateMachine(table: readonly Row[]): string {
  return [
    '# States and rules',
    '',
    '<!-- Made from the rule table by "npm run generate". Change the table in src/core/engine, not this page. -->',
    '',
    'A server is always in one place: a state, and a phase of it. What happens next is decided by one table of rules.',
    'The log names the rule of each decision (`[rule 435]`), the flight recorder also what it was decided from. For a place',
    'and an event, the first rule that fits decides; their order within the table is that of this page.',
    '',
    '## States',
    '',
    'The numbers are those of the rules that lead from one state to another.',
    '',
    drawStates(table),
    ...STATES.flatMap(([state, what]) => describeState(table, state, what)),
    '',
    '## Rules',
    '',
    'No place in the last column: the server stays where it is. Rules that decide nothing are left out of the log.',
    ...CHAPTERS.flatMap(([from, title]) => describeChapter(table, from, title)),
    '',
  ].join('\n');
}

function describeState(table: readonly Row[], state: StateName, what: string): string[] {
  const places = PLACE_NAMES.filter((place) => stateOf(place) === state);
  const phases = places.map((place) => `| \`${phaseOf(place)}\` | ${placeSpec(place).means} | ${limitsOf(place)} |`);
  const drawn = places.length > 1 ? ['', drawPhases(table, state)] : [];
  return [
    '',
    `### ${state}`,
    '',
    what,
    '',
    '| phase | what the server does | limits |',
    '|---|---|---|',
    ...phases,
    ...drawn,
  ];
}

const KEPT_EVERYWHERE = new Set(['dial-main', 'dial-aux', 'ping-main', 'ping-aux', 'catch-up', 'mode']);

function limitsOf(place: Place): string {
  return placeSpec(place)
    .timers.filter((name) => !KEPT_EVERYWHERE.has(name))
    .map((name) => `\`${name}\``)
    .join(', ');
}

function describeChapter(table: readonly Row[], from: number, title: string): string[] {
  const rows = table.filter(({ number }) => Math.floor(number / 100) * 100 === from);
  return [
    '',
    `### ${title} (${from} to ${from + 99})`,
    '',
    '| rule | what it says | in | on | only if | then |',
    '|---|---|---|---|---|---|',
    ...rows.map(describeRow),
  ];
}

function describeRow(row: Row): string {
  const events = row.on.map((key) => `\`${key}\``).join(', ');
  const condition = row.when?.name ?? '';
  const target = row.to === null ? '' : `\`${row.to}\``;
  return `| ${row.number} | ${row.says} | ${describePlaces(row.in)} | ${events} | ${condition} | ${target} |`;
}

/** Whole states by their name, whatever else phase by phase. */
function describePlaces(places: readonly Place[]): string {
  if (places.length === PLACE_NAMES.length) return 'everywhere';
  const names = STATES.flatMap(([state]) => {
    const all = PLACE_NAMES.filter((place) => stateOf(place) === state);
    const named = all.filter((place) => places.includes(place));
    return named.length === all.length && all.length > 1 ? [`\`${state}.*\``] : named.map((place) => `\`${place}\``);
  });
  return names.join(', ');
}
