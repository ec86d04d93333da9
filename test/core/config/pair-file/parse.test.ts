import { describe, expect, test } from 'vitest';
import { parsePairFile } from '../../../../src/core/config/pair-file/parse.ts';

const GOOD = `pair: contact-centre
servers:
  A: { name: alpha, address: 10.0.0.1:3633 }
  B: { name: beta, address: 10.0.0.2:3633 }
`;

/** Each problem as `code line:column`, with ` warning` if it is one. */
function problemsOf(text: string): string[] {
  return parsePairFile(text, 'pair.yaml').problems.map((problem) => {
    const place = problem.where?.replace(/^pair\.yaml:?/, '');
    return `${problem.code} ${place}${problem.severity === 'warning' ? ' warning' : ''}`;
  });
}

/** The valid file with one line replaced. */
function withLine(line: number, text: string): string {
  return GOOD.split('\n')
    .with(line - 1, text)
    .join('\n');
}

describe('an invalid server', () => {
  test.each([
    ['an address as a name', '  A: { name: 10.0.0.1, address: 10.0.0.1 }', ['name-is-address 3:14']],
    ['an IPv6 address as a name', '  A: { name: "fe80::1", address: a }', ['name-is-address 3:14']],
    ['a domain in a name', '  A: { name: alpha.example.org, address: a }', ['name-is-fqdn 3:14 warning']],
    ['a blank in a name', '  A: { name: al pha, address: a }', ['name-invalid 3:14']],
    ['an address that lacks a part as a name', '  A: { name: 10.0.0.256, address: a }', ['name-invalid 3:14']],
    ["the other server's letter as a name", '  A: { name: b, address: a }', ['name-is-letter 3:14']],
    ['a number as a name', '  A: { name: 12, address: a }', ['type-wrong 3:14']],
    ['a boolean as a name', '  A: { name: true, address: a }', ['type-wrong 3:14']],
    ['a list as an address', '  A: { name: alpha, address: [a] }', ['type-wrong 3:30']],
    ['an empty name', '  A: { name: "", address: a }', ['text-empty 3:14']],
    ['a name without a value', '  A: { name: , address: a }', ['type-wrong 3:8']],
    ['a control character', '  A: { name: "al\\0pha", address: a }', ['text-control-character 3:14']],
    ['a missing name', '  A: { address: a }', ['key-missing 3:6']],
    ['a missing address', '  A: { name: alpha }', ['key-missing 3:6']],
    ['both missing', '  A: {}', ['key-missing 3:6', 'key-missing 3:6']],
    ['a misspelt key, reported once', '  A: { name: alpha, adress: a }', ['key-unknown 3:21']],
    ['an unknown key', '  A: { name: alpha, address: a, colour: red }', ['key-unknown 3:33']],
    ['a key twice', '  A: { name: alpha, name: alpha, address: a }', ['key-duplicate 3:21']],
    ['text instead of a map', '  A: alpha', ['type-wrong 3:6']],
    ['nothing instead of a map', '  A:', ['type-wrong 3:3']],
    ['an empty data folder', '  A: { name: alpha, address: a, data: "" }', ['text-empty 3:39']],
    ['a release that YAML reads as a number', '  A: { name: alpha, address: a, release: 2021 }', ['type-wrong 3:42']],
  ])('%s', (_, line, expected) => {
    expect(problemsOf(withLine(3, line))).toEqual(expected);
  });

  test.each([
    ['port 0', 'alpha:0', 'port-invalid'],
    ['port 65536', 'alpha:65536', 'port-invalid'],
    ['a port that is no number', 'alpha:http', 'port-invalid'],
    ['a port of nothing', '"alpha:"', 'port-invalid'],
    ['a port with a sign', 'alpha:+80', 'port-invalid'],
    ['no host', '":3633"', 'address-invalid'],
    ['a host like an option', '"-alpha:3633"', 'address-invalid'],
    ['an IPv4 address with a part too large', '10.0.0.256:3633', 'address-invalid'],
    ['IPv6 without brackets', '"::1:3633"', 'address-invalid'],
    ['a name in brackets', '"[alpha]:3633"', 'address-invalid'],
    ['an URL', '"https://alpha:3633"', 'address-invalid'],
    ['any address', '0.0.0.0:3633', 'address-invalid'],
    ['any IPv6 address', '"[::]:3633"', 'address-invalid'],
  ])('an address with %s', (_, address, code) => {
    expect(problemsOf(withLine(3, `  A: { name: alpha, address: ${address} }`))).toEqual([`${code} 3:30`]);
  });

  test('equal names are reported regardless of letter case, with the location of the other one', () => {
    const { problems } = parsePairFile(withLine(4, '  B: { name: ALPHA, address: 10.0.0.2 }'), 'pair.yaml');
    expect(problems).toMatchObject([{ code: 'names-equal', where: 'pair.yaml:4:14', severity: 'error' }]);
    expect(problems[0]?.why).toContain('pair.yaml:3:14');
  });

  test.each([
    ['the same text', '10.0.0.1:3633', '10.0.0.1:3633'],
    ['the port left out once', '10.0.0.1', '10.0.0.1:3633'],
    ['another letter case', 'ALPHA:1', 'alpha:1'],
    ['IPv6 spelt in two ways', '"[::1]:3633"', '"[0:0:0:0:0:0:0:1]"'],
  ])('equal addresses are found: %s', (_, a, b) => {
    const text = withLine(3, `  A: { name: alpha, address: ${a} }`).replace('10.0.0.2:3633', b);
    expect(problemsOf(text)).toEqual(['addresses-equal 4:29']);
  });

  test('two servers may be on one host with different ports', () => {
    expect(problemsOf(GOOD.replace('10.0.0.2:3633', '10.0.0.1:3634'))).toEqual([]);
  });
});

