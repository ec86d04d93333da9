import { describe, expect, test } from 'vitest';
import { parsePairFile } from '../../../../src/core/config/pair-file/parse.ts';

const GOOD = `pair: contact-centre
servers:
  A: { name: alpha, address: 10.0.0.1:3633 }
  B: { name: beta, address: 10.0.0.2:3633 }
module:
`;

function problemsOf(lines: string): string[] {
  return parsePairFile(GOOD + lines, 'pair.yaml').problems.map(({ code, where, severity }) => {
    const place = where?.replace(/^pair\.yaml:?/, '');
    return `${code} ${place}${severity === 'warning' ? ' warning' : ''}`;
  });
}

function moduleOf(lines: string): unknown {
  const { pairFile, problems } = parsePairFile(GOOD + lines, 'pair.yaml');
  expect(problems).toEqual([]);
  return pairFile?.module;
}

describe('an invalid module section', () => {
  test.each([
    ['a text where a map is meant', '  web\n', ['type-wrong 6:3']],
    ['no probe', '  name: web\n', ['key-missing 6:3']],
    ['a probe of nothing', '  probe:\n', ['type-wrong 6:3']],
    ['an empty probe', '  probe: {}\n', ['probe-not-one 6:10']],
    ['a probe that says only where a process id is', '  probe: { pid field: pid }\n', ['probe-not-one 6:10']],
    ['two ways to ask', '  probe: { tcp: "a:1", exec: ./x }\n', ['probe-not-one 6:24']],
    ['a misspelt way', '  probe: { tpc: "a:1" }\n', ['probe-not-one 6:10', 'key-unknown 6:12']],
    ['a misspelt key', '  prob: { tcp: "a:1" }\n', ['key-unknown 6:3']],
    ['a name that begins with a hyphen', '  name: -web\n  probe: { tcp: "a:1" }\n', ['module-name-invalid 6:9']],
    [
      'a name that leaves its brackets in the log',
      '  name: "a]b"\n  probe: { tcp: "a:1" }\n',
      ['module-name-invalid 6:9'],
    ],
    ['a number as a name', '  name: 7\n  probe: { tcp: "a:1" }\n', ['type-wrong 6:9']],
    ['a name that is too long', `  name: ${'x'.repeat(65)}\n  probe: { tcp: "a:1" }\n`, ['module-name-invalid 6:9']],
    ['no time to start', '  probe: { tcp: "a:1" }\n  start timeout: 0\n', ['value-too-small 7:18']],
    ['too much time to start', '  probe: { tcp: "a:1" }\n  start timeout: 3601\n', ['value-too-large 7:18']],
    ['a time with a unit', '  probe: { tcp: "a:1" }\n  start timeout: 2m\n', ['value-has-unit 7:18']],
    ['a time that is a list', '  probe: { tcp: "a:1" }\n  start timeout: [2]\n', ['type-wrong 7:18']],
    ['an address without a port', '  probe: { tcp: 127.0.0.1 }\n', ['port-missing 6:17']],
    ['an IPv6 address without a port', '  probe: { tcp: "[::1]" }\n', ['port-missing 6:17']],
    ['port 0', '  probe: { tcp: "a:0" }\n', ['port-invalid 6:17']],
    ['a port alone', '  probe: { tcp: 5060 }\n', ['type-wrong 6:17']],
    ['an address like an option', '  probe: { tcp: "-a:1" }\n', ['address-invalid 6:17']],
    ['a URL where an address is meant', '  probe: { tcp: "http://a:1" }\n', ['address-invalid 6:17']],
    ['an address where a URL is meant', '  probe: { http: "127.0.0.1:80" }\n', ['url-invalid 6:18']],
    ['a URL of a file', '  probe: { http: "file:///etc/passwd" }\n', ['url-invalid 6:18']],
    ['a URL with a password', '  probe: { http: "http://a:b@c/" }\n', ['url-invalid 6:18']],
    ['a URL with a space', '  probe: { http: "http://a/b c" }\n', ['url-invalid 6:18']],
    ['a URL with a place in the page', '  probe: { http: "http://a/#b" }\n', ['url-invalid 6:18']],
    ['a header that is none', '  probe: { http: "http://a/", pid header: "X Y" }\n', ['header-invalid 6:43']],
    [
      'two places for the process id',
      '  probe: { http: "http://a/", pid header: X, pid field: pid }\n',
      ['key-duplicate 6:46'],
    ],
    ['a place for the process id of a port', '  probe: { tcp: "a:1", pid field: pid }\n', ['key-without-effect 6:24']],
    ['a program that would be searched for', '  probe: { exec: check }\n', ['probe-not-a-path 6:18']],
    ['an empty program', '  probe: { exec: [] }\n', ['probe-empty 6:18']],
    ['a number as an argument', '  probe: { exec: [./check, 1] }\n', ['type-wrong 6:28']],
    ['arguments in a text', '  probe: { exec: ./check --now }\n', ['probe-has-spaces 6:18 warning']],
    ['a check that would be searched for', '  probe: { tcp: "a:1" }\n  check: check\n', ['check-not-a-path 7:10']],
    ['an empty check', '  probe: { tcp: "a:1" }\n  check: []\n', ['check-empty 7:10']],
    ['a check without a probe', '  check: ./could-start\n', ['key-missing 6:3']],
    ['registered: no', '  probe: { registered: false }\n', ['type-wrong 6:24']],
    ['registered with a name', '  probe: { registered: web }\n', ['type-wrong 6:24']],
  ])('%s', (_, lines, expected) => {
    expect(problemsOf(lines)).toEqual(expected);
  });
});

