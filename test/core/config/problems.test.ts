import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { problemsOfMirrorLists } from '../../../src/core/config/mirror-lists/mirror-lists.ts';
import { parsePairFile } from '../../../src/core/config/pair-file/parse.ts';
import { parseServerFlags } from '../../../src/core/config/pair-file/server-flag.ts';
import { readParameterFile } from '../../../src/core/config/parameter-file/read.ts';
import { checkValues } from '../../../src/core/config/parameter-file/values.ts';
import { findParameter, type ParameterValues } from '../../../src/core/config/parameters/catalogue.ts';
import { assignmentsIn } from '../../../src/core/config/parameters/command-line.ts';
import { OTHER_NAMES } from '../../../src/core/config/parameters/other-names.ts';
import { type ListGrammar, problemsOfList } from '../../../src/core/config/parameters/problems-of-list.ts';
import { checkTogether } from '../../../src/core/config/parameters/rules.ts';
import { unknownParameter } from '../../../src/core/config/parameters/unknown-parameter.ts';
import { parseValue } from '../../../src/core/config/parameters/value.ts';
import type { Problem } from '../../../src/core/problem.ts';
import { ROOT } from '../../support/cli.ts';

const GOLDEN = join(ROOT, 'test', 'core', 'config', 'problems.golden.txt');
const raw = String.raw;

/** The two signs stand for those of a placeholder, which no string of ours shall look like. */
const path = (text: string): string => text.replaceAll('«', '${').replaceAll('»', '}');

const LISTS: Readonly<Record<ListGrammar, readonly string[]>> = {
  directories: [
    ...[
      raw`D:\a;;D:\b`,
      raw`D:\a; + ;D:\b`,
      'Data',
      raw`+..\Data`,
      raw`\I3\IC`,
      'D:',
      raw`++D:\Data`,
      raw`%ICROOT%\Data`,
    ],
    ...[raw`\\server\share`, raw`D:\a|b`, raw`D:\a*`, raw`D:\a\..\b`, raw`D:\a.`, raw`D:\CON`, raw`D:\a,E:\b`],
    ...[raw`D:\Data;d:\data`, raw`D:\Data;+D:\Data`, raw`+D:\Data;D:\Data\x`, raw`D:\I3\IC\Work`, raw`D:\I3\IC\Logs`],
    ...[
      raw`+D:\I3\IC`,
      raw`+D:\ `,
      '+/',
      raw`C:\Windows`,
      raw`D:\I3\IC\Recordings`,
      'D:\\a\u0000b',
      'D:\new\table',
      'D:\u202edata',
      '/srv/a\nb',
    ],
  ],
  'excluded-directories': [raw`D:\I3;;x`],
  extensions: ['txt;;gif', '*.txt', '*', 'txt, gif', 't?t', '..txt', raw`D:\a.txt`, 'txt;TXT', 't\u0000xt'],
  'ds-paths': [
    ...[
      '«CONFIG»\\Users;;«CONFIG»\\Roles',
      'Users',
      '\\«CONFIG»\\Users',
      '«CONFIG»/Users',
      '«CONFIG»Users',
      '$CONFIG\\Users',
    ],
    ...[
      '«CONFIG»\\Users/Bob',
      '«CONFIG»\\*',
      '«CONFIG»\\Users\\..\\Roles',
      '«CONFIG»\\Users,«CONFIG»\\Roles',
      '«CONFG»\\Users',
    ],
    ...['«CONFIG»\\Users;«config»\\USERS', '«CONFIG»\\Users\\Bob;«CONFIG»\\Users', '«CONFIG»\\a\n«CONFIG»\\b'],
  ].map(path),
  'attribute-exceptions': [
    ...['User(a);;Workgroup(b)', 'User', 'User(a', 'User)a(', 'User((a))', '(a, b)', 'User(a), Workgroup(b)', 'User()'],
    ...['User(a,,b)', 'User(a; b; c);Workgroup(d)', 'User(a*)', raw`User\Bob(a)`, 'User(a\u0000)', 'User(a, A)'],
    'User(a);user(b)',
  ],
};

/** The lists of mirrored directories, together. */
const MIRRORED: readonly (readonly [custom: string, initial: string])[] = [
  [raw`D:\Data`, ''],
  [raw`D:\I3\IC\Server\Data;D:\I3\IC\Reports;D:\I3\IC\Handlers\Custom;+D:\Data`, raw`D:\Data\x`],
];

