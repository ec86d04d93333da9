/** The configuration tree of two server processes, whatever happens to them and to the connections between them. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Letter } from '../../src/core/letter.ts';
import { type PairProcess, pairProcess } from '../support/pair-process.ts';
import { freePort } from '../support/real-pair.ts';
import { type TreeClient, treeClient } from '../support/tree-client.ts';

const EVERY_ROW = process.env.FAULTS === 'every-row';
const FOLDER = `\${CONFIG}\\Users`;

function entryPath(number: number): string {
  return `${FOLDER}\\User ${number}`;
}

async function opened(pair: PairProcess): Promise<TreeClient> {
  return treeClient(join(pair.folder, 'pair'));
}

/** Writes entries one after the other until it is told to stop; what was confirmed, and what was confirmed as replicated. */
function writer(tree: TreeClient, letter: Letter) {
  const confirmed = new Map<string, string>();
  const replicated = new Map<string, string>();
  let isOver = false;
  let count = 0;
  const ended = (async () => {
    while (!isOver) {
      count += 1;
      const [path, value] = [entryPath(count % 500), String(count)];
      const reply = await tree.set(letter, path, { Number: [value] }).catch(() => null);
      if (reply === null || !reply.accepted) return;
      confirmed.set(path, value);
      if (reply.replicated === true) replicated.set(path, value);
    }
  })();
  return {
    confirmed,
    replicated,
    stop: () => {
      isOver = true;
      return ended;
    },
    reached: async (wanted: number) => {
      while (count < wanted) await tree.get(letter, entryPath(1));
    },
  };
}

async function sameOnBoth(tree: TreeClient): Promise<void> {
  await expect
    .poll(async () => [...(await tree.children('B', FOLDER))], { timeout: 30_000 })
    .toEqual([...(await tree.children('A', FOLDER))]);
}

test('what was confirmed as replicated survives the kill of the active server under load, and the rest is what was predicted', async () => {
  const pair = await pairProcess();
  await pair.startBoth();
  const tree = await opened(pair);
  const load = writer(tree, 'A');
  await load.reached(200);
  await pair.kill('A');
  await load.stop();
  await pair.until((status) => status.servers[1]!.serving === true, 'B is active');
  const there = await tree.children('B', FOLDER);
  for (const [path, value] of load.replicated) {
    expect(Number(there.get(path)!.attributes.Number![0])).toBeGreaterThanOrEqual(Number(value));
  }
  // The old active server comes back: what only it had is set aside, and both hold the same.
  pair.start('A');
  await pair.isProtected().catch(() => pair.command('rejoin', '--server', 'A', '--yes').then(pair.isProtected));
  await sameOnBoth(tree);
});

test.each<[who: Letter]>([['A'], ['B']])(
  'server %s can be killed at any moment of a copy and of a steady load: in the end both hold the same',
  async (victim) => {
    const pair = await pairProcess({ reconnectTimeoutS: 60, parameters: [] });
    await pair.startBoth();
    const tree = await opened(pair);
    for (let round = 0; round < (EVERY_ROW ? 20 : 3); round += 1) {
      const load = writer(tree, 'A');
      await load.reached(20 + 37 * round);
      await pair.kill(victim);
      await load.stop();
      pair.start(victim);
      await pair.until(
        (status) => status.protection === 'protected' && status.servers[0]!.serving === true,
        'A is active again with its backup',
      );
      const here = await tree.children('A', FOLDER);
      for (const [path, value] of load.confirmed) {
        expect(Number(here.get(path)!.attributes.Number![0])).toBeGreaterThanOrEqual(Number(value));
      }
      await sameOnBoth(tree);
    }
  },
);

