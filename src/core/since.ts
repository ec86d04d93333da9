import { UNITS } from './duration.ts';
import type { Problem } from './problem.ts';
import type { Result } from './result.ts';

export type ParsedSince = Result<{ readonly ms: number }, { readonly problem: Problem }>;

/**
 * A moment in the past as flags take it: a time back from now (`12h`, `90d`), a date or a date with a time. Without a zone
 * it is UTC, as in the logs. `ms`: since 1970.
 */
export function parseSince(text: string, where: string, nowMs: number): ParsedSince {
  const wanted = text.trim();
  const back = /^(\d{1,9})([smhd])$/.exec(wanted);
  if (back !== null) return { ok: true, ms: nowMs - Number(back[1]) * UNITS[back[2]!]! };
  const dated = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/i.exec(wanted);
  const [, day = '', time = '00:00', zone = 'Z'] = dated ?? [];
  const ms = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  if (dated !== null && !Number.isNaN(ms) && isDay(day)) return { ok: true, ms };
  return {
    ok: false,
    problem: {
      code: 'since-invalid',
      severity: 'error',
      what: `${where} is ${JSON.stringify(text.slice(0, 40))}`,
      why: dated === null ? 'it is neither a date nor a time back from now' : 'there is no such date or time',
      where,
      do: 'write it like 2026-11-23, 2026-11-23T14:18 (UTC), 2026-11-23T14:18+01:00, 12h or 90d',
    },
  };
}

/** The parser of dates takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const ms = Date.parse(`${day}T00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}
