/** What other parameters would have changed about a threat, in one sentence. */

import type { ParameterValues } from '../config/parameters/catalogue.ts';
import type { Moment } from '../diagnosis/moment.ts';
import { writeMoment } from '../diagnosis/moment.ts';
import { changedSettings, hasPart } from '../recorder/changed-settings.ts';
import type { RecordedThreat } from '../recorder/recorded-threats.ts';
import { playUnder } from '../recorder/recorded-what-if.ts';

export interface WhatIfReport {
  /** Null: the log does not show it. */
  readonly wouldHaveSwitched: boolean | null;
  /** When it would have; null if it would not, or if the log does not show it. */
  readonly at: string | null;
  readonly says: string;
}

export const NO_PART: WhatIfReport = {
  wouldHaveSwitched: null,
  at: null,
  says: 'nothing would have changed: none of these parameters affects when a server takes over',
};

/** Closer than this is the same moment, in ms. */
const SAME_MS = 1_000;

/** When it would have switched, in ms on the log's axis; `like` gives the format of times. */
export function sayWould(
  at: number,
  outcome: { readonly at: number; readonly cause: string | null },
  like: Moment,
): string {
  const when = writeMoment({ ms: at, calendar: like.calendar });
  const apart = at - outcome.at;
  if (outcome.cause === null) return `it would have switched at ${when}`;
  if (Math.abs(apart) <= SAME_MS) return `it would have switched at the same time, ${when}`;
  return `it would have switched ${Number((Math.abs(apart) / 1000).toFixed(1))} s ${apart < 0 ? 'sooner' : 'later'}, at ${when}`;
}

/**
 * From a flight recorder. `by`: the logged moment at which the threat ended. `estimate`: the result from the log's own
 * lines, if the recorder does not show it.
 */
export function sayOtherCourse(
  threat: RecordedThreat,
  values: ParameterValues,
  by: Moment,
  estimate: () => string | null,
): WhatIfReport {
  if (!hasPart(values)) return NO_PART;
  const { letter } = threat.fork.self;
  const course = playUnder(threat, (actual) => changedSettings(actual, values, letter));
  const onAxis = (at: number): number => Math.round(by.ms + at - threat.at);
  const written = (at: number): string => writeMoment({ ms: onAxis(at), calendar: by.calendar });
  const outcome = { at: by.ms, cause: threat.cause };
  if (course.switched !== null) {
    const { at } = course.switched;
    return { wouldHaveSwitched: true, at: written(at), says: sayWould(onAxis(at), outcome, by) };
  }
  if (course.untold !== null) {
    const { at, what } = course.untold;
    const judged = estimate();
    const rest = judged === null ? '' : `; judging by what failed before and after: ${judged}`;
    return {
      wouldHaveSwitched: null,
      at: null,
      says: `it would not have switched before ${written(at)}; from there on, the recorder does not show ${what}${rest}`,
    };
  }
  if (course.isWell) {
    const says =
      threat.cause === null
        ? 'it would not have switched either'
        : 'it would not have switched: everything was healthy again before then';
    return { wouldHaveSwitched: false, at: null, says };
  }
  const back = threat.backAt === null ? '' : ` (in the recording, one was restored at ${written(threat.backAt)})`;
  const due =
    course.dueAt === null
      ? ''
      : `, but at ${written(course.dueAt)} unless the connections had been restored before then${back}`;
  const then = threat.cause === null ? 'by then' : 'at that time';
  const after = threat.cause === null ? '' : '; everything recorded later is a consequence of the actual switch';
  return { wouldHaveSwitched: null, at: null, says: `it would not have switched ${then}${due}${after}` };
}
