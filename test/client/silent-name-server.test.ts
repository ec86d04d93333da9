import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { initPair } from '../../src/operations/pair/init.ts';
import { RUN_JS, run } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A separate network in which the name server receives every query and answers none. */
const SILENT = [
  'ip link set lo up',
  'ip link add sw0 type veth peer name sw1',
  'ip addr add 10.99.0.1/24 dev sw0',
  'ip link set sw0 up',
  'ip link set sw1 up',
  'ip neigh add 10.99.0.53 lladdr 02:00:00:00:00:01 dev sw0',
  'mount --bind "$RESOLV" /etc/resolv.conf',
].join(' && ');
const apart = [['-nm'], ['-rnm']].find(
  (flags) => spawnSync('unshare', [...flags, 'sh', '-c', 'ip link add sw0 type veth peer name sw1']).status === 0,
);

describe.skipIf(apart === undefined)(
  'while the name server is silent (skipped where no such network can be made)',
  () => {
    test.for([
      [['status', '--json'], 3, 'no-server-reachable'],
      [['query-backup', '--server', 'A', '--json'], 3, 'server-unreachable'],
      [['query-backup', '--json'], 2, 'server-needed'],
      [['switch', '--yes', '--json'], 3, 'no-server-reachable'],
    ] as const)('%j ends within its limit', async ([words, exit, problem]) => {
      const folder = temporaryFolder();
      const servers = { A: 'alpha=alpha.example:3633', B: 'beta=beta.example:3633' };
      await initPair(
        { dir: join(folder, 'pair'), pair: null, servers, gatewayPing: false },
        new AbortController().signal,
      );
      writeFileSync(join(folder, 'resolv'), 'nameserver 10.99.0.53\n');
      // A lookup takes 40 s, so waiting for one would be obvious.
      const env = { RESOLV: join(folder, 'resolv'), RES_OPTIONS: 'timeout:20 attempts:2' };
      const began = performance.now();
      const command = [process.execPath, RUN_JS, ...words, '--pair', join(folder, 'pair', 'pair.yaml')];
      const { code, stdout, stderr } = await run(
        'unshare',
        [...apart!, 'sh', '-c', `${SILENT} && exec "$@"`, 'sh', ...command],
        { env },
      );
      expect({ code, stderr, problem: JSON.parse(stdout).error.code }).toEqual({ code: exit, stderr: '', problem });
      expect(performance.now() - began).toBeLessThan(15_000);
    });
  },
);