describe('a valid module section', () => {
  test.each([
    ['tcp: 127.0.0.1:5060', { kind: 'tcp', host: '127.0.0.1', port: 5060 }],
    ['tcp: "[::1]:5060"', { kind: 'tcp', host: '::1', port: 5060 }],
    [
      'http: "http://[::1]:8080/health?x=1"',
      { kind: 'http', url: 'http://[::1]:8080/health?x=1', pid: { in: 'header', name: 'X-Process-Id' } },
    ],
    [
      'http: https://localhost/\n    pid header: X-Pid',
      { kind: 'http', url: 'https://localhost/', pid: { in: 'header', name: 'X-Pid' } },
    ],
    [
      'http: https://localhost/\n    pid field: process id',
      { kind: 'http', url: 'https://localhost/', pid: { in: 'field', name: 'process id' } },
    ],
    ['exec: ./check', { kind: 'exec', command: ['./check'] }],
    ['exec: [/opt/check, "", --deep]', { kind: 'exec', command: ['/opt/check', '', '--deep'] }],
    ['registered: true', { kind: 'registered' }],
  ])('%s', (line, probe) => {
    expect(moduleOf(`  name: call router\n  start timeout: 30\n  probe:\n    ${line}\n`)).toEqual({
      name: 'call router',
      probe,
      check: null,
      startLimitMs: 30_000,
    });
  });

  test('with a program that checks whether the module could start on the backup', () => {
    expect(moduleOf('  probe: { tcp: "a:1" }\n  check: [./could-start, --now]\n')).toMatchObject({
      check: ['./could-start', '--now'],
    });
    expect(moduleOf('  probe: { tcp: "a:1" }\n  check: ./could-start\n')).toMatchObject({ check: ['./could-start'] });
  });

  test('without a name uses Switchover Monitoring and two minutes to start', () => {
    expect(moduleOf('  probe: { registered: true }\n')).toMatchObject({ name: null, startLimitMs: 120_000 });
  });

  test('that is empty or missing means no module', () => {
    expect(moduleOf('  # nothing yet\n')).toBeNull();
    expect(parsePairFile(GOOD.replace('module:\n', ''), 'f').pairFile?.module).toBeNull();
  });
});
