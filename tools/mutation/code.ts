/** Tries a seeded sample of broken code: is each mutant noticed by a test that depends on its file? */
import { type CodeCopy, copyProject } from './code-copy.ts';
import { EQUIVALENT_CODE } from './code-equivalent.ts';
import { type CodeMutant, codeMutantsOf, shuffled } from './code-mutants.ts';
import { type CodeOutcome, describeTried, NO_END, sumUpCode, type TriedMutant } from './code-outcome.ts';
import { importersOf, inOrder, isPure, relatedTests } from './related-tests.ts';

export interface CodeRequest {
  /** How many mutants that compile are tried. */
  readonly mutants: number;
  readonly seed: number;
  /** Files whose paths start with one of these are broken. */
  readonly folders: readonly string[];
  /** Through how many imports a test may depend on the file. */
  readonly steps: number;
  /** Only tests without processes, sockets and files. */
  readonly pure: boolean;
}

export interface Watcher {
  /** `tried`: how many were tried before. */
  readonly onTry: (mutant: CodeMutant, tried: number) => void;
  /** What became of it, in a line. */
  readonly onTried: (line: string) => void;
}

/**
 * Not broken: the rule table, which `npm run mutate` without `--code` breaks completely, and what draws the faults of a
 * seed. That decides which worlds are tried, and another world is as good; that they reach every rule is tested.
 */
const LEFT_OUT =
  /^src\/core\/(?:engine\/rules\/|simulation\/(?:draw|single-faults|compound-faults|race-scenarios|random)\.ts$)/;

/** Returns what was tried so far if it is aborted. */
export async function tryCode(
  { mutants, seed, folders, steps, pure }: CodeRequest,
  signal: AbortSignal,
  { onTry, onTried }: Watcher,
): Promise<CodeOutcome> {
  const copy = copyProject(signal);
  try {
    const { sources } = copy;
    const broken = sources.filter((file) => folders.some((each) => file.startsWith(each)) && !LEFT_OUT.test(file));
    const importers = importersOf(sources, copy.textOf);
    const all = broken.flatMap((file) => codeMutantsOf(file, copy.textOf(file)));
    const tried: TriedMutant[] = [];
    const sound = new Map<string, boolean>();
    let rejected = 0;
    try {
      for (const mutant of shuffled(all, seed)) {
        if (tried.length === mutants) break;
        onTry(mutant, tried.length);
        copy.apply(mutant);
        if (await copy.compiles()) {
          const groups = inOrder(relatedTests(mutant.file, importers, steps), pure);
          const by = await noticedBy(mutant, groups, copy, sound);
          tried.push({ mutant, by });
          onTried(describeTried({ mutant, by }));
        } else rejected += 1;
        copy.revert(mutant);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    const brokenTests = [...sound].filter(([, isSound]) => !isSound).map(([file]) => file);
    const list = EQUIVALENT_CODE.filter(({ file }) => broken.includes(file));
    return sumUpCode({ seed, tried, rejected, brokenTests: brokenTests.toSorted() }, all, list);
  } finally {
    copy.remove();
  }
}

/**
 * What fails counts only if it passes without the mutant; for test files, whether they do is remembered in `sound`. A
 * test with processes and sockets must fail twice: on a busy machine, it may fail by accident.
 */
async function noticedBy(
  mutant: CodeMutant,
  groups: readonly (readonly string[])[],
  copy: CodeCopy,
  sound: Map<string, boolean>,
): Promise<string | null> {
  const passes = async (tests: readonly string[]): Promise<boolean> => {
    copy.revert(mutant);
    const { passed } = await copy.test(tests);
    copy.apply(mutant);
    return passed;
  };
  for (const group of groups) {
    const accidents = new Set<string>();
    for (;;) {
      const tests = group.filter((file) => sound.get(file) !== false && !accidents.has(file));
      if (tests.length === 0) break;
      const { passed, failed } = await copy.test(tests);
      if (passed) break;
      if (failed === null) {
        if (await passes(tests)) return NO_END;
        break;
      }
      if (!sound.has(failed)) sound.set(failed, await passes([failed]));
      if (sound.get(failed) === false) continue;
      if (isPure(failed) || !(await copy.test([failed])).passed) return failed;
      accidents.add(failed);
    }
  }
  return null;
}
