/** Maps whose keys are the steps of an upgrade, as the reference numbers them: step 10 has two branches. */
import type { Node } from 'yaml';
import { isMap } from 'yaml';
import { didYouMean } from '../../nearest.ts';
import { type Entry, entriesOf, firstOfEqual, resolve } from '../yaml-text/entries.ts';
import type { Finding } from '../yaml-text/finding.ts';
import { describe, shown } from '../yaml-text/nodes.ts';
import type { YamlSource } from '../yaml-text/source.ts';

/** `10a`: satisfied, the other server is upgraded too; `10b`: not satisfied, the pair switches back. */
export const STEP_LABELS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10a', '10b', '11'] as const;
export type StepLabel = (typeof STEP_LABELS)[number];

export interface StepEntry extends Entry {
  readonly label: StepLabel;
}

/** The entries for known steps, the first of several for one step. Null, and reported, if the node is no map. */
export function readSteps(source: YamlSource, node: Node | null, path: string, offset: number): StepEntry[] | null {
  if (!isMap(node)) {
    source.report(offset, {
      code: 'type-wrong',
      what: `${path} is ${describe(node)}`,
      why: 'it must be a map from steps to what belongs to them',
      do: 'write one line for each step, for example "1: …"',
    });
    return null;
  }
  const steps = entriesOf(source, node, path, (each) => resolve(source, each)).flatMap((entry) => {
    const label = STEP_LABELS.find((each) => each === entry.key.trim().toLowerCase());
    if (label === undefined) source.report(entry.keyOffset, unknownStep(entry.key));
    return label === undefined ? [] : [{ ...entry, label }];
  });
  return firstOfEqual(source, steps, ({ label }) => ({ id: label, shown: `step ${label}` }));
}

function unknownStep(key: string): Finding {
  const finding = {
    code: 'step-unknown',
    what: `there is no step ${shown(key)}`,
    why: 'the steps are 1 to 9, 10a, 10b and 11',
  };
  const word = key.trim().toLowerCase();
  if (word === '10') return { ...finding, do: 'write "10a" for the branch if satisfied, "10b" for the other one' };
  const label = STEP_LABELS.find((each) => word.replace(/^step[\s_-]*/, '') === each);
  if (label !== undefined) return { ...finding, do: `write "${label}"` };
  // One wrong digit is not a slip of the finger: "12" is not meant to be "1".
  const guess = /^\d*$/.test(word) ? '' : didYouMean(word, STEP_LABELS);
  return { ...finding, do: guess || 'write one of these, or remove the line' };
}