test('a damaged database is kept aside and never shown, and the server gets the tree from its companion again', async () => {
  const pair = await pairProcess();
  await pair.startBoth();
  const tree = await opened(pair);
  for (let number = 0; number < 300; number += 1) await tree.set('A', entryPath(number), { Number: ['1'] });
  await pair.kill('B');
  const folder = join(pair.folder, 'pair', 'B');
  const file = openSync(join(folder, 'tree.db'), 'r+');
  writeSync(file, Buffer.alloc(4096, 0x55), 0, 4096, Math.floor(statSync(join(folder, 'tree.db')).size / 8192) * 4096);
  closeSync(file);
  pair.start('B');
  await pair.isProtected();
  await sameOnBoth(tree);
  expect((await tree.children('B', FOLDER)).size).toBe(300);
  expect(readdirSync(folder).filter((name) => name.startsWith('tree.db.damaged'))).not.toEqual([]);
  expect(readFileSync(pair.logOf('B'), 'utf8')).toContain('its database was damaged');
  const { warnings } = (await tree.ask('B', 'GET', '/v1/status')) as { warnings: { code: string }[] };
  expect(warnings.map(({ code }) => code)).toContain('tree-damaged');
});

interface Proxy {
  readonly port: number;
  /** Cuts the connection that has carried most: that of the tree, under load. */
  readonly cut: () => void;
  /** Nothing passes on that connection any more. */
  readonly hold: () => void;
}

async function proxy(port: number): Promise<Proxy> {
  const open = new Map<Socket, { readonly to: Socket; bytes: number }>();
  const own = await freePort();
  const server = createServer((from) => {
    const to = connect(port, '127.0.0.1');
    const one = { to, bytes: 0 };
    open.set(from, one);
    const end = (): void => {
      from.destroy();
      to.destroy();
      open.delete(from);
    };
    for (const each of [from, to]) {
      each.on('error', end);
      each.on('close', end);
      each.on('data', (data) => {
        one.bytes += data.length;
      });
    }
    from.pipe(to);
    to.pipe(from);
  });
  await new Promise<void>((resolve) => server.listen(own, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const each of open.keys()) each.destroy();
    server.close();
  });
  const busiest = () => [...open].toSorted(([, one], [, other]) => other.bytes - one.bytes)[0];
  return {
    port: own,
    cut: () => busiest()?.[0].destroy(),
    hold: () => {
      const [from, { to }] = busiest()!;
      from.unpipe(to).pause();
      to.unpipe(from).pause();
    },
  };
}

/** Both servers, with all that B dials going through a proxy. */
async function startThroughProxy(pair: PairProcess): Promise<Proxy> {
  const { port } = pair.pair.pairFile.servers.A;
  const between = await proxy(port);
  pair.start('A');
  await pair.until((status) => status.servers[0]!.serving === true, 'A is active');
  const text = readFileSync(pair.pairFile, 'utf8');
  writeFileSync(pair.pairFile, text.replaceAll(String(port), String(between.port)));
  pair.start('B');
  await pair.isProtected();
  writeFileSync(pair.pairFile, text);
  return between;
}

// Each cut may be followed by a pause of some seconds.
test('twenty cuts of the connection during a steady load lose nothing', async () => {
  const pair = await pairProcess();
  const between = await startThroughProxy(pair);
  const tree = await opened(pair);
  const load = writer(tree, 'A');
  const step = EVERY_ROW ? 500 : 25;
  for (let cut = 1; cut <= 20; cut += 1) {
    await load.reached(cut * step);
    between.cut();
  }
  await load.stop();
  await sameOnBoth(tree);
  const there = await tree.children('B', FOLDER);
  for (const [path, value] of load.confirmed) expect(there.get(path)!.attributes.Number).toEqual([value]);
}, 240_000);

