/** The files of an upgrade, with any text in them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAnswers } from '../../../src/core/config/answers-file/answers.ts';
import { ANSWERS_EXAMPLE } from '../../../src/core/config/answers-file/example.ts';
import { parseChecks } from '../../../src/core/config/checks-file/checks.ts';
import { CHECKS_EXAMPLE } from '../../../src/core/config/checks-file/example.ts';
import type { Problem } from '../../../src/core/problem.ts';

interface Parsed {
  readonly isUsable: boolean;
  readonly problems: readonly Problem[];
}

const FILES: readonly { noun: string; parse: (text: string) => Parsed; example: string; words: readonly string[] }[] = [
  {
    noun: 'answers file',
    parse: (text) => {
      const { answers, problems } = parseAnswers(text, 'file.yaml');
      return { isUsable: answers !== null, problems };
    },
    example: ANSWERS_EXAMPLE,
    words: [
      ...[
        'steps',
        'satisfied',
        'accept data loss',
        'on failure',
        'way back',
        'do',
        'confirm',
        'skip',
        'run',
        'by-hand',
      ],
      ...['yes', 'no', 'stop', 'back', 'abort', 'a reason'],
    ],
  },
  {
    noun: 'checks file',
    parse: (text) => {
      const { checks, problems } = parseChecks(text, 'file.yaml');
      return { isUsable: checks !== null, problems };
    },
    example: CHECKS_EXAMPLE,
    words: ['./check', '/usr/bin/check', "'C:\\x'", 'systemctl', '--flag', 'a b'],
  },
];

/** Words of the file in any order reach the edge cases of a parser much sooner than random characters. */
const PIECES = [
  ...['1', '"1"', '9', '10', '10a', '10A', '11', '01', '12', '~', 'true', ': ', ':', '- ', ', ', '[', ']', '{', '}'],
  ...['\n', '\n  ', '\n    ', '\t', '"', "'", '#', '&a ', '*a', '!!str ', '!!int ', '|', '>', '? ', '---\n', '...\n'],
  ...['%YAML 1.1\n', '<<', '\u0000', '\uFEFF', '\u{1F600}', '\ud800', '\u202e', '\u00a0'],
];

describe.each(FILES)('the $noun', ({ parse, example, words }) => {
  const piece = fc.constantFrom(...PIECES, ...words);
  const yamlish = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
  const good = example.replace(/^ *#.*\n/gm, '');
  const nearlyGood = fc
    .tuple(fc.nat(good.length), fc.nat(20), fc.array(piece, { maxLength: 4 }))
    .map(([at, cut, put]) => good.slice(0, at) + put.join('') + good.slice(at + cut));
  const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), yamlish, nearlyGood);

  it('may have any text: each problem has a place, a reason and a next step', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { isUsable, problems } = parse(text);
        expect(isUsable).toBe(!problems.some(({ severity }) => severity === 'error'));
        for (const problem of problems) {
          expect(problem.where).toMatch(/^file\.yaml:[1-9]\d*:[1-9]\d*$/);
          for (const said of [problem.what, problem.why, problem.do]) expect(said).not.toMatch(/^$|undefined|\[object/);
          expect(problem.what + problem.do).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it.each(['1: run\n', 'x: y\n', '{', '[', '- ', '&a ', '*a ', '"', '? ', '!!x '])(
    'takes a moment for 64 KiB of %j',
    (each) => {
      const text = each.repeat(Math.floor((64 * 1024) / each.length) - 10);
      for (const hostile of [text, `steps:\n  1: ${text}`, `steps: {${text}`]) {
        const began = performance.now();
        parse(hostile);
        expect(performance.now() - began).toBeLessThan(10_000);
      }
    },
  );
});
