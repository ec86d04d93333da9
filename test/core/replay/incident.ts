import type { Cause } from '../../../src/core/diagnosis/observation.ts';
import type { LogReading } from '../../../src/core/diagnosis/reading.ts';
import type { Incident } from '../../../src/core/replay/compare.ts';

export type { Cause } from '../../../src/core/diagnosis/observation.ts';
export type LoggedIncident = Incident;

/** The last switch of a log, with the cause given in its README. */
export function incidentOf(reading: LogReading, cause: Cause): Incident {
  const last = reading.incidents.switches.at(-1);
  if (last === undefined) throw new Error('the log has no switch');
  return { logEvents: last.before, outcome: { at: last.marker.at.ms, cause } };
}
