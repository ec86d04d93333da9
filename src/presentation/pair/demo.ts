import type { DemoResult, DemoStep } from '../../core/results/demo.ts';
import { renderWhySwitched } from '../explain/why-switched.ts';
import { sayDuration } from '../text/durations.ts';
import type { Medium } from '../text/palette.ts';
import { shellWord } from '../text/shell-word.ts';
import { wrap } from '../text/wrap.ts';
import { renderStatusBriefly } from './status.ts';
import { renderSwitchResult } from './switch.ts';

/** The answer, and the facts below it. */
const SHOWN_BLOCKS = 2;

/** One step of the demo: a sentence about what happens, or a command and its output. */
export function renderDemoStep(step: DemoStep, medium: Medium): string {
  const { palette, columns } = medium;
  if (step.kind === 'said') return `\n${wrap(step.words, columns).map(palette.accent).join('\n')}`;
  return `\n${palette.dim(`$ ${step.command}`)}\n${outputOf(step, medium)}`;
}

function outputOf(step: Exclude<DemoStep, { readonly kind: 'said' }>, medium: Medium): string {
  if (step.kind === 'status') return renderStatusBriefly(step.status, medium);
  if (step.kind === 'why') return firstBlocks(renderWhySwitched(step.report, medium), medium);
  return renderSwitchResult(step.result, medium);
}

/** The whole explanation is longer than a screen. */
function firstBlocks(text: string, { palette }: Medium): string {
  const blocks = text.split('\n\n');
  const shown = blocks.slice(0, SHOWN_BLOCKS).join('\n\n');
  const left = text.split('\n').length - shown.split('\n').length;
  return left === 0 ? shown : `${shown}\n\n${palette.dim(`… and ${left} more lines: timeline, evidence, what to do`)}`;
}

export function renderDemoEnd(result: DemoResult, medium: Medium): string {
  const { palette, columns } = medium;
  const times = `Takeover ${sayDuration(result.takeoverMs)} after the kill, controlled switch in ${sayDuration(result.switchMs)}, demo in ${sayDuration(result.tookMs)}.`;
  const { keptLog } = result;
  const folder = keptLog === null ? 'the folder is removed' : 'the folder is kept';
  const sums = wrap(`${times} Both servers are stopped and ${folder}.`, columns);
  const whole = keptLog === null ? 'switchover demo --keep' : `switchover why-switched ${shellWord(keptLog)}`;
  const next = [`Full explanation:  ${whole}`, 'Your own pair:     switchover init --help'];
  return `\n${[...sums, '', ...next].map(palette.accent).join('\n')}`;
}
