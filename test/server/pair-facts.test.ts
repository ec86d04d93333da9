/** The hashes by which two servers, perhaps of different versions, find out whether their pair files agree. */
import { describe, expect, it } from 'vitest';
import { parsePairFile } from '../../src/core/config/pair-file/parse.ts';
import { hashesOf, pairFilesDiffer } from '../../src/server/pair-facts.ts';

const SERVERS = 'servers:\n  A: { name: alpha, address: 10.0.0.1 }\n  B: { name: beta, address: 10.0.0.2 }\n';
const hashes = (text: string) => hashesOf(parsePairFile(`pair: demo\n${text}`, 'pair.yaml').pairFile!);
const PLAIN = hashes(SERVERS);

describe('the hash of a pair file', () => {
  it('is the one that other versions compute', () => {
    expect(PLAIN).toEqual({ own: 'bb2a842444089f19', whole: 'bb2a842444089f19' });
  });

  it.each([
    ['a name', SERVERS.replace('beta', 'gamma')],
    ['an address', SERVERS.replace('10.0.0.2', '10.0.0.3')],
    ['a port', SERVERS.replace('10.0.0.2', '10.0.0.2:4000')],
    ['a module', `${SERVERS}module: { name: web, probe: { tcp: "127.0.0.1:80" } }\n`],
  ])('is another one with another %s', (_what, text) => {
    expect(hashes(text).own).not.toBe(PLAIN.own);
  });

  it('does not depend on what may differ between the machines', () => {
    expect(hashes(`${SERVERS}hooks: { commence: /usr/local/bin/start }\n`)).toEqual(PLAIN);
  });

  it('has the parameters only in the whole one, in any order', () => {
    const [one, other] = ['Switchover TS Timeout: 20', 'Switchover Reconnect Timeout: 40'];
    const set = hashes(`${SERVERS}parameters: { ${one}, ${other} }\n`);
    expect([set.own === PLAIN.own, set.whole === PLAIN.whole]).toEqual([true, false]);
    expect(hashes(`${SERVERS}parameters: { ${other}, ${one} }\n`)).toEqual(set);
  });
});

it.each([
  ['a', 'b', false],
  ['x', 'b', true],
  [null, 'b', false],
  [null, 'x', true],
  ['a', 'x', false],
])('with the hashes %s and %s there, and a and b here, whether they differ is %s', (own, whole, differ) => {
  expect(pairFilesDiffer({ own: 'a', whole: 'b' }, { own, whole })).toBe(differ);
});
