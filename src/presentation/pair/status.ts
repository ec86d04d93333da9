/** The pair's status for an operator in a hurry: the verdict first, then the two servers, then the details. */
import stringWidth from 'string-width';
import type { ReplicationState, ServerCheck } from '../../core/protocol/answers.ts';
import type { HistoryEvent } from '../../core/protocol/history-answers.ts';
import { STATE_WORDS } from '../../core/results/state-words.ts';
import type { PairStatus, ServerRow } from '../../core/results/status.ts';
import { sayDuration } from '../text/durations.ts';
import { toTheSecond } from '../text/instants.ts';
import type { Medium, Palette } from '../text/palette.ts';
import { plainTable, type TableRow, textTable } from '../text/plain-table.ts';
import { printable } from '../text/printable.ts';
import { wrap } from '../text/wrap.ts';

export function renderStatus(facts: PairStatus, medium: Medium): string {
  const { columns } = medium;
  const rows = [
    ['Connections', connectionWords(facts)],
    ['Module', moduleWords(facts.module)],
    ['', `backup's module: ${ownModuleWords(facts.module)}`],
    ['Checks', checkWords(facts.checks)],
    ['Replication', replicationWords(facts.replication)],
    ...treeRows(facts),
    ...modeRows(facts, medium),
    ['Last switch', lastSwitchWords(facts, medium)],
    ...upgradeRows(facts, medium),
    ...pointRows(facts.afterSwitch.filter(({ code }) => !SAID_ELSEWHERE.includes(code))),
    ...facts.servers.flatMap(({ letter, log }) => (log === null ? [] : [[`Log of ${letter}`, log]])),
    ...facts.warnings.flatMap((warning) => warningRows(warning, medium)),
  ];
  return [renderStatusBriefly(facts, medium), '', ...textTable(rows, columns)].join('\n');
}

/** What the headline or a warning says already. */
const SAID_ELSEWHERE: readonly string[] = ['backup-again', 'set-aside'];

/** The first one with the label. */
function pointRows(points: PairStatus['afterSwitch']): TableRow[] {
  return points.map(({ what, do: next }, index) => [index === 0 ? 'To check' : '', `${what}: ${next}`]);
}

/** The end of a switch: what to look at, one item each. Empty if there is nothing. */
export function afterSwitchLines({ afterSwitch }: PairStatus, { columns }: Pick<Medium, 'columns'>): string[] {
  if (afterSwitch.length === 0) return [];
  return ['', 'To check:', ...afterSwitch.flatMap(({ what, do: next }) => wrap(`- ${what}: ${next}`, columns, 2))];
}

/** Width before the text of a row: the longest label and two spaces. */
const LABEL_WIDTH = 13;

/** What is wrong and what to do about it: on one line if both fit. */
function warningRows(warning: PairStatus['warnings'][number], { palette, columns }: Medium): TableRow[] {
  const { server, code } = warning;
  const what = `${server === null ? '' : `${server}: `}${warning.what} (${code})`;
  const label = palette.caution('Warning');
  if (LABEL_WIDTH + stringWidth(`${what}: ${warning.do}`) <= columns)
    return [[label, `${what}: ${palette.dim(warning.do)}`]];
  return [
    [label, what],
    ['', palette.dim(warning.do)],
  ];
}

/** The verdict and the two servers, without the rest. */
export function renderStatusBriefly(facts: PairStatus, medium: Medium): string {
  const { palette, columns } = medium;
  return [
    ...headlineOf(facts, medium),
    ...facts.why.flatMap((why) => wrap(`  ${why}`, columns, 2)),
    ...facts.next.flatMap((next) => wrap(`  ${palette.accent('Next:')} ${next}`, columns, 8)),
    '',
    ...serverTable(facts, medium),
  ].join('\n');
}

/** Next to the pair's name if both fit on one line, otherwise below it. */
function headlineOf({ pair, headline, protection }: PairStatus, { palette, columns }: Medium): string[] {
  const paint = protection === 'protected' ? palette.good : palette.bad;
  const said = paint(palette.bold(headline));
  if (stringWidth(`${pair}  ${headline}`) <= columns) return [`${palette.bold(pair)}  ${said}`];
  return [palette.bold(pair), ...wrap(`  ${said}`, columns, 2)];
}