test('after a kill, exactly what was predicted is missing on the new active server', async () => {
  const pair = await pairProcess();
  const between = await startThroughProxy(pair);
  const tree = await opened(pair);
  for (let number = 0; number < 50; number += 1) await tree.set('A', entryPath(number), { Number: ['1'] });
  between.hold();
  for (const number of [7, 60, 61]) await tree.set('A', entryPath(number), { Number: ['2'] });
  const before = await tree.children('A', FOLDER);
  const predicted = await tree.wouldLose('A');
  await pair.kill('A');
  await pair.until((status) => status.servers[1]!.serving === true, 'B is active');
  const after = await tree.children('B', FOLDER);
  const missing = [...before].filter(([path, entry]) => {
    const there = after.get(path);
    return there === undefined || there.position.number !== entry.position.number;
  });
  expect(missing.map(([path]) => path).toSorted()).toEqual([...predicted].toSorted());
  expect(predicted).toHaveLength(3);
});

test('a backup whose disk is full acknowledges nothing that it does not have, and catches up once there is room', async ({
  skip,
}) => {
  const pair = await pairProcess();
  const data = join(pair.folder, 'small');
  mkdirSync(data);
  const mount = (...words: string[]): boolean => spawnSync('mount', words).status === 0;
  if (!mount('-t', 'tmpfs', '-o', 'size=6m,mode=0700', 'none', data)) return skip('nothing can be mounted here');
  onTestFinished(() => void execFileSync('umount', ['-l', data]));
  const text = readFileSync(pair.pairFile, 'utf8');
  writeFileSync(pair.pairFile, text.replace('name: beta', `name: beta\n    data: ${data}`));
  for (const letter of ['A', 'B'] as const) pair.start(letter);
  await pair.isProtected();
  const tree = await opened(pair);
  const value = 'x'.repeat(30_000);
  const numbers = Array.from({ length: 200 }, (_, number) => number);
  await Promise.all(numbers.map((number) => tree.set('A', entryPath(number), { Number: [value] })));
  const backup = join(data, 'logs', 'switchover.log');
  await expect
    .poll(() => readFileSync(backup, 'utf8'), { timeout: 20_000 })
    .toContain('cannot write what the companion sent');
  expect((await tree.wouldLose('A')).length).toBeGreaterThan(0);
  expect((await tree.children('B', FOLDER)).size).toBeLessThan(200);
  expect(mount('-o', 'remount,size=200m', data)).toBe(true);
  await sameOnBoth(tree);
  expect((await tree.children('B', FOLDER)).size).toBe(200);
});

test('a server that starts alone without its tree shows and changes nothing of it, until a backup is restored', async () => {
  const pair = await pairProcess();
  const folder = join(pair.folder, 'pair', 'A');
  const serves = () => pair.until((status) => status.servers[0]!.serving === true, 'A is active');
  const answer = async (...words: string[]) => {
    const { code, stdout } = await pair.command(...words, '--json');
    return { code, data: JSON.parse(stdout) };
  };
  pair.start('A');
  await serves();
  await answer('ds', 'set', 'CONFIG/Joe', 'One=1');
  const [{ name }] = (await answer('ds', 'backup')).data.backups;
  await pair.kill('A');
  writeFileSync(join(folder, 'tree.db'), Buffer.alloc(8192, 0x55));
  pair.start('A');
  await serves();
  expect((await pair.pair.status('A')).term).toBe(3);
  expect(await answer('ds', 'get', 'CONFIG/Joe')).toMatchObject({ code: 3, data: { error: { code: 'tree-lost' } } });
  expect((await answer('ds', 'set', 'CONFIG/Joe', 'One=2')).data.error.code).toBe('tree-lost');
  expect((await answer('status')).data.warnings.map(({ code }: { code: string }) => code)).toContain('tree-lost');
  await pair.kill('A');
  for (const file of readdirSync(folder)) if (file.startsWith('tree.db')) rmSync(join(folder, file));
  pair.start('A');
  await serves();
  expect((await answer('ds', 'restore', name, '--yes')).code).toBe(0);
  expect((await answer('ds', 'get', 'CONFIG/Joe')).data.attributes).toEqual({ One: ['1'] });
});
