import type { MachineFacts } from '../../core/protocol/machine-facts.ts';
import type { PairFacts } from '../../core/results/facts.ts';
import { sayDuration } from '../text/durations.ts';
import { toTheSecond } from '../text/instants.ts';
import type { Medium } from '../text/palette.ts';
import { type TableRow, textTable } from '../text/plain-table.ts';
import { printable } from '../text/printable.ts';

export function renderFacts({ servers }: PairFacts, medium: Medium): string {
  return servers.map((each) => renderMachine(each, medium)).join('\n\n');
}

/** The facts of one machine. */
export function renderMachine(facts: MachineFacts, medium: Medium): string {
  const { server, computer } = facts;
  const head = server === null ? computer : `${server.name} (${server.letter}) on ${computer}`;
  const rows = rowsOf(facts, medium).map(([label, text]): TableRow => [`  ${label}`, printable(text)]);
  return [medium.palette.bold(printable(head)), ...textTable(rows, medium.columns)].join('\n');
}

function rowsOf(facts: MachineFacts, medium: Medium): (readonly [string, string])[] {
  const { system, release, switchover, node, bootedAt, uptimeMs, user, running, data, adapters, at, clock, service } =
    facts;
  const name = user.name ?? 'unknown';
  const adapterRows = adapters
    .filter(({ internal }) => !internal)
    .map(({ name: adapter, addresses }): [string, string] => [
      'Adapter',
      `${adapter}: ${addresses.join(', ') || 'no address'}`,
    ]);
  return [
    ['System', `${system.name}, ${system.platform} ${system.release}, ${system.architecture}`],
    ['Release', `${release ?? 'unknown'}; switchover ${switchover}, Node.js ${node}`],
    ['Booted', `${toTheSecond(bootedAt, medium)}, up for ${sayDuration(uptimeMs)}`],
    [
      'Clock',
      `${toTheSecond(at, medium)}, time zone ${clock.timeZone ?? 'unknown'} (UTC${sayOffset(clock.offsetMinutes)})`,
    ],
    [running ? 'Account' : 'Read as', user.id === null ? name : `${name} (${user.id})`],
    [
      'Data',
      data === null ? 'unknown' : `${data.folder}: ${sayBytes(data.freeBytes)} free of ${sayBytes(data.totalBytes)}`,
    ],
    ...(service === null ? [] : [['Service', sayService(service)] as const]),
    ...adapterRows,
  ];
}

function sayService({ running, startMode }: NonNullable<MachineFacts['service']>): string {
  const state = running === null ? 'not known whether it runs' : running ? 'runs' : 'does not run';
  return `${state}; start mode ${startMode ?? 'unknown'}`;
}

function sayOffset(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

function sayBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const size = bytes / 1000 ** power;
  return `${size < 10 && power > 0 ? size.toFixed(1) : Math.round(size)} ${UNITS[power]}`;
}
