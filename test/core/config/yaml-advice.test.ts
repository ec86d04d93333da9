/** What to do about text that is not the YAML of a pair file or parameter file: advice for each frequent mistake. */
import { expect, it } from 'vitest';
import { readParameterFile } from '../../../src/core/config/parameter-file/read.ts';

it.each([
  ['a tab as indentation', 'a:\n\tb: 1\n', 'a tab is used for indentation', 'replace it with spaces'],
  ['a second document', 'a: 1\n---\nb: 2\n', 'a second YAML document starts here', 'remove the "---" line'],
  ['a tag', 'a: !secret b\n', 'this YAML tag is not supported', 'remove the word that starts with "!"'],
  ['an open quote', 'a: "b\n', 'this is not valid YAML', 'check quotes, brackets, colons and indentation there'],
])('%s has its own advice', (_what, text, what, todo) => {
  const { problems } = readParameterFile(new TextEncoder().encode(text), 'p.yaml');
  expect(problems).toContainEqual(expect.objectContaining({ what, do: todo }));
});
