import { describe, expect, test } from 'vitest';
import { isReady, type ReadinessCheck, type ReadinessState } from '../../../src/core/runbooks/readiness.ts';
import { type Preparation, readinessOf } from '../../../src/core/runbooks/upgrade/readiness.ts';

const MACHINE = { computerName: 'ALPHA', account: 'svc', adapters: ['eth0', 'eth1'] };
const GIB = 1024 ** 3;

/** A pair that is ready for an upgrade of its release and its operating system. */
const READY: Preparation = {
  names: { A: 'alpha', B: 'beta' },
  isProtected: true,
  why: [],
  first: 'B',
  releases: { A: '4.0', B: '4.0' },
  newRelease: '4.1',
  behind: { items: 0 },
  wouldLose: [],
  startModes: { A: 'auto', B: 'auto' },
  byHand: { A: [], B: [] },
  freeBytes: { A: 3 * GIB, B: 2 * GIB },
  os: true,
  machines: { A: MACHINE, B: { ...MACHINE, computerName: 'BETA', adapters: ['eth1', 'eth0'] } },
  parameters: {},
};

const summary = (checks: readonly ReadinessCheck[]): string[] =>
  checks.map(({ code, server, state }) => `${code}${server === null ? '' : ` ${server}`}: ${state}`);

describe('a pair that is ready', () => {
  const checks = readinessOf(READY);

  test('has every check in order', () => {
    expect(summary(checks)).toEqual([
      'pair-protected: ok',
      'replication-current: ok',
      'releases-equal: ok',
      'release-newer: ok',
      'commands-known A: ok',
      'disk-free A: ok',
      'start-mode-known B: ok',
      'commands-known B: ok',
      'disk-free B: ok',
      'adapters-equal: ok',
      'account-equal: ok',
    ]);
    expect(isReady(checks)).toBe(true);
  });

  test('needs no advice', () => {
    for (const check of checks) expect(check).toMatchObject({ why: null, do: null });
  });

  test('is asked nothing about its machines if only the release is upgraded', () => {
    const codes = readinessOf({ ...READY, os: false }).map(({ code }) => code);
    expect(codes).not.toContain('adapters-equal');
    expect(codes).not.toContain('account-equal');
  });
});

type Row = readonly [
  what: string,
  change: Partial<Preparation>,
  check: string,
  state: ReadinessState,
  says: string,
  advice?: string,
];