describe('an invalid file', () => {
  test.each([
    ['a file of secrets', 'PASSWORD: x\nTOKEN: y\nDB: z\n', ['not-a-pair-file ']],
    ['a compose file', 'version: "3"\nservices:\n  web: {}\nhooks: {}\n', ['not-a-pair-file ']],
    ['another JSON file', '{ "name": "x", "module": "y", "version": "1" }', ['not-a-pair-file ']],
    ['a log', 'Time\tTopic: x\tMsg: [a\n- foo\nbar: {\n', ['not-a-pair-file ']],
    ['source code', 'import { pair } from "x";\nconst y = f({ pair: { a: b }, c: [ });\n', ['not-a-pair-file ']],
    ['a text', 'some\nlines\n', ['type-wrong 1:1']],
    ['a pair file that is broken', `${GOOD}hooks: [\n`, ['yaml-syntax 6:1']],
    ['one in braces that is broken', '{ "pair": "x", "servers": { }', ['yaml-syntax 1:30']],
    ['both keys misspelt', 'Pair: x\nservrs: {}\n', ['key-unknown 1:1', 'key-unknown 2:1']],
    ['an empty file', '', ['file-empty 1:1']],
    ['only a comment', '# pair\n', ['file-empty 1:1']],
    ['a list', '- pair\n', ['type-wrong 1:1']],
    ['text', 'hello\n', ['type-wrong 1:1']],
    ['no pair', GOOD.replace(/^pair.*\n/, ''), ['key-missing 1:1']],
    ['no servers', 'pair: x\n', ['key-missing 1:1']],
    ['servers without a value', 'pair: x\nservers:\n', ['type-wrong 2:1']],
    ['servers as a list', 'pair: x\nservers: [a, b]\n', ['type-wrong 2:10']],
    ['a third server', `${GOOD}  C: { name: c, address: c }\n`, ['key-unknown 5:3']],
    ['one server only', withLine(4, ''), ['key-missing 3:3']],
    ['a key in other letter case', GOOD.replace('pair:', 'Pair:'), ['key-unknown 1:1']],
    ['an unknown section', `${GOOD}colours: {}\n`, ['key-unknown 5:1']],
    ['a section twice', `${GOOD}pair: other\n`, ['key-duplicate 5:1']],
    ['a list as a key', `${GOOD}? [a]\n: b\n`, ['key-not-text 5:3']],
    ['a name that is too long', withLine(1, `pair: ${'x'.repeat(65)}`), ['text-too-long 1:7']],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  test('a file that is something else gets one problem, which repeats none of its text', () => {
    const { problems } = parsePairFile('a secret\nopenssl_conf = secret\n[ secret ]\nx: y: secret\n', 'secret.cnf');
    expect(problems).toMatchObject([{ code: 'not-a-pair-file', where: 'secret.cnf' }]);
    expect(JSON.stringify({ ...problems[0], where: null })).not.toContain('secret');
  });

  test('a misspelt key is answered with the nearest key', () => {
    const { problems } = parsePairFile(GOOD.replace('servers:', 'severs:'), 'pair.yaml');
    expect(problems).toMatchObject([{ code: 'key-unknown', do: 'did you mean "servers"?' }]);
  });

  test('all problems are reported in one pass, in the order of the file', () => {
    const text = `pair: 7
servers:
  A: { name: 10.0.0.1, address: "alpha:0" }
  B: { name: beta.example.org, address: beta, colour: red }
parameters:
  Switchover Reconnect Timeout: 30s
  Switchover Reconect Timeout: 30
hooks:
  commence: start
  time limit: 601
`;
    expect(problemsOf(text)).toEqual([
      'type-wrong 1:7',
      'name-is-address 3:14',
      'port-invalid 3:33',
      'name-is-fqdn 4:14 warning',
      'key-unknown 4:47',
      'value-has-unit 6:33',
      'parameter-unknown 7:3',
      'hook-not-a-path 9:13',
      'value-too-large 10:15',
    ]);
  });

  test('the first hundred problems are listed and the others counted', () => {
    const many = Array.from({ length: 300 }, (_, index) => `key${index}: 1\n`).join('');
    const { problems } = parsePairFile(GOOD + many, 'pair.yaml');
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toMatchObject({ code: 'more-problems', what: 'there are 200 more problems' });
  });
});

describe('broken or hostile YAML', () => {
  test.each([
    ['an unclosed brace', 'pair: {a', ['yaml-syntax 1:9']],
    ['a tab', 'pair: x\nservers:\n\tA: {}\n', ['yaml-syntax 3:1']],
    ['a second document', `${GOOD}---\npair: y\n`, ['yaml-syntax 5:1']],
    [
      'an address in brackets without quotes',
      withLine(3, '  A: { name: a, address: [::1]:3633 }'),
      ['yaml-syntax 3:31'],
    ],
    ['an undefined alias', GOOD.replace('contact-centre', '*x'), ['type-wrong 1:1', 'yaml-alias-unknown 1:7']],
    ['an alias of its own list', 'pair: &x [*x]\nservers: *x\n', ['type-wrong 1:10', 'type-wrong 2:10']],
    ['an unknown tag', GOOD.replace('contact-centre', '!secret x'), ['yaml-tag 1:7 warning']],
    [
      'a merge key',
      GOOD.replace('{ name: beta', '{ <<: *x, name: beta'),
      ['key-unknown 4:8', 'yaml-alias-unknown 4:12'],
    ],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  test('an address in brackets is answered with the hint to quote it', () => {
    const { problems } = parsePairFile(withLine(3, '  A: { name: a, address: [::1]:3633 }'), 'pair.yaml');
    expect(problems[0]?.do).toContain('quotes');
  });

  test('an alias is resolved', () => {
    const { pairFile } = parsePairFile(
      GOOD.replace('contact-centre', '&x centre').replace('name: beta', 'name: *x'),
      'f',
    );
    expect(pairFile?.servers.B.name).toBe('centre');
  });

  test('a YAML bomb is rejected before it expands', () => {
    const bomb = Array.from({ length: 20 }, (_, index) => {
      const inner = index === 0 ? 'lol' : Array.from({ length: 9 }, () => `*a${index - 1}`).join(', ');
      return `a${index}: &a${index} [${inner}]\n`;
    }).join('');
    expect(problemsOf(GOOD + bomb)).toEqual([expect.stringMatching(/^yaml-too-many-aliases /)]);
  });

  test.each(['[', '{a: ', '- '])('nesting without end is refused: %s', (opening) => {
    expect(problemsOf(opening.repeat(50_000))).toEqual([expect.stringMatching(/^yaml-too-deep /)]);
  });

  test('a file over 1 MiB is rejected unread', () => {
    expect(problemsOf(`${GOOD}#${'x'.repeat(1024 * 1024)}`)).toEqual(['file-too-large ']);
  });

  test('a file with very many keys does not take quadratic time', () => {
    const many = Array.from({ length: 60_000 }, (_, index) => `k${index}: 1\n`).join('');
    expect(problemsOf(GOOD + many)).toHaveLength(101);
  }, 60_000);
});

describe('parameters in the file', () => {
  const withParameters = (lines: string): string => `${GOOD}parameters:\n${lines}`;
  test.each([
    ['a unit', '  Switchover Reconnect Timeout: 30 s', ['value-has-unit 6:33']],
    ['a fraction', '  Switchover Reconnect Timeout: 30.0', ['value-not-whole 6:33']],
    ['a number in another base', '  Switchover Reconnect Timeout: 0x1e', ['value-not-a-number 6:33']],
    ['a value below the bound', '  Switchover Notifier Reconnect Delay: 4', ['value-too-small 6:40']],
    ['no value', '  Switchover NetTest A:', ['value-empty 6:3']],
    ['a list', '  Switchover NetTest A: [a, b]', ['type-wrong 6:25']],
    ['an unknown name', '  Switchover Foo Bar Baz: 1', ['parameter-unknown 6:3']],
    ['a short name', '  reconnect-timeout: 1', ['parameter-short-name 6:3']],
    [
      'names that differ in letter case only',
      '  Switchover TS Timeout: 10\n  switchover ts timeout: 10',
      ['key-duplicate 7:3'],
    ],
    ['no attempt to reconnect', '  Switchover Reconnect Timeout: 4', ['no-reconnect-attempt 6:33 warning']],
    [
      'no attempt, by the other of the two',
      '  Switchover Notifier Reconnect Delay: 31',
      ['no-reconnect-attempt 6:40 warning'],
    ],
    [
      'no attempt, and another value that is unsound',
      '  Switchover Reconnect Timeout: 4\n  Switchover TS Timeout: x',
      ['no-reconnect-attempt 6:33 warning', 'value-not-a-number 7:26'],
    ],
    ['a name of the servers', '  SwitchoverServer A: gamma', ['parameter-set-elsewhere 6:3']],
    ['a parameter that nothing acts on yet', '  CustomMirrorDir: C:\\Data', ['parameter-not-used-yet 6:3 warning']],
    ['a retired name', '  Switchover UDP Monitor: 1', ['parameter-retired 6:3 warning']],
    [
      'a NetTest address that is the companion',
      '  Switchover NetTest A: BETA\n  Switchover NetTest B: near-a',
      ['net-test-is-companion 6:25'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(problemsOf(withParameters(lines))).toEqual(expected);
  });

  test('a problem in a list names the parameter and the entry', () => {
    const { problems } = parsePairFile(withParameters('  CustomMirrorDir: C:\\Data; Logs'), 'f');
    expect(problems.map(({ what, where }) => `${where} ${what}`)).toEqual([
      'f:6:20 CustomMirrorDir: "Logs" is not an absolute path, entry 2 (character 10)',
    ]);
  });

  test('values are stored by their exact names', () => {
    const { pairFile } = parsePairFile(
      withParameters('  switchover DISABLE gateway ping: nO\n  Switchover NetTest A: "::1"'),
      'f',
    );
    expect(pairFile?.parameters).toEqual({ 'Switchover Disable Gateway Ping': false, 'Switchover NetTest A': '::1' });
  });

  test('a section that contains only comments sets nothing', () => {
    const { pairFile, problems } = parsePairFile(`${GOOD}parameters:\n  # none\nhooks:\n`, 'f');
    expect(problems).toEqual([]);
    expect(pairFile?.parameters).toEqual({});
    expect(pairFile?.hooks).toEqual({ commence: null, discontinue: null, fence: null, timeLimitMs: 30_000 });
  });
});

describe('hooks', () => {
  const withHooks = (lines: string): string => `${GOOD}hooks:\n${lines}`;
  test.each([
    ['a bare word', '  commence: start', ['hook-not-a-path 6:13']],
    ['a bare word in a list', '  commence: [start, -x]', ['hook-not-a-path 6:14']],
    ['an empty list', '  fence: []', ['hook-empty 6:10']],
    ['an empty text', '  fence: ""', ['text-empty 6:10']],
    ['a number as an argument', '  fence: [./fence, 30]', ['type-wrong 6:20']],
    ['a list as an argument', '  fence: [./fence, [a]]', ['type-wrong 6:10']],
    ['a map', '  fence: { path: ./fence }', ['type-wrong 6:10']],
    ['arguments in a text', '  fence: ./fence --now', ['hook-has-spaces 6:10 warning']],
    ['a misspelt hook', '  comence: ./start', ['key-unknown 6:3']],
    ['no time', '  time limit: 0', ['value-too-small 6:15']],
    ['too much time', '  time limit: 601', ['value-too-large 6:15']],
    ['half a second', '  time limit: 0.5', ['value-not-whole 6:15']],
    ['a time with a unit', '  time limit: 30s', ['value-has-unit 6:15']],
    ['a time that is a list', '  time limit: [30]', ['type-wrong 6:15']],
  ])('%s', (_, lines, expected) => {
    expect(problemsOf(withHooks(lines))).toEqual(expected);
  });
});

test('a complete pair file', () => {
  const text = `\uFEFFpair: contact-centre\r
servers:\r
  A: { name: alpha, address: "[2001:db8::1]:4000", data: /var/lib/a, release: "2021 R1" }\r
  B: { name: beta, address: beta.example.org }\r
parameters:\r
  Switchover Reconnect Timeout: 30\r
hooks:\r
  commence: [/usr/local/bin/start-service, "", --now]\r
  discontinue: ./stop-service\r
  fence: ./fence-other-server\r
  time limit: 600\r
`;
  const { pairFile, problems } = parsePairFile(text, 'pair.yaml');
  expect(problems).toEqual([]);
  expect(pairFile).toEqual({
    pair: 'contact-centre',
    servers: {
      A: {
        letter: 'A',
        name: 'alpha',
        host: '2001:db8::1',
        port: 4000,
        data: '/var/lib/a',
        release: '2021 R1',
        service: {},
      },
      B: { letter: 'B', name: 'beta', host: 'beta.example.org', port: 3633, data: null, release: null, service: {} },
    },
    parameters: { 'Switchover Reconnect Timeout': 30 },
    hooks: {
      commence: ['/usr/local/bin/start-service', '', '--now'],
      discontinue: ['./stop-service'],
      fence: ['./fence-other-server'],
      timeLimitMs: 600_000,
    },
    module: null,
    service: {},
    programs: [],
    backups: { everyMs: 86_400_000, keep: 7 },
  });
});
