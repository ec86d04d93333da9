import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseScenario } from '../../../../src/core/simulation/scenario/parse.ts';
import { ROOT } from '../../../support/cli.ts';

const GOLDEN = join(ROOT, 'test', 'core', 'simulation', 'scenario', 'words.golden.txt');

/** Lines that are wrong between a title and an end. */
const LINES: readonly string[] = [
  ...[
    'at 0:3 A freezes',
    'at 0:30 the cable of B is puled for 60 s',
    'at 0:30 the cable of C is pulled',
    'at 0:30',
    'at',
  ],
  ...[
    'at 0:30 the cable of B is pulled for 60',
    'at 0:30 the cable of B is pulled for 60 s now',
    'at 0:30 A freezes for 25 h',
  ],
  ...[
    'at 0:30 A is restarted with --force-bakcup',
    'at 0:30 101 % of packets are lost',
    'at 0:30 20 of packets are lost',
  ],
  ...['at 0:30 an operator sets Switchover TS Timeout = 1', 'at 0:30 an operator sets Switchover TS Timeout'],
  ...['at 0:30 an operator sets Handler Path = x', 'at 0:30 an operator sets Switchover TS Timout = 20'],
  ...[
    'expect B is baskup at 1:00',
    'expect B becomes active because manaul',
    'expect B decides by rule 1000',
    'expect',
    'expect nobody',
  ],
  ...[
    'at 0:30 A freezes\nat 0:29 B freezes',
    'at 0:30 A freezes\nset Switchover Reconnect Timeout = 3',
    'begin with C active',
  ],
  ...[
    'begin with B active\nbegin with B active',
    'when 0:30 A freezes',
    'set Switchover Reconect Timeout = 3',
    'set reconnect-timeout = 3',
  ],
  ...[
    'set Switchover Reconnect Timeout 3',
    'set Switchover Reconnect Timeout =',
    'set Switchover Reconnect Timeout = 3 s',
  ],
  ...[
    'set Switchover Reconnect Timeout = 3\nset switchover reconnect timeout = 4',
    'at 5:01 A freezes',
    'mend at 5:01',
  ],
  ...[
    'expect A is active at 5:01',
    'expect A is active from 2:00 to 1:00',
    'at 0:10 A\u0007 freezes',
    'seed many',
    'mend when 1:00',
    'title U',
  ],
];

const TEXTS: readonly string[] = [
  ...['', '# only a comment', 'title T', 'end at 5:00', 'title\nend at 5:00', `title ${'x'.repeat(121)}\nend at 5:00`],
  ...[
    'title T\nend at 0:00',
    'title T\nend at 24:00:01',
    'title T\nend at 5:00 sharp',
    'title T\nend at 5:00\nend at 6:00',
  ],
  ...['x'.repeat(300_000), `title T\n${'nonsense\n'.repeat(60)}end at 5:00`],
];

function described(text: string): string {
  const { problems } = parseScenario(text, 's.scenario');
  const shown = JSON.stringify(text.length > 200 ? `${text.slice(0, 20)}… (${text.length})` : text);
  const lines = problems
    .slice(-3)
    .flatMap(({ code, severity, where, what, why, do: next }) => [
      `  ${severity} ${code}, ${where}`,
      ...[what, why ?? '-', next].map((each) => `    ${each}`),
    ]);
  return [`${shown}: ${problems.length}`, ...lines].join('\n');
}

it('what is said of every mistake in a scenario is the reviewed text', () => {
  const mistakes = [...LINES.map((line) => `title T\n${line}\nend at 5:00`), ...TEXTS].map(described);
  const said = `${mistakes.join('\n')}\n`;
  if (process.env.UPDATE === '1') writeFileSync(GOLDEN, said);
  expect(said, 'rewrite with UPDATE=1, and review the difference').toBe(readFileSync(GOLDEN, 'utf8'));
});
