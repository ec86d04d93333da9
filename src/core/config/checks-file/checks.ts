/** The checks of an upgrade by hand: for each step, a program that verifies it instead of a question. */
import type { Problem } from '../../problem.ts';
import { SYSTEM_PROGRAMS } from '../pair-file/service-presets.ts';
import { readSteps } from '../step-labels/step-labels.ts';
import { readCommand } from '../yaml-text/command.ts';
import { type Root, readOneMap } from '../yaml-text/one-map.ts';
import type { YamlKind, YamlSource } from '../yaml-text/source.ts';

/** By the label of the step: a program and its arguments, run without a shell. Exit code 0: the step is done. */
export type Checks = ReadonlyMap<string, readonly string[]>;

export const CHECKS_FILE: YamlKind = {
  noun: 'checks file',
  depth: 'two levels',
  largest: 64 * 1024,
  page: 'docs/upgrade.md',
  plainText: true,
};

/** Parses the text of a checks file; `fileName` is used in the `where` of each problem. Never throws. */
export function parseChecks(text: string, fileName: string): { checks: Checks | null; problems: Problem[] } {
  const { value, problems } = readOneMap(text, fileName, CHECKS_FILE, 'a command for at least one step', readChecks);
  return { checks: value, problems };
}

/** Null, or incomplete, if something was reported. */
function readChecks(source: YamlSource, { node, path, offset }: Root): Checks | null {
  const steps = readSteps(source, node, path, offset);
  if (steps === null) return null;
  const checks = new Map<string, readonly string[]>();
  for (const step of steps) {
    const command = readCommand(source, step, `the check of step ${step.label}`, 'check', SYSTEM_PROGRAMS);
    if (command !== null) checks.set(step.label, command);
  }
  return checks;
}
