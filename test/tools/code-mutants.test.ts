import { describe, expect, it } from 'vitest';
import type { EquivalentCode } from '../../tools/mutation/code-equivalent.ts';
import type { CodeMutant } from '../../tools/mutation/code-mutants.ts';
import { codeMutantsOf, mutated, shuffled } from '../../tools/mutation/code-mutants.ts';
import { isEnoughCode, NO_END, renderCode, sumUpCode } from '../../tools/mutation/code-outcome.ts';
import { importersOf, inOrder, relatedTests } from '../../tools/mutation/related-tests.ts';

/** Each kind and the broken text. */
function broken(text: string): string[] {
  return codeMutantsOf('a.ts', text).map((each) => `${each.kind}: ${mutated(text, each)}`);
}

describe('the mutants of a file', () => {
  it.each([
    ['a < b;', 'comparison: a <= b;'],
    ['(a) >= (b);', 'comparison: (a) > (b);'],
    ['a === b;', 'comparison: a !== b;'],
    ['f(7);', 'changed number: f(8);'],
    ['f(999);', 'changed number: f(1000);'],
    ['f(1_000);', 'changed number: f(2000);'],
    ['if (a) b();', 'negated condition: if (!(a)) b();'],
    ['f(a ? b : c);', 'negated condition: f(!(a) ? b : c);'],
    ['f(true);', 'swapped boolean: f(false);'],
    ['a && b;', 'swapped boolean: a || b;'],
    ['f();', 'removed statement: ;'],
    ["f('one');", "changed string: f('~one');"],
    [`f(\`one \${a} two\`);`, `changed string: f(\`~one \${a} two\`);`],
    [`f(\`one \${a} two\`);`, `changed string: f(\`one \${a}~ two\`);`],
    ["f('ü', '🙂', 3);", "changed number: f('ü', '🙂', 4);"],
    ['const a = (b as number) < c;', 'comparison: const a = (b as number) <= c;'],
  ])('include, for %s, "%s"', (text, mutant) => {
    expect(broken(text)).toContain(mutant);
  });

  it.each([
    ['an import', "import { a } from './b.ts';"],
    ['a re-export', "export { a } from './b.ts';\nexport * from './c.ts';"],
    ['a type', "type A = 'one' | 2;\ninterface B { readonly c: 'two' }"],
    ['the name of a field', "const a = { 'b-c': d };"],
    ['a directive', "'use strict';"],
    ['a comment', '// a < b, true'],
    ['what is drawn at random', 'const a = random.between(1, b * 2);'],
  ])('do not include any for %s', (_what, text) => {
    expect(broken(text)).toEqual([]);
  });

  it('have the line and the text that they replace', () => {
    expect(codeMutantsOf('src/a.ts', 'const a =\n  b > c;\n')).toMatchObject([
      { file: 'src/a.ts', line: 2, from: '>', to: '>=' },
    ]);
  });
});

describe('a sample of mutants', () => {
  const all = codeMutantsOf('a.ts', `${"f('x');".repeat(50)}${'f(a < b);'.repeat(5)}`);

  it('is the same for the same seed, and another for another', () => {
    expect(shuffled(all, 1)).toEqual(shuffled(all, 1));
    expect(shuffled(all, 2)).not.toEqual(shuffled(all, 1));
    expect(new Set(shuffled(all, 1))).toEqual(new Set(all));
  });

  it('has as many of a rare kind as of a frequent one, until there are no more', () => {
    const kinds = shuffled(all, 1).map(({ kind }) => kind);
    for (const kind of ['comparison', 'changed string', 'removed statement'] as const)
      expect(kinds.slice(0, 15).filter((each) => each === kind)).toHaveLength(5);
  });
});

describe('the tests of a file', () => {
  const texts: Readonly<Record<string, string>> = {
    'src/a.ts': '',
    'src/b.ts': "import { a } from './a.ts';",
    'src/c/d.ts': "import type { b } from '../b.ts';\nimport { a } from '../a.ts';",
    'test/a.test.ts': "import { a } from '../src/a.ts';",
    'test/b.test.ts': "import { b } from '../src/b.ts';\nimport { a } from '../src/a.ts';",
    'test/c.test.ts': "const { d } = await import('../src/c/d.ts');",
    'test/other.test.ts': "import { x } from 'vitest';\n// import '../src/a.ts'",
  };
  const importers = importersOf(Object.keys(texts), (file) => texts[file]!);

  it('are those that import it directly, and then those that do through other files', () => {
    expect(relatedTests('src/a.ts', importers, 99)).toEqual([['test/a.test.ts', 'test/b.test.ts'], ['test/c.test.ts']]);
    expect(relatedTests('src/b.ts', importers, 99)).toEqual([['test/b.test.ts'], ['test/c.test.ts']]);
  });

  it('are also those that run the program with it in it', () => {
    const files: Readonly<Record<string, string>> = {
      'src/a.ts': '',
      'src/commands.ts': "import { a } from './a.ts';",
      'test/support/cli.ts': '',
      'test/e2e/a.test.ts': "import { switchover } from '../support/cli.ts';",
    };
    expect(
      relatedTests(
        'src/a.ts',
        importersOf(Object.keys(files), (file) => files[file]!),
        99,
      ),
    ).toEqual([['test/e2e/a.test.ts']]);
  });

  it('run in the order of their distance, and at each distance the quick ones first', () => {
    const groups = [
      ['test/server/a.test.ts', 'test/core/b.test.ts'],
      ['test/e2e/c.test.ts'],
      ['test/corpus/d.test.ts'],
    ];
    expect(inOrder(groups, false)).toEqual([
      ['test/core/b.test.ts'],
      ['test/server/a.test.ts'],
      ['test/corpus/d.test.ts'],
      ['test/e2e/c.test.ts'],
    ]);
    expect(inOrder(groups, true)).toEqual([['test/core/b.test.ts'], ['test/corpus/d.test.ts']]);
  });

  it('can be limited to the near ones', () => {
    expect(relatedTests('src/a.ts', importers, 1)).toEqual([['test/a.test.ts', 'test/b.test.ts']]);
  });
});

