import { sayDuration } from './durations.ts';
import type { Medium } from './palette.ts';
import type { StatusFacts } from './status.ts';
import { renderStatusBriefly } from './status.ts';
import { renderSwitchResult } from './switch.ts';
import { renderWhySwitched } from './why-switched.ts';
import { wrap } from './wrap.ts';

type SwitchFacts = Parameters<typeof renderSwitchResult>[0];
type WhyFacts = Parameters<typeof renderWhySwitched>[0];

type Step =
  | { readonly kind: 'said'; readonly words: string }
  | { readonly kind: 'status'; readonly command: string; readonly status: StatusFacts }
  | { readonly kind: 'why'; readonly command: string; readonly report: WhyFacts }
  | { readonly kind: 'switch'; readonly command: string; readonly result: SwitchFacts };

/** One step of the demo: what happens in words, or a command and what it prints. */
export function renderDemoStep(step: Step, medium: Medium): string {
  const { palette, columns } = medium;
  if (step.kind === 'said') return `\n${wrap(step.words, columns).map(palette.accent).join('\n')}`;
  return `\n${palette.dim(`$ ${step.command}`)}\n${outputOf(step, medium)}`;
}

function outputOf(step: Exclude<Step, { readonly kind: 'said' }>, medium: Medium): string {
  if (step.kind === 'status') return renderStatusBriefly(step.status, medium);
  if (step.kind === 'why') return renderWhySwitched(step.report, medium);
  return renderSwitchResult(step.result, medium);
}

export function renderDemoEnd(
  result: { readonly takeoverMs: number; readonly switchMs: number; readonly tookMs: number },
  medium: Medium,
): string {
  const { palette, columns } = medium;
  const sums = `Taken over ${sayDuration(result.takeoverMs)} after the kill, switched back in ${sayDuration(result.switchMs)}. Both servers are stopped and the folder is gone; the demo took ${sayDuration(result.tookMs)}.`;
  const next = 'Make a pair of your own with: switchover init --help';
  return `\n${[...wrap(sums, columns), ...wrap(next, columns)].map(palette.accent).join('\n')}`;
}
