import type { DemoResult, DemoStep } from '../core/results/demo.ts';
import { sayDuration } from './durations.ts';
import type { Medium } from './palette.ts';
import { renderStatusBriefly } from './status.ts';
import { renderSwitchResult } from './switch.ts';
import { renderWhySwitched } from './why-switched.ts';
import { wrap } from './wrap.ts';

/** One step of the demo: what happens in words, or a command and what it prints. */
export function renderDemoStep(step: DemoStep, medium: Medium): string {
  const { palette, columns } = medium;
  if (step.kind === 'said') return `\n${wrap(step.words, columns).map(palette.accent).join('\n')}`;
  return `\n${palette.dim(`$ ${step.command}`)}\n${outputOf(step, medium)}`;
}

function outputOf(step: Exclude<DemoStep, { readonly kind: 'said' }>, medium: Medium): string {
  if (step.kind === 'status') return renderStatusBriefly(step.status, medium);
  if (step.kind === 'why') return renderWhySwitched(step.report, medium);
  return renderSwitchResult(step.result, medium);
}

export function renderDemoEnd(result: DemoResult, medium: Medium): string {
  const { palette, columns } = medium;
  const sums = `Taken over ${sayDuration(result.takeoverMs)} after the kill, switched back in ${sayDuration(result.switchMs)}. Both servers are stopped and the folder is gone; the demo took ${sayDuration(result.tookMs)}.`;
  const next = 'Make a pair of your own with: switchover init --help';
  return `\n${[...wrap(sums, columns), ...wrap(next, columns)].map(palette.accent).join('\n')}`;
}