/** The state after a stop. */
export function renderAfterStop(facts: PairStatus | null, medium: Medium): string {
  if (facts !== null) return renderStatusBriefly(facts, medium);
  return medium.palette.bad('NO ACTIVE SERVER: neither server of the pair answers.');
}

function serverTable({ servers, asOf }: PairStatus, { palette, columns }: Medium): string[] {
  const wide = columns >= 110;
  const head = ['', 'server', 'state', 'since', 'term', 'mode', 'release', ...(wide ? ['address'] : [])];
  const rows = servers.map((server) => [
    palette.bold(server.letter),
    server.name,
    stateCell(server, palette),
    server.since === null ? '' : sayDuration(Date.parse(asOf) - Date.parse(server.since)),
    server.term === null ? '' : String(server.term),
    server.mode ?? '',
    server.release ?? (server.state === null ? '' : 'unknown'),
    ...(wide ? [server.address] : []),
  ]);
  return plainTable([head.map((word) => palette.dim(word)), ...rows]);
}

function stateCell(server: ServerRow, palette: Palette): string {
  if (server.state === null) return palette.bad('no answer');
  const word = STATE_WORDS[server.state];
  const paint = word === 'primary' || word === 'backup' ? palette.good : palette.caution;
  return paint(`${word}${takeoverCell(server)}`);
}

/** A countdown, only if it leads to a takeover. */
function takeoverCell({ state, takeoverInMs, heldBack }: ServerRow): string {
  if (heldBack !== null) return state === 'reconnecting' || state === 'init' ? ', will not take over' : '';
  return takeoverInMs === null ? '' : `, ${sayDuration(takeoverInMs)} left`;
}

function connectionWords({ connections, network }: PairStatus): string {
  const words = `main ${connections.main ?? 'unknown'}, auxiliary ${connections.aux ?? 'unknown'}`;
  if (network === null) return words;
  return `${words}; last network check ${sayDuration(network.ageMs)} ago: ${network.verdict}`;
}

const REPLICATION_WORDS: Readonly<Record<ReplicationState, string>> = {
  none: 'none',
  'not-implemented': 'NOT MIRRORED (not supported in this version)',
  current: 'current',
  behind: 'BEHIND',
  unknown: 'unknown',
};

function replicationWords({ ds, files }: PairStatus['replication']): string {
  if (ds.state === 'none' && files.state === 'none') return 'not configured';
  return `configuration ${REPLICATION_WORDS[ds.state]}${lagWords(ds)}, files ${REPLICATION_WORDS[files.state]}`;
}

/** How large the tree is, and what is known of its copies. */
function treeRows({ tree }: PairStatus): TableRow[] {
  if (tree === null) return [];
  const { entries, position, provedAgeMs, backupAgeMs, omitted } = tree;
  const words = [
    `${entries} ${entries === 1 ? 'entry' : 'entries'}, position ${position.term}.${position.number}`,
    ...(omitted === 0 ? [] : [`${omitted} left out for the backup`]),
    provedAgeMs === null ? 'not yet shown to be equal' : `shown to be equal ${sayDuration(provedAgeMs)} ago`,
    backupAgeMs === null ? 'no backup yet' : `last backup ${sayDuration(backupAgeMs)} ago`,
  ];
  return [['', words.join('; ')]];
}

function lagWords({ state, behind, ageMs }: PairStatus['replication']['ds']): string {
  if (state === 'current') return behind === 0 || behind === null ? '' : ` (${behind} on their way)`;
  if (state !== 'behind') return '';
  return ` (${behind} changes${ageMs === null ? '' : `, last complete ${sayDuration(ageMs)} ago`})`;
}

/** Who set the mode and when it ends; shown once if both servers agree. */
function modeRows({ servers }: PairStatus, medium: Medium): TableRow[] {
  const said = servers.flatMap((server) =>
    server.mode === null ? [] : [{ ...server, words: modeWords(server, medium) }],
  );
  const shown = said.filter(({ mode, modeBy }) => mode === 'manual' || modeBy !== null);
  const isSame = shown.length > 1 && shown[0]!.words === shown[1]!.words;
  return (isSame ? shown.slice(0, 1) : shown).map(({ letter, words }) => [
    'Mode',
    isSame ? words : `${letter}: ${words}`,
  ]);
}

