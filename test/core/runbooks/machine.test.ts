import { describe, expect, test } from 'vitest';
import type { MachineFacts } from '../../../src/core/protocol/machine-facts.ts';
import { machineChanged, machineOf } from '../../../src/core/runbooks/upgrade/machine.ts';

type Machine = NonNullable<ReturnType<typeof machineOf>>;

const BETA: Machine = { computerName: 'BETA', account: 'svc', adapters: ['Ethernet', 'Heartbeat'] };
const ALPHA: Machine = { ...BETA, computerName: 'ALPHA' };

describe('a machine after the upgrade of its operating system', () => {
  test.each<readonly [string, Machine | null, Machine | null, Machine | null, string | null]>([
    ['was not known before', null, BETA, ALPHA, null],
    ['is not known now', BETA, null, ALPHA, null],
    ['is as it was', BETA, BETA, ALPHA, null],
    ['is as it was, and nothing is known of the other server', BETA, BETA, null, null],
    ['lists its adapters in another order', BETA, { ...BETA, adapters: ['Heartbeat', 'Ethernet'] }, ALPHA, null],
    [
      'has another name',
      BETA,
      { ...BETA, computerName: 'WIN-7Q' },
      ALPHA,
      'the computer name was BETA and is WIN-7Q now',
    ],
    [
      'runs the service as somebody else',
      BETA,
      { ...BETA, account: 'root' },
      ALPHA,
      'the service ran as svc and runs as root now',
    ],
    [
      'has other adapters than the other server',
      BETA,
      { ...BETA, adapters: ['Ethernet 2', 'Heartbeat'] },
      ALPHA,
      'it has the network adapters Ethernet 2, Heartbeat; the other server has Ethernet, Heartbeat',
    ],
    [
      'has lost an adapter',
      BETA,
      { ...BETA, adapters: ['Ethernet'] },
      ALPHA,
      'it has the network adapters Ethernet; the other server has Ethernet, Heartbeat',
    ],
    [
      'has lost all its adapters',
      BETA,
      { ...BETA, adapters: [] },
      ALPHA,
      'it has no network adapters; the other server has Ethernet, Heartbeat',
    ],
    [
      'has other adapters, and nothing is known of the other server',
      BETA,
      { ...BETA, adapters: ['Ethernet 2'] },
      null,
      'it has the network adapters Ethernet 2; before, they were Ethernet, Heartbeat',
    ],
  ])('that %s', (_what, before, after, companion, says) => {
    expect(machineChanged(before, after, companion)).toBe(says);
  });
});

describe('what must not change about a machine', () => {
  const facts = {
    computer: 'BETA',
    user: { id: 1001, name: 'svc' },
    adapters: [
      { name: 'lo', internal: true, addresses: [] },
      { name: 'eth0', internal: false, addresses: [] },
    ],
  } as unknown as MachineFacts;

  test('is nothing if nothing is known', () => {
    expect(machineOf(null)).toBeNull();
  });

  test('is its name, the account of the server, and the adapters that lead outside', () => {
    expect(machineOf(facts)).toEqual({ computerName: 'BETA', account: 'svc', adapters: ['eth0'] });
  });

  test('is the number of the account where it has no name', () => {
    expect(machineOf({ ...facts, user: { ...facts.user, name: null } } as MachineFacts)?.account).toBe('1001');
  });
});
