/** Which test files can notice a change of a file: those that import it, directly or through others. */
import { filesNamedBy } from '../../test/support/source-text.ts';
import { ENTRIES } from '../bundle.ts';

/** It runs the built program, and so depends on it without an import. */
const RUNS_PROGRAM = 'test/support/cli.ts';

/** For each file, those that import it. Paths from the root of the project. */
export type Importers = ReadonlyMap<string, readonly string[]>;

/** `textOf` returns the text of a file. */
export function importersOf(files: readonly string[], textOf: (file: string) => string): Importers {
  const importers = new Map<string, string[]>();
  for (const file of files) {
    const program = file === RUNS_PROGRAM ? Object.values(ENTRIES) : [];
    for (const imported of [...filesNamedBy(file, textOf(file)), ...program]) {
      importers.set(imported, [...(importers.get(imported) ?? []), file]);
    }
  }
  return importers;
}

/**
 * The test files that depend on a file through at most `steps` imports, in groups: those that import it directly, then
 * those at each further step.
 */
export function relatedTests(file: string, importers: Importers, steps: number): string[][] {
  const seen = new Set([file]);
  const groups: string[][] = [];
  for (let step = [file], count = 0; step.length > 0 && count < steps; count += 1) {
    const next = [...new Set(step.flatMap((each) => importers.get(each) ?? []))].filter((each) => !seen.has(each));
    for (const each of next) seen.add(each);
    const tests = next.filter((each) => each.endsWith('.test.ts')).toSorted();
    if (tests.length > 0) groups.push(tests);
    step = next;
  }
  return groups;
}

/** Whether a test file needs neither processes nor sockets, by its folder. */
export function isPure(test: string): boolean {
  return /^test\/(?:core|corpus|presentation)\//.test(test);
}

/**
 * The groups in the order in which to run them: first the nearest tests, and among those and the others first the pure
 * ones, which are quick. With `pure`, there are no others.
 */
export function inOrder([nearest = [], ...further]: readonly (readonly string[])[], pure: boolean): string[][] {
  return [nearest, further.flat()].flatMap((tests) => {
    const others = tests.filter((test) => !isPure(test));
    return [tests.filter(isPure), ...(pure ? [] : [others])].filter((group) => group.length > 0);
  });
}