function modeWords({ mode, modeUntil, modeBy, modeReason }: ServerRow, medium: Medium): string {
  const until = modeUntil === null ? '' : ` until ${toTheSecond(modeUntil, medium)}`;
  const by =
    modeReason === 'takeover-limit' ? ', after too many takeovers' : modeBy === null ? '' : `, set by ${modeBy}`;
  const why = modeReason === null || modeReason === 'takeover-limit' ? '' : ` (${modeReason})`;
  return `${mode}${until}${by}${why}`;
}

/** Only while it goes on. */
function upgradeRows({ procedures: { upgrade }, asOf }: PairStatus, medium: Medium): TableRow[] {
  if (upgrade === null || upgrade.ended !== null) return [];
  const { step, startedAt, at, by } = upgrade;
  const place =
    step === null ? 'all steps done' : step.number === null ? `step ${step.id}` : `step ${step.number} (${step.id})`;
  const age = sayDuration(Date.parse(asOf) - Date.parse(at));
  const begun = toTheSecond(startedAt, medium);
  return [['Upgrade', printable(`${place}, begun ${begun}; last entry by ${by}, ${age} ago`)]];
}

const SWITCH_WORDS: Readonly<Record<HistoryEvent['kind'], string>> = {
  switch: 'switch to',
  takeover: 'takeover by',
  start: 'none known; started',
  'given-up': 'given up: switch to',
};

function lastSwitchWords({ lastSwitch, servers }: PairStatus, medium: Medium): string {
  if (lastSwitch === null) return 'unknown';
  const { at, kind, to, term, cause, by, reason, activateMs } = lastSwitch;
  const name = servers.find(({ letter }) => letter === to)?.name ?? '';
  const what = SWITCH_WORDS[kind];
  const who = by === null ? '' : `, requested by ${by}${reason === null ? '' : ` (${reason})`}`;
  const took = activateMs === null ? '' : `, active after ${sayDuration(activateMs)}`;
  return `${what} ${name} (${to}) at ${toTheSecond(at, medium)}, term ${term}, cause ${cause ?? 'unknown'}${who}${took}`;
}

const MODULE_WORDS = {
  unknown: 'not checked yet',
  answering: 'answers',
  failing: 'FAILING',
  down: 'DOWN',
  restarting: 'RESTARTING too often',
} as const;

/** Whether the module could start on the backup. */
function ownModuleWords(module: PairStatus['module']): string {
  const check = module?.check ?? null;
  if (check === null) return 'not checked';
  if (check.result === 'unknown') return 'not checked yet';
  const age = check.ageMs === null ? '' : `, checked ${sayDuration(check.ageMs)} ago`;
  return `${check.result === 'could-start' ? 'could start' : 'COULD NOT START'}${age}`;
}

function moduleWords(module: PairStatus['module']): string {
  if (module === null) return 'none monitored, or no backup to monitor it';
  const { name, verdict, pid, lastAnswerAgeMs, failures } = module;
  const age = lastAnswerAgeMs === null ? '' : `, last answer ${sayDuration(lastAnswerAgeMs)} ago`;
  const process = pid === null ? '' : `, process ${pid}`;
  const count = verdict === 'failing' ? ` (${failures} failed pings in this round)` : '';
  return `${name} ${MODULE_WORDS[verdict]}${count}${age}${process}`;
}

const CHECK_NAMES = { link: 'link', gateway: 'gateway', nettest: 'NetTest', primary: "companion's machine" } as const;

function checkWords(checks: readonly ServerCheck[]): string {
  if (checks.length === 0) return 'unknown';
  return checks.map((check) => `${CHECK_NAMES[check.name]} ${checkResult(check)}`).join(', ');
}

function checkResult(check: ServerCheck): string {
  if (check.result === 'off') return 'off';
  if (check.result === null) return 'not checked yet';
  if (check.result === 'unknown') return `unknown (${check.why})`;
  const age = check.lastSuccessAgeMs === null ? 'never reached' : `reached ${sayDuration(check.lastSuccessAgeMs)} ago`;
  if (check.result === 'reached') return age;
  return `SILENT, ${check.lastSuccessAgeMs === null ? age : `last ${age}`}`;
}
