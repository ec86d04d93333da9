import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePairFile } from '../../../../src/core/config/pair-file/parse.ts';
import { renderPairFile } from '../../../../src/core/config/pair-file/render.ts';
import { parseServerFlags } from '../../../../src/core/config/pair-file/server-flag.ts';

const WORDS = [
  'pair',
  'servers',
  'A',
  'B',
  'name',
  'address',
  'parameters',
  'hooks',
  'module',
  'service',
  'preset',
  'systemd',
  'unit',
  'ssh',
  'run',
  'start mode',
  'release',
  'command',
  './x',
  'probe',
  'tcp',
  'http',
  'exec',
  'registered',
  'time limit',
  'commence',
  'alpha',
  '30',
  'true',
  '~',
  ': ',
  ':',
  '- ',
  ', ',
  '[',
  ']',
  '{',
  '}',
  '\n',
  '\n  ',
  '\n    ',
  '\t',
  '"',
  "'",
  '#',
  '&a ',
  '*a',
  '!!str ',
  '|',
  '>',
  '? ',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '<<',
  '\u0000',
  '\uFEFF',
  '\u{1F600}',
  'Switchover Reconnect Timeout',
  '[::1]:3633',
];

/** Words of pair files in any order reach the parser's edge cases much sooner than random characters. */
const yamlish = fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }).map((words) => words.join(''));

/** A valid file with one piece removed and another inserted. */
const nearlyGood = fc
  .tuple(fc.nat(400), fc.nat(20), yamlish)
  .map(([at, cut, put]) => GOOD.slice(0, at) + put.slice(0, 20) + GOOD.slice(at + cut));

const GOOD = renderPairFile({
  pair: 'contact-centre',
  servers: {
    A: { letter: 'A', name: 'alpha', host: '10.0.0.1', port: 3633 },
    B: { letter: 'B', name: 'beta', host: '::1', port: 3633 },
  },
  gatewayPing: true,
}).replace(/#.*\n/g, '');

test('the parser never throws, and every problem has a location, a reason and a next step', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), yamlish, nearlyGood), (text) => {
      const { pairFile, problems } = parsePairFile(text, 'pair.yaml');
      expect(pairFile === null).toBe(problems.some((problem) => problem.severity === 'error'));
      for (const problem of problems) {
        expect(problem.where).toMatch(/^pair\.yaml(:[1-9]\d*:[1-9]\d*)?$/);
        for (const words of [problem.what, problem.why, problem.do]) expect(words).not.toBe('');
        expect(problem.what + problem.why + problem.do).not.toMatch(/undefined|\[object/);
      }
    }),
    { numRuns: 3000 },
  );
});

test('what init accepts and writes is read back unchanged', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,10}[A-Za-z0-9_]$/);
  const host = fc.oneof(
    fc.ipV4(),
    fc.ipV6().map((six) => `[${six}]`),
    fc.domain(),
    name,
  );
  const flag = fc.tuple(name, host, fc.integer({ min: 1, max: 65_535 })).map(([n, h, p]) => `${n}=${h}:${p}`);
  const pairName = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 10 })
    .filter((text) => text.trim() !== '' && !/\p{Cc}/u.test(text));
  fc.assert(
    fc.property(flag, flag, pairName, fc.boolean(), (a, b, pair, gatewayPing) => {
      const { servers } = parseServerFlags({ A: a, B: b });
      fc.pre(servers !== null);
      const { pairFile } = parsePairFile(renderPairFile({ pair, servers: servers!, gatewayPing }), 'pair.yaml');
      expect(pairFile?.pair).toBe(pair);
      expect(pairFile?.servers).toMatchObject(servers!);
      expect(pairFile?.parameters).toEqual(gatewayPing ? { 'Switchover Disable Gateway Ping': false } : {});
    }),
    { numRuns: 1000 },
  );
});

test('uncommenting everything that init suggests gives a valid pair file', () => {
  const text = renderPairFile({
    pair: 'p',
    servers: {
      A: { letter: 'A', name: 'alpha', host: '10.0.0.1', port: 3633 },
      B: { letter: 'B', name: 'beta', host: '10.0.0.2', port: 3633 },
    },
    gatewayPing: false,
  });
  const uncommented = text.replaceAll(
    /^( *)# ((?:parameters|hooks|module|service):$|data: |release: | {2,4}(?:Switchover|commence|discontinue|fence|time limit|name:|probe:|http:|check:|start timeout|preset:|unit:|run:|ssh:|install:|release:|test:))/gm,
    '$1$2',
  );
  const { pairFile, problems } = parsePairFile(uncommented, 'pair.yaml');
  expect(problems).toEqual([]);
  expect(Object.keys(pairFile?.parameters ?? {})).toHaveLength(4);
  expect(pairFile?.hooks.discontinue).toEqual(['./stop-service', '--now']);
  expect(pairFile?.module).toEqual({
    name: 'web-server',
    probe: { kind: 'http', url: 'http://127.0.0.1:8080/health', pid: { in: 'header', name: 'X-Process-Id' } },
    check: ['./could-start'],
    startLimitMs: 120_000,
  });
  expect(pairFile?.servers.A).toMatchObject({ data: '/var/lib/switchover', release: '2021 R4' });
  expect(pairFile?.service).toEqual({
    preset: 'systemd',
    unit: 'contact-centre',
    run: 'ssh',
    ssh: { user: 'admin' },
    install: ['/usr/local/sbin/install', '{release}'],
    release: ['/opt/app/bin/app', '--version'],
    test: ['/usr/local/sbin/smoke-test'],
  });
});
