import { expect, test } from 'vitest';
import { parsePairFile } from '../../../src/core/config/pair-file/parse.ts';
import { hashOfPairFile } from '../../../src/operations/runbooks/prepare.ts';

function hashWith({ release, limit = 60 }: { release: string; limit?: number }): string {
  const server = (name: string, port: number): string =>
    `{ name: ${name}, address: 127.0.0.1:${port}, release: ${release} }`;
  const text = `pair: p
servers: { A: ${server('alpha', 4001)}, B: ${server('beta', 4002)} }
service: { run: local, stop: /bin/true, time limit: ${limit} }
`;
  const { pairFile, problems } = parsePairFile(text, 'pair.yaml');
  expect(problems).toEqual([]);
  return hashOfPairFile({ pairFile: pairFile! });
}

test('a release that the operator changes in the pair file during an upgrade does not count as another pair file', () => {
  expect(hashWith({ release: '"2"' })).toBe(hashWith({ release: '"1"' }));
});

test('other commands count as another pair file', () => {
  const before = hashWith({ release: '"1"' });
  expect(hashWith({ release: '"1"', limit: 61 })).not.toBe(before);
  expect(hashWith({ release: '{ command: [/bin/echo, x] }' })).not.toBe(before);
});
