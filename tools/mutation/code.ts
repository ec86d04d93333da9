/** Tries a seeded sample of broken code: is each mutant noticed by a test that depends on its file? */
import { type CodeCopy, copyProject } from './code-copy.ts';
import { type CodeMutant, codeMutantsOf, shuffled } from './code-mutants.ts';
import { type CodeOutcome, sumUpCode, type TriedMutant } from './code-outcome.ts';
import { importersOf, relatedTests } from './related-tests.ts';

export interface CodeRequest {
  /** How many mutants that compile are tried. */
  readonly mutants: number;
  readonly seed: number;
  /** Files whose paths start with one of these are broken. */
  readonly folders: readonly string[];
  /** Through how many imports a test may depend on the file. */
  readonly steps: number;
}

/** Broken by `npm run mutate` without `--code`, completely. */
const RULE_TABLE = 'src/core/engine/rules/';

/**
 * Returns what was tried so far if it is aborted.
 *
 * @param onTry is called before each mutant, with the number of those that were tried
 */
export async function tryCode(
  { mutants, seed, folders, steps }: CodeRequest,
  signal: AbortSignal,
  onTry: (mutant: CodeMutant, tried: number) => void,
): Promise<CodeOutcome> {
  const copy = copyProject(signal);
  try {
    const { sources } = copy;
    const broken = sources.filter(
      (file) => folders.some((each) => file.startsWith(each)) && !file.startsWith(RULE_TABLE),
    );
    const importers = importersOf(sources, copy.textOf);
    const drawn = shuffled(
      broken.flatMap((file) => codeMutantsOf(file, copy.textOf(file))),
      seed,
    );
    const tried: TriedMutant[] = [];
    const sound = new Map<string, boolean>();
    let rejected = 0;
    try {
      for (const mutant of drawn) {
        if (tried.length === mutants) break;
        onTry(mutant, tried.length);
        copy.apply(mutant);
        if (await copy.compiles())
          tried.push({ mutant, by: await noticedBy(mutant, relatedTests(mutant.file, importers, steps), copy, sound) });
        else rejected += 1;
        copy.revert(mutant);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    const brokenTests = [...sound].filter(([, isSound]) => !isSound).map(([file]) => file);
    return sumUpCode(seed, tried, rejected, brokenTests.toSorted());
  } finally {
    copy.remove();
  }
}

/**
 * The tests that import the file go first. What fails counts only if it passes without the mutant; for test files, whether
 * they do is remembered in `sound`.
 */
async function noticedBy(
  mutant: CodeMutant,
  [nearest = [], ...further]: readonly (readonly string[])[],
  copy: CodeCopy,
  sound: Map<string, boolean>,
): Promise<string | null> {
  const passes = async (tests: readonly string[]): Promise<boolean> => {
    copy.revert(mutant);
    const { passed } = await copy.test(tests);
    copy.apply(mutant);
    return passed;
  };
  for (const group of [nearest, further.flat()]) {
    for (;;) {
      const tests = group.filter((file) => sound.get(file) !== false);
      if (tests.length === 0) break;
      const { passed, failed } = await copy.test(tests);
      if (passed) break;
      if (failed === null) return (await passes(tests)) ? 'a run that did not end, or left something behind' : null;
      if (!sound.has(failed)) sound.set(failed, await passes([failed]));
      if (sound.get(failed) === true) return failed;
    }
  }
  return null;
}
