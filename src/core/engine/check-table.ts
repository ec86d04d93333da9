/** Checks of the rule table, for the mistakes that people overlook in two hundred rows. */
import type { EventKey } from './event.ts';
import { EVENT_KEYS } from './event.ts';
import { RESULT_OF } from './observe.ts';
import type { Row } from './row.ts';
import type { AwaitedKind, Place, TimerName } from './state.ts';
import { PLACE_NAMES, placeSpec } from './state.ts';
import { indexTable, rowsAt } from './table.ts';

/**
 * Whether an event can occur in a place at all: results only where they are awaited, timers only where they may run,
 * `start` only at the start.
 */
export function canOccur(place: Place, key: EventKey): boolean {
  const spec = placeSpec(place);
  if (key === 'start') return place === 'init.asking';
  if (key.startsWith('timer:')) return (spec.timers as readonly TimerName[]).includes(key.slice(6) as TimerName);
  if (MODULE_RESULTS.includes(key)) return (spec.timers as readonly TimerName[]).includes('module-ping');
  const kind = (RESULT_OF as Readonly<Partial<Record<EventKey, AwaitedKind>>>)[key];
  return kind === undefined || spec.awaits === kind;
}

/** Only a running module monitor has a ping under way. */
const MODULE_RESULTS: readonly EventKey[] = ['module-answered', 'module-ping-failed'];

/** The errors in a table, as sentences. Empty if there are none. */
export function tableFaults(table: readonly Row[]): string[] {
  return [...numberFaults(table), ...undecided(table), ...shadowed(table), ...impossible(table), ...unreachable(table)];
}

function numberFaults(table: readonly Row[]): string[] {
  const seen = new Set<number>();
  return table.flatMap((row) => {
    const faults = seen.has(row.number) ? [`row ${row.number} exists twice`] : [];
    seen.add(row.number);
    return faults;
  });
}

/** For every (place, event) that can occur, the last row has no guard. */
function undecided(table: readonly Row[]): string[] {
  const index = indexTable(table);
  return PLACE_NAMES.flatMap((place) =>
    EVENT_KEYS.filter((key) => canOccur(place, key) && !rowsAt(index, place, key).some((row) => row.when === null)).map(
      (key) => `${place} does not decide ${key} in every case`,
    ),
  );
}

/** Rows that can never fire. */
function shadowed(table: readonly Row[]): string[] {
  const index = indexTable(table);
  return table
    .filter((row) => !row.in.some((place) => row.on.some((key) => canDecide(index, place, key, row))))
    .map((row) => `row ${row.number} can never fire: earlier rows decide all its cases`);
}

function canDecide(index: ReturnType<typeof indexTable>, place: Place, key: EventKey, row: Row): boolean {
  if (!canOccur(place, key)) return false;
  for (const each of rowsAt(index, place, key)) {
    if (each === row) return true;
    if (each.when === null || each.when.name === row.when?.name) return false;
  }
  return false;
}

/** Rows that name events which cannot occur in any of their places. */
function impossible(table: readonly Row[]): string[] {
  return table.flatMap((row) =>
    row.on
      .filter((key) => !row.in.some((place) => canOccur(place, key)))
      .map((key) => `row ${row.number} waits for ${key}, which cannot occur in its places`),
  );
}

function unreachable(table: readonly Row[]): string[] {
  const reached = new Set<Place>(['init.asking']);
  for (let before = 0; before !== reached.size; ) {
    before = reached.size;
    for (const row of table) if (row.to !== null && row.in.some((place) => reached.has(place))) reached.add(row.to);
  }
  return PLACE_NAMES.filter((place) => !reached.has(place)).map((place) => `${place} cannot be reached`);
}