const ROWS: readonly Row[] = [
  [
    'the pair is not protected',
    { isProtected: false, why: ['beta does not answer', 'mode is manual'], first: null },
    'pair-protected',
    'error',
    'the pair is not protected',
    'switchover status',
  ],
  [
    'a switch would lose something',
    { wouldLose: ['2 changes', '1 file'] },
    'replication-current',
    'error',
    '2 changes, 1 file',
    'wait',
  ],
  ['the backup lacks something', { behind: { items: 3 } }, 'replication-current', 'error', 'lacks 3 changes', 'wait'],
  [
    'the backup lacks one thing',
    { behind: { items: 1 } },
    'replication-current',
    'error',
    'the backup lacks 1 change',
    'wait',
  ],
  [
    'nobody knows what the backup lacks',
    { behind: { items: null } },
    'replication-current',
    'unknown',
    'does not know',
  ],
  [
    'nobody knows what the backup lacks, but something would be lost',
    { behind: { items: null }, wouldLose: ['2 changes'] },
    'replication-current',
    'error',
    '2 changes',
  ],
  ['the release of A is not known', { releases: { A: null, B: '4.0' } }, 'releases-equal', 'unknown', 'not known'],
  ['the release of B is not known', { releases: { A: '4.0', B: null } }, 'releases-equal', 'unknown', 'not known'],
  [
    'the releases differ',
    { releases: { A: '4.0', B: '4.1' } },
    'releases-equal',
    'error',
    'alpha runs release 4.0, beta 4.1',
    'finish the earlier upgrade',
  ],
  [
    'the releases differ in their case only',
    { releases: { A: '2021 R4', B: '2021 r4' }, newRelease: '2022 R1' },
    'releases-equal',
    'ok',
    'both servers run release 2021 R4',
  ],
  ['the new release has no name', { newRelease: null }, 'release-newer', 'unknown', 'is not given', '--release NAME'],
  [
    'the new release is the old one',
    { newRelease: '4.0' },
    'release-newer',
    'error',
    'release 4.0 is the same as 4.0',
    'check the name',
  ],
  [
    'the new release is older',
    { newRelease: '3.9' },
    'release-newer',
    'error',
    'release 3.9 is older than 4.0',
    'check the name',
  ],
  [
    'the start mode of the backup cannot be read',
    { startModes: { A: 'auto', B: null } },
    'start-mode-known',
    'unknown',
    'service on beta cannot be read',
    'start mode',
  ],
  [
    'some steps have no command',
    { byHand: { A: ['stop', 'install'], B: [] } },
    'commands-known',
    'warning',
    'on alpha, this is done by hand: stop, install',
    'pair file',
  ],
  [
    'nobody knows how full a disk is',
    { freeBytes: { A: 3 * GIB, B: null } },
    'disk-free',
    'unknown',
    'free disk space of beta is not known',
  ],
  [
    'a disk is nearly full',
    { freeBytes: { A: 3 * GIB, B: 2 * GIB - 1 } },
    'disk-free',
    'warning',
    'only 2.0 GiB are free on beta',
    'fits',
  ],
  [
    'a disk is full',
    { freeBytes: { A: 0, B: 2 * GIB } },
    'disk-free',
    'warning',
    'only 0.0 GiB are free on alpha',
    'fits',
  ],
  [
    'the machine of A is not known',
    { machines: { A: null, B: MACHINE } },
    'adapters-equal',
    'unknown',
    'adapters of alpha are not known',
    '--facts A=FILE',
  ],
  [
    'the machine of B is not known',
    { machines: { A: MACHINE, B: null } },
    'adapters-equal',
    'unknown',
    'adapters of beta are not known',
    '--facts B=FILE',
  ],
  [
    'no machine is known',
    { machines: { A: null, B: null } },
    'adapters-equal',
    'unknown',
    'adapters of alpha and beta',
    '--facts A=FILE --facts B=FILE',
  ],
  [
    'the adapters differ',
    { machines: { A: MACHINE, B: { ...MACHINE, adapters: ['eth0'] } } },
    'adapters-equal',
    'error',
    'alpha has eth0, eth1, beta has eth0',
    'rename them',
  ],
  [
    'one machine has no adapters',
    { machines: { A: MACHINE, B: { ...MACHINE, adapters: [] } } },
    'adapters-equal',
    'error',
    'alpha has eth0, eth1, beta has none',
    'rename them',
  ],
  [
    'the accounts differ',
    { machines: { A: MACHINE, B: { ...MACHINE, account: 'root' } } },
    'account-equal',
    'error',
    'alpha runs as svc, beta as root',
    'same user',
  ],
  ['the parameters cannot be read', { parameters: null }, 'upgrade-parameters', 'unknown', 'could not be read'],
  [
    'a parameter excludes something in an upgrade state',
    { parameters: { 'Custom Upgrade Attribute Exceptions': 'Counter' } },
    'upgrade-parameters',
    'ok',
    'these attributes are not replicated: Counter (Custom Upgrade Attribute Exceptions)',
  ],
];

describe('before an upgrade', () => {
  test.each(ROWS.map((row) => [row[0], row] as const))('where %s', (_what, row) => {
    const [, change, code, state, says, advice] = row;
    const checks = readinessOf({ ...READY, ...change });
    const found = checks.filter((check) => check.code === code && (check.state !== 'ok' || state === 'ok'));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ state, what: expect.stringContaining(says) });
    expect(found[0]!.what).not.toContain('1 changes');
    if (advice !== undefined) expect(found[0]!.do).toContain(advice);
    // Nothing else is wrong because of it, and only an error stands in the way.
    const others = checks.filter((check) => check !== found[0] && check.state !== 'ok');
    expect(others).toEqual([]);
    expect(isReady(checks)).toBe(state !== 'error');
  });

  test('an error says what to do, whatever it is about', () => {
    for (const [, change] of ROWS) {
      for (const check of readinessOf({ ...READY, ...change })) {
        if (check.state === 'error') expect(check.do).not.toBeNull();
      }
    }
  });

  test('every parameter that excludes something is named with its value, and one that is empty is not', () => {
    const parameters = {
      'Switchover Upgrade Higher DS Exclusions': 'Tree',
      'Switchover Upgrade Higher File Exclusions': 'Files',
      'Custom Upgrade Synchronization Directories': 'Dirs',
      'Custom Upgrade Attribute Exceptions': '',
      'Custom Upgrade File Synchronization Directories': 'More',
    };
    const said = readinessOf({ ...READY, parameters }).filter(({ code }) => code === 'upgrade-parameters');
    expect(said.map(({ what }) => /: (\w+) \(/.exec(what)?.[1])).toEqual(['Tree', 'Files', 'Dirs', 'More']);
  });
});