describe('the outcome', () => {
  const mutant = (file: string, line: number): CodeMutant => ({
    ...{ kind: 'comparison', file, line, code: 'a < b;', start: 0, end: 1, from: '<', to: '<=' },
  });
  const tried = [
    { mutant: mutant('src/core/engine/monitors/x.ts', 3), by: 'test/x.test.ts' },
    { mutant: mutant('src/core/engine/y.ts', 10), by: null },
    { mutant: mutant('src/server/z.ts', 9), by: null },
    { mutant: mutant('src/core/engine/y.ts', 9), by: null },
    { mutant: mutant('src/server/w.ts', 1), by: NO_END },
  ];
  const all = tried.map((each) => each.mutant);
  const listed = (file: string): EquivalentCode => ({
    file,
    code: 'a < b;',
    what: '< became <=',
    because: 'as a test',
  });
  const sum = (list: readonly EquivalentCode[]) =>
    sumUpCode({ seed: 7, tried, rejected: 2, brokenTests: [] }, all, list);

  it('counts by folder, and lists what survived or never ended with file, line and change', () => {
    const outcome = sum([]);
    expect(outcome).toMatchObject({ mutants: 5, noticed: 2, equivalent: 0, share: 0.4, rejectedByTypes: 2 });
    expect(outcome.folders).toEqual([
      { folder: 'src/core/engine', mutants: 3, noticed: 1, equivalent: 0 },
      { folder: 'src/server', mutants: 2, noticed: 1, equivalent: 0 },
    ]);
    const text = renderCode(outcome, 61_000);
    expect(text).toContain('noticed    2 of 5 that are not equivalent: 40.0 %\n');
    expect(text).toContain('drawn      with seed 7; 2 more were not counted, because they do not compile\n');
    expect(text).toMatch(/survived \(3\)\n {2}src\/core\/engine\/y\.ts:9 .*\n {2}src\/core\/engine\/y\.ts:10 /);
    expect(text).toMatch(/src\/server\/z\.ts:9 +comparison +< became <=\n/);
    expect(text).toMatch(/did not end.* \(1\)\n {2}src\/server\/w\.ts:1 /);
  });

  it('does not count what is listed as equivalent', () => {
    const outcome = sum([listed('src/server/z.ts')]);
    expect(outcome).toMatchObject({ mutants: 5, noticed: 2, equivalent: 1, share: 0.5, faults: [] });
    expect(outcome.survivors.map(({ place }) => place)).toEqual(['src/core/engine/y.ts:9', 'src/core/engine/y.ts:10']);
  });

  it.each([
    ['does not exist', 'src/server/v.ts', 'does not exist'],
    ['is noticed', 'src/core/engine/monitors/x.ts', 'is noticed by test/x.test.ts'],
  ])('has an error if what is listed as equivalent %s', (_what, file, error) => {
    const { faults, equivalent } = sum([listed(file)]);
    expect([equivalent, faults]).toEqual([0, [expect.stringContaining(error)]]);
  });

  it('is good enough from 90 % on, unless a test fails without a mutant or the list is wrong', () => {
    const outcome = (noticed: number, brokenTests: readonly string[] = [], list: readonly EquivalentCode[] = []) =>
      isEnoughCode(
        sumUpCode(
          {
            seed: 1,
            tried: Array.from({ length: 10 }, (_, at) => ({
              mutant: mutant('a.ts', 1),
              by: at < noticed ? 't' : null,
            })),
            rejected: 0,
            brokenTests,
          },
          [],
          list,
        ),
      );
    expect([outcome(8), outcome(9), outcome(10)]).toEqual([false, true, true]);
    expect([outcome(10, ['t']), outcome(10, [], [listed('a.ts')])]).toEqual([false, false]);
  });
});
