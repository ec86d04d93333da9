import { describe, expect, test } from 'vitest';
import { parsePairFile } from '../../../../src/core/config/pair-file/parse.ts';

const GOOD = `pair: contact-centre
servers:
  A: { name: alpha, address: 10.0.0.1:3633 }
  B: { name: beta, address: 10.0.0.2:3633 }
programs:
`;
const USERS = `\${CONFIG}\\Users`;

function problemsOf(lines: string): string[] {
  const { pairFile, problems } = parsePairFile(GOOD + lines, 'pair.yaml');
  if (problems.length > 0) expect(pairFile).toBeNull();
  return problems.map(({ code, where }) => `${code} ${where?.replace(/^pair\.yaml:?/, '')}`);
}

describe('an invalid list of programs', () => {
  test.each([
    ['a map where a list is meant', '  name: dialer\n', ['type-wrong 6:3']],
    ['an item that is no map', '  - dialer\n', ['type-wrong 6:5']],
    ['a program without a name', '  - { write: [] }\n', ['key-missing 6:5']],
    ['a misspelt key', '  - { name: dialer, sockt: /run/a }\n', ['key-unknown 6:21']],
    ['a name that is a path', '  - { name: ../dialer }\n', ['program-key-invalid 6:13']],
    ['a name with a blank', '  - { name: my dialer }\n', ['program-key-invalid 6:13']],
    ['two programs of one name', '  - { name: dialer }\n  - { name: Dialer }\n', ['program-duplicate 7:13']],
    [
      'two programs on one socket',
      '  - { name: a, socket: /run/s }\n  - { name: b, socket: /run/s }\n',
      ['program-duplicate 7:24'],
    ],
    [
      'a socket that no system can make',
      `  - { name: a, socket: /${'é'.repeat(45)} }\n`,
      ['socket-path-too-long 6:24'],
    ],
    ['permissions as a number', '  - { name: a, mode: 660 }\n', ['type-wrong 6:22']],
    ['permissions that are none', "  - { name: a, mode: '0680' }\n", ['program-key-invalid 6:22']],
    ['a group that looks like a flag', "  - { name: a, group: '--help' }\n", ['program-key-invalid 6:23']],
    ['a path that is no list', `  - { name: a, read: '${USERS}' }\n`, ['type-wrong 6:22']],
    ['a path without a root', '  - { name: a, write: [Users] }\n', ['tree-path-root 6:24']],
    ['a path with an empty name', `  - { name: a, read: ['${USERS}\\\\Joe'] }\n`, ['tree-path-name 6:23']],
  ])('%s', (_, lines, expected) => {
    expect(problemsOf(lines)).toEqual(expected);
  });
});

test('a program has its defaults: everything to read, nothing to change, a socket for the user of the server alone', () => {
  const { pairFile } = parsePairFile(`${GOOD}  - { name: dialer }\n`, 'pair.yaml');
  expect(pairFile?.programs).toEqual([
    { name: 'dialer', socket: 'programs/dialer.sock', read: null, write: [], mode: 0o600, group: null },
  ]);
});

test('an empty list of paths allows nothing, which is not the same as none', () => {
  const { pairFile } = parsePairFile(
    `${GOOD}  - { name: dialer, read: [], mode: '660', group: '1000' }\n`,
    'pair.yaml',
  );
  expect(pairFile?.programs).toMatchObject([{ read: [], mode: 0o660, group: '1000' }]);
});

test('a section without anything in it means no programs', () => {
  expect(parsePairFile(GOOD, 'pair.yaml').pairFile?.programs).toEqual([]);
});
