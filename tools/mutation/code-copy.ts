/** A copy of the project to break: checks its types and runs its tests, one mutant at a time. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { WITHOUT_BUILD } from '../../test/support/build.ts';
import type { CodeMutant } from './code-mutants.ts';
import { mutated } from './code-mutants.ts';
import { isPure } from './related-tests.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const BINARIES = path.join(ROOT, 'node_modules', '.bin');
/** For one run of a program, and for each test file in it, in ms: a mutant may never end. */
const LIMIT_MS = 120_000;
const LIMIT_PER_FILE_MS = 30_000;

export interface CodeCopy {
  /** The TypeScript files that git knows, from the root of the project. */
  readonly sources: readonly string[];
  /** The text of a source, as it was when it was copied. */
  readonly textOf: (file: string) => string;
  readonly apply: (mutant: CodeMutant) => void;
  /** Takes it back. */
  readonly revert: (mutant: CodeMutant) => void;
  readonly compiles: () => Promise<boolean>;
  /** Runs tests until one fails. */
  readonly test: (files: readonly string[]) => Promise<TestRun>;
  readonly remove: () => void;
}

export interface TestRun {
  readonly passed: boolean;
  /** The test file that failed; null if the run failed without that: it took too long, or left something behind. */
  readonly failed: string | null;
}

export function copyProject(signal: AbortSignal): CodeCopy {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchover-mutants-'));
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const files = list.split('\n').filter((file) => file !== '' && isThere(file));
  for (const file of files) cpSync(path.join(ROOT, file), path.join(folder, file));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  const report = path.join(folder, 'tests.json');
  // Somebody may go on working in the project meanwhile.
  const texts = new Map<string, string>();
  for (const file of files.filter(isSource)) texts.set(file, readFileSync(path.join(folder, file), 'utf8'));
  const textOf = (file: string): string => texts.get(file) ?? '';
  const run = async (
    program: string,
    args: readonly string[],
    tests: readonly string[] = [],
  ): Promise<number | undefined> => {
    const options = {
      cwd: folder,
      reject: false,
      timeout: LIMIT_MS + tests.length * LIMIT_PER_FILE_MS,
      env: tests.every(isPure) ? { [WITHOUT_BUILD]: '1' } : {},
      forceKillAfterDelay: 1_000,
      stdio: 'ignore',
    } as const;
    const { exitCode } = await execa(path.join(BINARIES, program), args, { ...options, cancelSignal: signal });
    signal.throwIfAborted();
    return exitCode;
  };
  return {
    sources: [...texts.keys()],
    textOf,
    apply: (mutant) => writeFileSync(path.join(folder, mutant.file), mutated(textOf(mutant.file), mutant)),
    revert: ({ file }) => writeFileSync(path.join(folder, file), textOf(file)),
    compiles: async () =>
      (await run('tsc', ['--noEmit', '--project', '.', '--incremental', '--tsBuildInfoFile', 'types.tsbuildinfo'])) ===
      0,
    test: async (tests) => {
      rmSync(report, { force: true });
      const args = [
        'run',
        '--root',
        '.',
        '--config',
        'tools/mutation/quick-first.config.ts',
        '--bail',
        '1',
        '--reporter',
        'json',
        '--outputFile',
        report,
        ...tests,
      ];
      if ((await run('vitest', args, tests)) === 0) return { passed: true, failed: null };
      const name = failedIn(report);
      return { passed: false, failed: tests.find((file) => name?.endsWith(`/${file}`)) ?? null };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function isSource(file: string): boolean {
  return file.endsWith('.ts');
}

function isThere(file: string): boolean {
  // It may be deleted without that being committed.
  return existsSync(path.join(ROOT, file));
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Why the file could not be run. */
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** A file that was only cut off by the failure of another one also counts as failed there. */
function failedIn(report: string): string | null {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
    const failed = testResults.find(
      ({ status, message = '', assertionResults }) =>
        assertionResults.some((each) => each.status === 'failed') || (status === 'failed' && message !== ''),
    );
    return failed?.name ?? null;
  } catch {
    return null;
  }
}
