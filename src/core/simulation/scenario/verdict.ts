/** Whether a scenario's expectations were met, and what was found instead. */

import { stateOf } from '../../engine/state.ts';
import type { Letter } from '../../letter.ts';
import type { Moment, Outcome, RunRecord, Standing, Stretch } from '../record.ts';
import { outcomeOf } from '../record.ts';
import type { Expectation, Role, ScenarioExpectation } from './scenario.ts';
import { writeDuration, writeTime } from './slots.ts';

export interface Verdict {
  readonly line: number;
  /** The expectation, as written. */
  readonly text: string;
  readonly held: boolean;
  /** What was found, as a sentence without a full stop. */
  readonly found: string;
}

export function checkExpectations(expectations: readonly ScenarioExpectation[], record: RunRecord): Verdict[] {
  const outcome = outcomeOf(record);
  return expectations.map(({ expectation, line, text }) => ({
    line,
    text,
    ...invariant(expectation, record, outcome),
  }));
}

type Judged = Pick<Verdict, 'held' | 'found'>;

function invariant(expectation: Expectation, record: RunRecord, outcome: Outcome): Judged {
  switch (expectation.is) {
    case 'role':
      return checkRole(expectation, record);
    case 'nobody-active':
      return checkNobody(expectation, record);
    case 'becomes-active':
      return checkRise(expectation, record);
    case 'not-becoming-active': {
      const { server } = expectation;
      const rises = record.rises.filter((rise) => server === null || rise.server === server);
      return { held: rises.length === 0, found: sayRises(rises) };
    }
    case 'downtime':
      return checkSpan(expectation, outcome.downtimeMs, 'without an active server');
    case 'no-service':
      return checkSpan(expectation, outcome.noServiceMs, 'without service');
    case 'two-active':
      return checkSpan(expectation, outcome.twoActiveMs, 'with two active servers');
    case 'concludes': {
      const { server, verdict, between } = expectation;
      return checkMoments(record, server, between, (moment) =>
        moment.kind === 'conclusion' ? { word: moment.verdict, fits: moment.verdict === verdict } : null,
      );
    }
    case 'rule': {
      const { server, rule, between } = expectation;
      return checkMoments(record, server, between, (moment) =>
        moment.kind === 'decision'
          ? { word: `rule ${moment.decision.rule}`, fits: moment.decision.rule === rule }
          : null,
      );
    }
  }
}

type Of<K extends Expectation['is']> = Extract<Expectation, { readonly is: K }>;

function checkRole({ server, role, from, until }: Of<'role'>, { standings }: RunRecord): Judged {
  const seen = during(standings[server], from, until);
  const wrong = seen.find(({ value }) => !isIn(role, value));
  const shown = wrong ?? seen[0];
  if (shown === undefined) return { held: false, found: `${server} is off` };
  const when = writeTime(Math.max(shown.atMs, from));
  return { held: wrong === undefined, found: `at ${when} ${server} is ${sayStanding(shown.value)}` };
}

function checkNobody({ from, until }: Of<'nobody-active'>, { serving }: RunRecord): Judged {
  const wrong = during(serving, from, until).find(({ value }) => value.length > 0);
  if (wrong === undefined) return { held: true, found: 'no server is active' };
  return { held: false, found: `at ${writeTime(Math.max(wrong.atMs, from))} ${wrong.value.join(' and ')} is active` };
}

function checkRise({ server, cause, between }: Of<'becomes-active'>, { rises }: RunRecord): Judged {
  const own = rises.filter((rise) => rise.server === server);
  const held = own.some(
    (rise) => (cause === null || rise.cause === cause) && (between === null || isWithin(rise.atMs, between)),
  );
  return { held, found: own.length === 0 ? `${server} does not become active` : sayRises(own) };
}

function checkSpan({ limit, ms }: Of<'downtime' | 'no-service' | 'two-active'>, found: number, what: string): Judged {
  const held = limit === 'most' ? found <= ms : found >= ms;
  return { held, found: `${found === 0 ? 'no time' : writeDuration(found)} ${what}` };
}

function checkMoments(
  { moments }: RunRecord,
  server: Letter,
  between: readonly [number, number] | null,
  look: (moment: Moment) => { readonly word: string; readonly fits: boolean } | null,
): Judged {
  const words: string[] = [];
  let held = false;
  for (const moment of moments) {
    if (!('server' in moment) || moment.server !== server) continue;
    const seen = look(moment);
    if (seen === null) continue;
    held ||= seen.fits && (between === null || isWithin(moment.atMs, between));
    words.push(`${seen.word} at ${writeTime(moment.atMs)}`);
  }
  const shown = words.slice(0, 6).join(', ');
  return { held, found: words.length === 0 ? 'it never does' : `${shown}${words.length > 6 ? ' and more' : ''}` };
}

/** The stretches that overlap the time between two moments. */
function during<T>(stretches: readonly Stretch<T>[], from: number, until: number): Stretch<T>[] {
  return stretches.filter(
    ({ atMs }, index) => atMs <= until && (stretches[index + 1]?.atMs ?? Number.POSITIVE_INFINITY) > from,
  );
}

function isWithin(ms: number, [from, until]: readonly [number, number]): boolean {
  return ms >= from && ms <= until;
}

function isIn(role: Role, { place, serves }: Standing): boolean {
  if (role === 'active') return serves;
  return roleOf(place) === role;
}

/** `active` means that it serves: a server that is about to, or that is in doubt, has none of these roles. */
function roleOf(place: Standing['place']): Role | null {
  if (place === 'off') return 'off';
  switch (stateOf(place)) {
    case 'backup':
      return 'backup';
    case 'reconnecting':
      return 'reconnecting';
    case 'init':
      return 'starting';
    case 'inactive':
      return 'stale';
    case 'error':
      return 'unverified';
    case 'stopping':
      return 'stopped';
    default:
      return null;
  }
}

function sayStanding({ place, serves }: Standing): string {
  return serves ? 'active' : `${place}`;
}

function sayRises(rises: RunRecord['rises']): string {
  if (rises.length === 0) return 'no server becomes active';
  return rises
    .slice(0, 6)
    .map(({ server, atMs, cause }) => `${server} becomes active at ${writeTime(atMs)} because ${cause}`)
    .join(', ');
}