const VALUES: Readonly<Record<string, readonly string[]>> = {
  'Switchover TS Timeout': [
    ...['', 'ten', '10.5', '10,5', '10s', '50%', '4', '-10', '61', '1\u0000', '1\n2', '1'.repeat(5_000)],
  ],
  'Switchover Disable Gateway Ping': ['', 'maybe', 'ja', '2', 'tru', 'false!'],
  'Switchover NetTest A': ['', 'a b', '-host', '10.0.0.256', 'host:80', 'http://host', 'a..b', 'ä', 'x'.repeat(300)],
  'Switchover QoS DSCP': ['64', 'EF!', 'AF45', '-1'],
  'Switchover Monitoring': ['', 'TCP', 'ip ts'],
  'SwitchoverServer A': ['', '10.0.0.1', 'alpha.example.org', 'al pha', 'x'.repeat(70)],
  'Server A Address': ['alpha', '10.0.0', '0.0.0.0', '127.0.0.1'],
  'Handler Path': ['', '.', raw`C:\a|b`],
};

const BOTH_TESTED = { 'Switchover NetTest A': 'near-b', 'Switchover NetTest B': 'near-a' } as const;
const NAMES = { 'SwitchoverServer A': 'ICServer1', 'SwitchoverServer B': 'ICServer2' } as const;

const TOGETHER: readonly ParameterValues[] = [
  { 'SwitchoverServer A': 'Alpha', 'SwitchoverServer B': 'alpha.example.org' },
  { 'Server A Address': '10.0.0.1', 'Server B Address': '::ffff:10.0.0.1' },
  { 'SwitchoverServer A': 'alpha' },
  { 'Server B Address': '10.0.0.2' },
  { ForceSwitchoverFQDNs: true },
  { ForceSwitchoverFQDNs: true, 'SwitchoverServerFQDN A': 'a.example.org' },
  { ForceSwitchoverFQDNs: true, 'SwitchoverServerFQDN A': 'a.example.org', 'SwitchoverServerFQDN B': 'A.EXAMPLE.ORG' },
  { 'SwitchoverServerFQDN A': 'a.example.org', 'SwitchoverServerFQDN B': 'b.example.org' },
  { 'Switchover NetTest B': 'near-a' },
  { ...NAMES, ...BOTH_TESTED, 'Switchover NetTest A': 'icserver2' },
  { ...NAMES, ...BOTH_TESTED, 'Switchover NetTest B': 'ICSERVER2' },
  { 'Switchover NetTest Timeout': 1 },
  { 'Switchover Use QoS for Ping': true },
  { 'Switchover QoS DSCP': 34 },
  { 'Mail Interaction Recovery Filter Enabled': true },
  { 'Switchover Unreachable Primary Ping Delay': 5 },
  { 'Switchover IP Retry Delay': 2 },
  { 'Switchover Monitoring': 'IP', 'Switchover TS Timeout': 20 },
  { 'Switchover Unreachable Primary Ping Count': -1 },
  { 'Switchover Reconnect Timeout': 0 },
  { 'Switchover Notifier Reconnect Delay': 31 },
  { 'Switchover Primary Monitor Timeout': 15 },
  { 'Switchover Monitoring': 'IP', 'Switchover IP Timeout': 5, 'Switchover Primary Monitor Timeout': 10 },
  { CustomMirrorDir: '+D:\\I3\\IC\\Flows', InitialMirrorDir: 'd:\\i3\\ic\\flows\\old;+D:\\I3\\IC\\Flows' },
  { 'Custom Upgrade Synchronization Directories': path('«CONFIG»\\handlers\\x') },
  { 'Custom Upgrade File Synchronization Directories': '+C:\\I3\\IC\\Flows; +D:\\I3\\IC\\HANDLERS' },
  { 'Handler Path': '\\Our\\Scripts', 'Custom Upgrade File Synchronization Directories': 'd:\\our\\scripts\\x' },
  { 'Switchover Upgrade Higher DS Exclusions': path('«CONFIG»\\Phones') },
  { 'Switchover Upgrade Higher File Exclusions': 'D:\\I3\\IC\\Handlers' },
];

