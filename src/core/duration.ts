import type { Problem } from './problem.ts';
import type { Result } from './result.ts';

/** In ms. */
export const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Longer is no limited time any more, in ms. */
const LONGEST_MS = 30 * 86_400_000;

export type ParsedDuration = Result<{ readonly ms: number }, { readonly problem: Problem }>;

/** A time as flags take it: `90s`, `30m`, `2h`, `1d`. `where` names the flag. */
export function parseDuration(text: string, where: string): ParsedDuration {
  const match = /^(\d{1,9})([smhd])$/.exec(text.trim());
  const ms = match === null ? 0 : Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0);
  if (ms > 0 && ms <= LONGEST_MS) return { ok: true, ms };
  const why =
    match === null
      ? 'a time is a whole number and one of the letters s, m, h, d'
      : ms === 0
        ? 'that is no time at all'
        : 'the longest is 30 days';
  return {
    ok: false,
    problem: {
      code: 'duration-invalid',
      severity: 'error',
      what: `${where} is ${JSON.stringify(text.slice(0, 40))}`,
      why,
      where,
      do: 'write it like 90s, 30m, 2h or 1d',
    },
  };
}
