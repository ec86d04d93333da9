import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../src/core/simulation/scenario/parse.ts';
import type { Scenario } from '../../../../src/core/simulation/scenario/scenario.ts';

const START = 'title T\n';
const END = '\nend at 5:00\n';

function read(text: string): Scenario {
  const { scenario, problems } = parseScenario(text, 's.scenario');
  if (scenario === null) throw new Error(JSON.stringify(problems, null, 2));
  return scenario;
}

/** `code line:column` of everything that is wrong. */
function wrong(text: string): string[] {
  return parseScenario(text, 's.scenario').problems.map(
    ({ code, where }) => `${code} ${where?.replace('s.scenario:', '')}`,
  );
}

describe('a scenario', () => {
  it('consists of a title, prose, settings, a beginning, events, expectations and an end', () => {
    const scenario = read(
      [
        '# a licence, or a name',
        'title  The cable of the backup  is pulled ',
        '# B loses its network',
        '# for a minute.',
        '#',
        '# It does not matter.',
        '',
        '# for the reader alone',
        'set switchover disable gateway ping = no',
        'set Switchover Reconnect Timeout = 45',
        'begin with B active',
        '',
        'at 0:30 the cable of B is pulled for 60 s',
        '# in between',
        'at 1:02:03.5 an operator lets B rejoin',
        'expect B concludes backup-cut-off between 0:30 and 2:00',
        '  expect   nobody becomes   active',
        'end at 2:00:00',
      ].join('\r\n'),
    );
    expect(scenario).toEqual({
      title: 'The cable of the backup  is pulled',
      prose: ['B loses its network for a minute.', 'It does not matter.'],
      parameters: { 'Switchover Disable Gateway Ping': false, 'Switchover Reconnect Timeout': 45 },
      beginning: 'B',
      seed: 0,
      repairedAtMs: null,
      events: [
        { atMs: 30_000, fault: { kind: 'cable', server: 'B', forMs: 60_000 }, line: 13 },
        { atMs: 3_723_500, fault: { kind: 'rejoin', server: 'B' }, line: 15 },
      ],
      expectations: [
        {
          expectation: { is: 'concludes', server: 'B', verdict: 'backup-cut-off', between: [30_000, 120_000] },
          line: 16,
          text: 'B concludes backup-cut-off between 0:30 and 2:00',
        },
        {
          expectation: { is: 'not-becoming-active', server: null },
          line: 17,
          text: 'nobody becomes   active',
        },
      ],
      endsAtMs: 7_200_000,
    });
  });

  it.each([
    ['30 s', 30_000],
    ['30s', 30_000],
    ['1.5 min', 90_000],
    ['200 ms', 200],
    ['0.001s', 1],
    ['24 h', 86_400_000],
  ])('accepts %j as a duration', (duration, forMs) => {
    expect(read(`${START}at 0:00 A freezes for ${duration}${END}`).events[0]?.fault).toEqual({
      kind: 'freeze',
      server: 'A',
      forMs,
    });
  });

  it.each([
    ['at 0:3 A freezes', '0:3'],
    ['at 00:60 A freezes', '00:60'],
    ['at 30 A freezes', '30'],
    ['at -0:30 A freezes', '-0:30'],
    ['at 1:2:03 A freezes', '1:2:03'],
  ])('does not accept %j as a time', (line, word) => {
    const { problems } = parseScenario(`${START}${line}${END}`, 's.scenario');
    expect(problems).toEqual([
      {
        code: 'story-time-unknown',
        severity: 'error',
        what: `"${word}" does not fit here`,
        why: 'expected here: a time such as 1:30',
        where: 's.scenario:2:4',
        do: 'docs/simulation.md lists every sentence that a scenario can use',
      },
    ]);
  });

  it.each([
    ['at 0:30 the cable of B is puled for 60 s', '2:27', 'did you mean "pulled"?'],
    ['at 0:30 the cabel of B is pulled', '2:13', 'did you mean "cable"?'],
    ['at 0:30 the cable of C is pulled', '2:22', null],
    ['at 0:30 the cable of B is pulled for 60', '2:40', null],
    ['at 0:30 the cable of B is pulled for 60 seconds', '2:41', null],
    ['at 0:30 the cable of B is pulled for ever', '2:38', null],
    ['at 0:30 the cable of B is pulled 60 s', '2:34', null],
    ['at 0:30 the cable of B is pulled for 60 s now', '2:43', null],
    ['at 0:30', '2:8', null],
    ['at', '2:3', null],
    ['at 0:30 A is restarted with --force-bakcup', '2:29', 'did you mean "--force-backup"?'],
    ['at 0:30 101 % of packets are lost', '2:9', null],
    ['at 0:30 0 % of packets are lost', '2:9', null],
    ['at 0:30 A freezes for 25 h', '2:23', null],
    ['expect B is baskup at 1:00', '2:13', 'did you mean "backup"?'],
    ['expect B becomes active becuase manual', '2:25', 'did you mean "because"?'],
    ['expect B becomes active because manaul', '2:33', 'did you mean "manual"?'],
    ['expect B is backup', '2:19', null],
    ['expect', '2:7', null],
    ['mend when 1:00', '2:6', null],
    ['seed many', '2:6', null],
  ])('says where the mistake in %j is', (line, where, hint) => {
    const { problems } = parseScenario(`${START}${line}${END}`, 's.scenario');
    expect(problems.map((each) => each.where)).toEqual([`s.scenario:${where}`]);
    if (hint !== null) expect(problems[0]?.do).toBe(hint);
  });

  it.each([
    ['', ['story-empty 1:1']],
    ['# only a comment', ['story-empty 1:1']],
    ['title T', ['story-end-missing 1:1']],
    ['end at 5:00', ['story-title-missing 1:1']],
    ['title\nend at 5:00', ['story-title-wrong 1:6']],
    [`title ${'x'.repeat(121)}\nend at 5:00`, ['story-title-wrong 1:7']],
    ['title A\ntitle B\nend at 5:00', ['story-title-twice 2:1']],
    [`${START}end at 5:00\nend at 6:00`, ['story-end-twice 3:1']],
    [`${START}end at 5:00 sharp`, ['story-end-unknown 2:13', 'story-end-missing 2:1']],
    [`${START}end at 0:00`, ['story-length 2:8']],
    [`${START}end at 24:00:01`, ['story-length 2:8']],
    [`${START}at 0:30 A freezes\nat 0:29 B freezes${END}`, ['story-order 3:4']],
    [`${START}at 0:30 A freezes\nset Switchover Reconnect Timeout = 3${END}`, ['story-order 3:1']],
    [`${START}at 0:30 A freezes\nbegin with B active${END}`, ['story-order 3:1']],
    [`${START}begin with B active\nbegin with B active${END}`, ['story-order 3:1']],
    [`${START}begin with C active${END}`, ['story-beginning-unknown 2:7']],
    [`${START}when 0:30 A freezes${END}`, ['story-keyword-unknown 2:1']],
    [`${START}set Switchover Reconect Timeout = 3${END}`, ['parameter-unknown 2:5']],
    [`${START}set reconnect-timeout = 3${END}`, ['parameter-short-name 2:5']],
    [`${START}set Switchover Reconnect Timeout 3${END}`, ['story-set-wrong 2:5']],
    [`${START}set Switchover Reconnect Timeout = 3 s${END}`, ['value-has-unit 2:36']],
    [`${START}set Switchover Reconnect Timeout =${END}`, ['value-empty 2:35']],
    [
      `${START}set Switchover Reconnect Timeout = 3\nset switchover reconnect timeout = 4${END}`,
      ['story-set-twice 3:5'],
    ],
    [`${START}at 5:01 A freezes${END}`, ['story-after-end 2:4']],
    [`${START}mend at 5:01${END}`, ['story-after-end 2:9']],
    [`${START}expect A is active at 5:01${END}`, ['story-after-end 2:8']],
    [`${START}expect A is active from 2:00 to 1:00${END}`, ['story-backwards 2:8']],
    [`${START}at 0:10 A\u0007 freezes${END}`, ['story-control-character 2:10']],
    ['x'.repeat(300_000), ['file-too-large 1:1']],
  ])('is rejected: %j', (text, problems) => {
    expect(wrong(text)).toEqual(problems);
  });

  it('gets every mistake reported, not only the first, up to a limit', () => {
    expect(wrong(`${START}at 0:01 A frezes\nat 0:02 B frezes\nexpect nobody${END}`)).toHaveLength(3);
    expect(wrong(`${START}${'nonsense\n'.repeat(10_000)}${END}`).length).toBeLessThanOrEqual(51);
  });

  it('is parsed from any text without throwing', () => {
    const word = fc.constantFrom(
      'at',
      'expect',
      '0:30',
      'A',
      'B',
      'is',
      'killed',
      'for',
      '3 s',
      'end',
      'set',
      '=',
      '#',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 40 }).map((words) => words.join(' ')),
        ),
        (text) => {
          const { scenario, problems } = parseScenario(text, 's.scenario');
          return (scenario === null) === problems.length > 0;
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
