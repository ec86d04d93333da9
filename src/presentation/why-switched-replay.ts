/** What the engine makes of the incidents of a log, below the explanation of why it switched. */
import type { Medium } from './palette.ts';
import { wrap } from './wrap.ts';

/** One incident, played again; the shape of `replays` in `why-switched --json`. */
export interface ReplayFacts {
  readonly at: string;
  readonly cause: string | null;
  readonly agrees: boolean | null;
  readonly decided: { readonly at: string; readonly rule: number; readonly cause: string } | null;
  readonly parts: string | null;
  readonly whatIf: { readonly says: string } | null;
}

/** Empty where there is nothing to say. `values`: what was asked about, as the operator wrote it. */
export function renderReplays(replays: readonly ReplayFacts[], values: readonly string[], medium: Medium): string {
  if (replays.length === 0) return '';
  const { columns, palette } = medium;
  const lines = ['', '', palette.bold('Played again')];
  for (const each of replays) {
    lines.push(...wrap(`  ${each.at}  ${sayReplay(each)}`, columns, 4));
    if (each.whatIf !== null) {
      lines.push(...wrap(`  What if ${values.join(', ')}: ${each.whatIf.says}.`, columns, 4).map(palette.accent));
    }
  }
  return lines.join('\n');
}

export function sayReplay({ cause, agrees, decided, parts }: ReplayFacts): string {
  if (agrees === true && decided !== null) {
    return `The engine of this version, told the same, decides the same (rule ${decided.rule}, ${decided.at}).`;
  }
  if (agrees === true) return 'The engine of this version, told the same, does not switch either.';
  const what = cause === null ? 'no switch' : `the switch (${cause})`;
  return `The engine of this version parts from the log over ${what}: ${parts ?? 'the log does not tell enough'}.`;
}