/** Names that are none, or no longer. */
const UNKNOWN: readonly string[] = [
  ...OTHER_NAMES.map(({ name }) => name),
  ...[
    'colour',
    'Timeout',
    'Reconnect Timeout',
    'Ping',
    'Switchover',
    'Switchover Reconect Timeout',
    'reconnect-timeout',
    'max',
  ],
  ...[
    'Switchover\u00a0TS Timeout',
    'Switchover TS Timeout\u200b',
    'Switchöver TS Timeout',
    'TS\tTimeout',
    'x'.repeat(100),
    'Switchover '.repeat(10),
  ],
];

const ASSIGNMENTS: readonly (readonly string[])[] = [
  ['Switchover Reconect Timeout', '5'],
  ['Reconnect Timeout', '5'],
  ['colour', 'red'],
  ['Switchover Reconnect Timeout'],
  ['reconnect-timeout', '5', 'Switchover Reconnect Timeout=6'],
  ['=5'],
];

const A = 'A: { name: alpha, address: 10.0.0.1 }';
const B = 'B: { name: beta, address: 10.0.0.2 }';
const server = (text: string): string => `pair: p\nservers:\n  A: ${text}\n  ${B}\n`;
const beside = (text: string): string =>
  `${text.startsWith('pair:') ? '' : 'pair: p\n'}servers:\n  ${A}\n  ${B}\n${text}\n`;

const PAIR_FILES: readonly string[] = [
  ...['', 'hello\n', '- a\n', 'servers:\n  A: {\n', '\tservers: 1\n', 'servers: 1\nservers: 2\n', 'a: &x 1\nb: *x\n'],
  ...['servers:\n', `servers:\n  ${A}\n`, `servers:\n  ${A}\n  C: { name: c, address: c }\n`, `servers: [${A}]\n`],
  ...[
    ...[
      'alpha',
      '{}',
      '{ name: 10.0.0.1, address: a }',
      '{ name: alpha.example.org, address: a }',
      '{ name: al pha, address: a }',
    ],
    ...[
      '{ name: b, address: a }',
      '{ name: 12, address: a }',
      '{ name: "", address: a }',
      '{ name: alpha, adress: a }',
    ],
    ...[
      '{ name: alpha, address: a, colour: red }',
      '{ name: alpha, name: alpha, address: a }',
      '{ name: "al\\0pha", address: a }',
    ],
    ...['{ name: beta, address: a }', '{ name: alpha, address: 10.0.0.2 }', '{ name: alpha, address: "alpha:0" }'],
    ...[
      '{ name: alpha, address: "alpha:http" }',
      '{ name: alpha, address: ":3633" }',
      '{ name: alpha, address: "-alpha:3633" }',
    ],
    ...[
      '{ name: alpha, address: a, release: 2021 }',
      '{ name: alpha, address: a, data: "" }',
      '{ name: alpha, address: 0.0.0.0 }',
    ],
  ].map(server),
  ...[
    ...[
      'server: {}',
      'hooks: { fence: "" }',
      'hooks: { fence: [] }',
      'hooks: { fence: relative }',
      'hooks: { fencing: /f }',
      'hooks: { timeout: 0 }',
    ],
    ...[
      'module: {}',
      'module: { name: x }',
      'module: { name: x, probe: [] }',
      'module: { name: x, probe: { tcp: 0 } }',
    ],
    ...['parameters: [1]', 'parameters: { Switchover Reconnect Timeout: 400 }', 'parameters: { reconnect-timeout: 5 }'],
    ...[
      'parameters: { Switchover Reconect Timeout: 5 }',
      'parameters: { Switchover Reconnect Timeout: 1 }',
      'parameters:\n  CustomMirrorDir: "D:\\Data"',
    ],
    ...['pair: ""', 'pair: 1', 'tls: {}', 'port: 1'],
  ].map(beside),
];

const GOOD_FLAGS = { A: 'alpha=10.0.0.1', B: 'beta=10.0.0.2' } as const;

const SERVER_FLAGS: readonly Partial<Record<'A' | 'B', string>>[] = [
  ...[
    { A: 'alpha' },
    { B: '' },
    { A: '=10.0.0.1' },
    { A: 'alpha=' },
    { A: '10.0.0.1=10.0.0.1' },
    { A: 'a b=10.0.0.1' },
  ],
  ...[
    { B: 'ALPHA=10.0.0.2' },
    { B: 'beta=10.0.0.1' },
    { B: 'beta=beta:0' },
    { A: 'x'.repeat(100) },
    { A: 'x', B: 'y' },
  ],
];

