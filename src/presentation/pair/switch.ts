import type { SwitchPlan, SwitchResult } from '../../core/results/switching.ts';
import { sayDuration } from '../text/durations.ts';
import type { Medium } from '../text/palette.ts';
import { wrap } from '../text/wrap.ts';
import { DRY_RUN } from './dry-run.ts';
import { afterSwitchLines, renderStatusBriefly } from './status.ts';

/** The current state and what a switch would do; the question follows it. */
export function renderSwitchPlan(plan: SwitchPlan, medium: Medium): string {
  const { palette, columns } = medium;
  const cautions = plan.cautions.flatMap((each) => wrap(`Caution: ${each}`, columns, 9).map(palette.caution));
  return [renderStatusBriefly(plan.before, medium), '', ...wrap(switchSentence(plan), columns), ...cautions].join('\n');
}

/** For --dry-run. */
export function renderDryRun(plan: SwitchPlan, medium: Medium): string {
  return `${renderSwitchPlan(plan, medium)}\n\n${DRY_RUN}`;
}

/** One sentence that describes the switch. */
export function switchSentence({ to, from, immediate, before }: SwitchPlan): string {
  const name = (letter: string): string => {
    const server = before.servers.find((each) => each.letter === letter);
    return server === undefined ? letter : `${server.name} (${letter})`;
  };
  if (from === null) return `${name(to)} becomes active; no active server can be seen.`;
  if (immediate) return `${name(to)} becomes active immediately; ${name(from)} becomes stale.`;
  return `${name(from)} finishes its work and hands over; ${name(to)} becomes active.`;
}

export function renderSwitchResult(result: SwitchResult, medium: Medium): string {
  const { palette, columns } = medium;
  const head =
    result.outcome === 'switched'
      ? palette.good(`Switched in ${sayDuration(result.tookMs)}, now in term ${result.term}.`)
      : palette.bad(`Not switched: ${result.reason ?? 'reason unknown'}.`);
  const toCheck = result.outcome === 'switched' && result.after !== null ? afterSwitchLines(result.after, medium) : [];
  const after =
    result.after === null
      ? ['The state after the switch is unknown: no server answers.']
      : [renderStatusBriefly(result.after, medium), ...toCheck];
  return [...wrap(head, columns + 10), '', ...after].join('\n');
}
