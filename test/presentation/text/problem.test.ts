import { expect, test } from 'vitest';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { renderProblem } from '../../../src/presentation/text/problem.ts';

test('a problem shows terminal control characters in printable form', () => {
  const medium = { palette: PLAIN, columns: 200 };
  const bad = 'a\u001b[2Jb\u009b\r\u202e';
  const shown = renderProblem(
    { code: 'some-code', severity: 'error', what: bad, why: bad, where: bad, do: bad },
    medium,
  );
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(shown.match(/a<U\+001B>\[2Jb<U\+009B><U\+000D><U\+202E>/g)).toHaveLength(4);
});
