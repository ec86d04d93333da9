import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CheckResult,
  forbidsTakeover,
  type NetworkVerdict,
  verdictOf,
} from '../../../../src/core/engine/monitors/network.ts';

const RESULTS: Readonly<Record<string, CheckResult>> = {
  yes: { result: 'reached', address: '10.0.0.1' },
  no: { result: 'unreachable', address: '10.0.0.1' },
  '?': { result: 'unknown', why: 'there is no ping program' },
  off: { result: 'off' },
};

/** Reading R1 as data: link, gateway, NetTest, the companion's machine. */
const TRUTH: readonly (readonly [string, string, string, string, NetworkVerdict])[] = [
  // The companion's machine answers: the network is good, whatever the other checks found.
  ['yes', 'yes', 'yes', 'yes', 'primary-reached'],
  ['no', 'no', 'no', 'yes', 'primary-reached'],
  ['yes', 'no', 'off', 'yes', 'primary-reached'],
  ['?', '?', '?', 'yes', 'primary-reached'],
  // It does not: the nearest thing that is silent determines the verdict.
  ['no', 'off', 'off', 'no', 'backup-cut-off'],
  ['no', 'yes', 'yes', 'no', 'backup-cut-off'],
  ['yes', 'no', 'off', 'no', 'backup-cut-off'],
  ['yes', 'no', 'yes', 'no', 'backup-cut-off'],
  ['yes', 'no', 'no', 'no', 'backup-cut-off'],
  ['yes', 'yes', 'no', 'no', 'path-or-site-lost'],
  ['yes', 'off', 'no', 'no', 'path-or-site-lost'],
  ['?', '?', 'no', 'no', 'path-or-site-lost'],
  ['yes', 'yes', 'yes', 'no', 'primary-unreachable'],
  ['yes', 'off', 'off', 'no', 'primary-unreachable'],
  ['?', '?', '?', 'no', 'primary-unreachable'],
  // It cannot be checked: silent checks still count; "unknown" never counts as silent.
  ['no', 'off', 'off', '?', 'backup-cut-off'],
  ['yes', 'no', 'off', '?', 'backup-cut-off'],
  ['yes', 'off', 'no', '?', 'path-or-site-lost'],
  ['yes', 'yes', 'yes', '?', 'unknown'],
  ['?', '?', '?', '?', 'unknown'],
  ['off', 'off', 'off', 'off', 'unknown'],
];

describe('the network verdict', () => {
  it.each(TRUTH)('of link %s, gateway %s, NetTest %s, primary %s is %s', (link, gateway, netTest, primary, verdict) => {
    const checks = {
      link: RESULTS[link]!,
      gateway: RESULTS[gateway]!,
      netTest: RESULTS[netTest]!,
      primary: RESULTS[primary]!,
    };
    expect(verdictOf(checks)).toBe(verdict);
  });

  it('rules out a takeover only if something nearer than the companion is known to be silent', () => {
    const any = fc.constantFrom(...Object.values(RESULTS));
    fc.assert(
      fc.property(any, any, any, any, (link, gateway, netTest, primary) => {
        const silent = [link, gateway, netTest].some(({ result }) => result === 'unreachable');
        const forbids = forbidsTakeover(verdictOf({ link, gateway, netTest, primary }));
        expect(forbids).toBe(silent && primary.result !== 'reached');
      }),
    );
  });
});
