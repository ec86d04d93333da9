import { expect, test } from 'vitest';
import { parsePairFile } from '../../../../src/core/config/pair-file/parse.ts';

const GOOD = `pair: contact-centre
servers:
  A: { name: alpha, address: 10.0.0.1:3633 }
  B: { name: beta, address: 10.0.0.2:3633 }
`;

test.each([
  ['', { everyMs: 86_400_000, keep: 7 }],
  ['backups:\n', { everyMs: 86_400_000, keep: 7 }],
  ['backups: { every: 6, keep: 28 }\n', { everyMs: 21_600_000, keep: 28 }],
  ['backups: { every: 0 }\n', { everyMs: 0, keep: 7 }],
])('backups are made as %j says', (lines, backups) => {
  expect(parsePairFile(GOOD + lines, 'pair.yaml').pairFile?.backups).toEqual(backups);
});

test.each([
  ['backups: 24\n', 'type-wrong'],
  ['backups: { every: daily }\n', 'value-not-a-number'],
  ['backups: { every: 8761 }\n', 'value-too-large'],
  ['backups: { keep: 0 }\n', 'value-too-small'],
  ['backups: { kept: 7 }\n', 'key-unknown'],
])('%j is reported', (lines, code) => {
  const { pairFile, problems } = parsePairFile(GOOD + lines, 'pair.yaml');
  expect([pairFile, problems.map((problem) => problem.code)]).toEqual([null, [code]]);
});