const PARAMETER_FILES: readonly string[] = [
  ...['', 'hello\n', '- a\n', '[{"a":1}]', 'null\n', '{"a": 1', 'a: b: c\n', 'CustomMirrorDir: "D:\\Data"\n'],
  ...[
    'parameters:\n  Switchover Reconnect Timeout: 30\n',
    'Switchover Reconnect Timeout:\n  a: 1\n',
    'Switchover Reconnect Timeout: [1, 2]\n',
  ],
  ...[
    '[a]: 1\n',
    'Switchover Reconnect Timeout: ~\n',
    '{"Switchover Reconnect Timeout": null}',
    'Switchover Reconnect Timeout:\n',
  ],
  ...[
    'Switchover Reconnect Timeout: 1\nSwitchover Reconnect Timeout: 2\n',
    'reconnect-timeout: 5\n',
    'Switchover TS Timeout: 900\n',
  ],
  ...[
    'Switchover Reconnect Timeout: 1\nSwitchover Reconect Timeout: 1\n',
    'a: &x 1\nb: *x\n',
    'Switchover Reconnect Timeout: !!int 5\n',
    '%YAML 9\n---\na: 1\n',
  ],
];

function described(of: string, problems: readonly Problem[]): string {
  const shown = JSON.stringify(of.length > 200 ? `${of.slice(0, 20)}… (${of.length})` : of);
  const lines = problems.flatMap(({ severity, code, where, what, why, do: next }) => [
    `  ${severity} ${code}, ${where ?? 'nowhere'}`,
    ...[what, why ?? '-', next].map((each) => `    ${each.replaceAll('\u0000', '\\0')}`),
  ]);
  return [shown, ...(lines.length === 0 ? ['  no problem'] : lines)].join('\n');
}

function valueProblems(name: string, text: string): readonly Problem[] {
  const parsed = parseValue(findParameter(name)!, text, 'there');
  return parsed.ok ? parsed.warnings : [parsed.problem];
}

function everyProblem(): string {
  const given = (text: string, where: string) => ({ text, where });
  const sections: Readonly<Record<string, readonly string[]>> = {
    ...Object.fromEntries(
      Object.entries(LISTS).map(([grammar, texts]) => [
        `list: ${grammar}`,
        texts.map((text) => described(text, problemsOfList(grammar as ListGrammar, text, null))),
      ]),
    ),
    'mirrored directories': MIRRORED.map(([custom, initial]) => {
      const lists = { custom: given(custom, 'custom'), initial: given(initial, 'initial'), exceptions: null };
      return described(`${custom} and ${initial}`, problemsOfMirrorLists(lists));
    }),
    ...Object.fromEntries(
      Object.entries(VALUES).map(([name, texts]) => [
        `value: ${name}`,
        texts.map((text) => described(text, valueProblems(name, text))),
      ]),
    ),
    'values together': TOGETHER.map((values) => {
      const problems = checkTogether(values).map(({ problem, names }) => ({ ...problem, where: names.join(', ') }));
      return described(Object.entries(values).join('; '), problems);
    }),
    'unknown names': UNKNOWN.map((name) => described(name, [unknownParameter(name, 'there')])),
    assignments: ASSIGNMENTS.map((words) => described(words.join(' '), assignmentsIn(words).problems)),
    'server flags': SERVER_FLAGS.map((flags) =>
      described(JSON.stringify(flags), parseServerFlags({ ...GOOD_FLAGS, ...flags }).problems),
    ),
    'pair file': PAIR_FILES.map((text) => described(text, parsePairFile(text, 'pair.yaml').problems)),
    'parameter file': PARAMETER_FILES.map((text) => {
      const file = readParameterFile(new TextEncoder().encode(text), 'p.yaml');
      return described(text, checkValues(file).problems);
    }),
  };
  return Object.entries(sections)
    .map(([title, entries]) => `## ${title}\n\n${entries.join('\n')}\n`)
    .join('\n');
}

it('what is said of every fault in what people write is the reviewed text', () => {
  const said = everyProblem();
  if (process.env.UPDATE === '1') writeFileSync(GOLDEN, said);
  expect(said, 'rewrite with UPDATE=1, and review the difference').toBe(readFileSync(GOLDEN, 'utf8'));
});
