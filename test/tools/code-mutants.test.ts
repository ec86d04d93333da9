import { describe, expect, it } from 'vitest';
import type { CodeMutant } from '../../tools/mutation/code-mutants.ts';
import { codeMutantsOf, mutated, shuffled } from '../../tools/mutation/code-mutants.ts';
import { isEnoughCode, renderCode, sumUpCode } from '../../tools/mutation/code-outcome.ts';
import { importersOf, relatedTests } from '../../tools/mutation/related-tests.ts';

/** Each kind and the broken text. */
function broken(text: string): string[] {
  return codeMutantsOf('a.ts', text).map((each) => `${each.kind}: ${mutated(text, each)}`);
}

describe('the mutants of a file', () => {
  it.each([
    ['a < b;', 'comparison: a <= b;'],
    ['(a) >= (b);', 'comparison: (a) > (b);'],
    ['a === b;', 'comparison: a !== b;'],
    ['f(7);', 'off by one: f(8);'],
    ['f(1_000);', 'off by one: f(1001);'],
    ['if (a) b();', 'negated condition: if (!(a)) b();'],
    ['f(a ? b : c);', 'negated condition: f(!(a) ? b : c);'],
    ['f(true);', 'swapped boolean: f(false);'],
    ['a && b;', 'swapped boolean: a || b;'],
    ['f();', 'removed statement: ;'],
    ["f('one');", "changed string: f('~one');"],
    [`f(\`one \${a} two\`);`, `changed string: f(\`~one \${a} two\`);`],
    [`f(\`one \${a} two\`);`, `changed string: f(\`one \${a}~ two\`);`],
    ["f('ü', '🙂', 3);", "off by one: f('ü', '🙂', 4);"],
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

  it('can be limited to the near ones', () => {
    expect(relatedTests('src/a.ts', importers, 1)).toEqual([['test/a.test.ts', 'test/b.test.ts']]);
  });
});

describe('the outcome', () => {
  const mutant = (file: string, line: number): CodeMutant => ({
    ...{ kind: 'comparison', file, line, start: 0, end: 1, from: '<', to: '<=' },
  });
  const tried = [
    { mutant: mutant('src/core/engine/monitors/x.ts', 3), by: 'test/x.test.ts' },
    { mutant: mutant('src/core/engine/y.ts', 10), by: null },
    { mutant: mutant('src/server/z.ts', 9), by: null },
    { mutant: mutant('src/core/engine/y.ts', 9), by: null },
  ];

  it('counts by folder, and lists what survived with file, line and change', () => {
    const outcome = sumUpCode(7, tried, 2, []);
    expect(outcome).toMatchObject({ mutants: 4, noticed: 1, share: 0.25, rejectedByTypes: 2 });
    expect(outcome.folders).toEqual([
      { folder: 'src/core/engine', mutants: 3, noticed: 1 },
      { folder: 'src/server', mutants: 1, noticed: 0 },
    ]);
    const text = renderCode(outcome, 61_000);
    expect(text).toContain('noticed    1 of 4: 25.0 %\n');
    expect(text).toContain('drawn      with seed 7; 2 more were not counted, because they do not compile\n');
    expect(text).toMatch(/survived \(3\)\n {2}src\/core\/engine\/y\.ts:9 .*\n {2}src\/core\/engine\/y\.ts:10 /);
    expect(text).toMatch(/src\/server\/z\.ts:9 +comparison +< became <=\n/);
  });

  it('is good enough from 90 % on, unless a test fails without a mutant', () => {
    const outcome = (noticed: number, brokenTests: readonly string[] = []) =>
      isEnoughCode(
        sumUpCode(
          1,
          Array.from({ length: 10 }, (_, at) => ({ mutant: mutant('a.ts', 1), by: at < noticed ? 't' : null })),
          0,
          brokenTests,
        ),
      );
    expect([outcome(8), outcome(9), outcome(10), outcome(10, ['t'])]).toEqual([false, true, true, false]);
  });
});
