/**
 * The examples of docs/certificates.md for those who ask a server, run by the real programs against real servers. They
 * are used as they stand on the page; only what every reader replaces is replaced: addresses, ports, PAIR-ID and the path
 * of `ca.crt`. What is not installed is skipped. `.ci/run` installs curl and HAProxy, but not Prometheus with promtool,
 * which takes 320 MB and starts a service.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Ended, ROOT, run } from '../support/cli.ts';
import { type PairProcess, pairProcess } from '../support/pair-process.ts';
import { freePort } from '../support/real-pair.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Not every user has `/usr/sbin` in PATH. */
function installed(name: string): string | undefined {
  return [name, `/usr/sbin/${name}`].find((path) => spawnSync(path, ['--help']).error === undefined);
}

const [curl, haproxy, prometheus, promtool] = ['curl', 'haproxy', 'prometheus', 'promtool'].map(installed);

const page = readFileSync(join(ROOT, 'docs', 'certificates.md'), 'utf8');
const examples = [...page.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, example]) => example ?? '');

/** The examples of the page that contain the word, in their order. */
function examplesWith(word: string): string[] {
  return examples.filter((example) => example.includes(word));
}

let pair: PairProcess;
let cleanUp: () => void | Promise<void> = () => undefined;
/** The folder that `init` created. */
let dir: string;
let fillIn: (example: string) => string;

beforeAll(async () => {
  pair = await pairProcess({}, (undo) => {
    cleanUp = undo;
  });
  dir = join(pair.folder, 'pair');
  await pair.startBoth();
  const [print = ''] = examplesWith('-ext subjectAltName');
  const pairId = /DNS:a\.(\w+)\.switchover/.exec((await shell(print, dir)).stdout)?.[1];
  const { A, B } = pair.pair.pairFile.servers;
  fillIn = (example) =>
    example
      .replaceAll('PAIR-ID', `${pairId}`)
      .replaceAll(/(10\.0\.0\.2:(?:443 port )?)3633\b/g, `$1${B.port}`)
      .replaceAll(/\b3633\b/g, `${A.port}`)
      .replaceAll(/10\.0\.0\.[12](?=:(?!443))/g, '127.0.0.1')
      .replaceAll(/\/etc\/\w+\/switchover-ca\.crt/g, join(dir, 'authority', 'ca.crt'));
}, 90_000);
afterAll(() => cleanUp());

function shell(command: string, cwd: string): Promise<Ended> {
  return run('sh', ['-c', command], { cwd, env: { no_proxy: '*' } });
}

/** The same example for the other server of the pair. */
function withLettersSwapped(example: string): string {
  return example.replaceAll(/\b[ab](?=\.\w+\.switchover)/g, (letter) => (letter === 'a' ? 'b' : 'a'));
}

/** Runs until the test ends. */
function inBackground(file: string, args: readonly string[]): ChildProcess {
  const child = spawn(file, args, { stdio: 'ignore' });
  onTestFinished(async () => {
    if (child.kill('SIGKILL')) await once(child, 'exit');
  });
  return child;
}

describe.skipIf(curl === undefined)('curl, as on the page about certificates', () => {
  const ask = (command: string): Promise<Ended> => shell(command, join(dir, 'operator'));

  test('verifies a server by its address, and by its identity', async () => {
    const commands = examplesWith('curl ').map(fillIn);
    expect(commands).toHaveLength(2);
    for (const command of commands) expect(await ask(command)).toMatchObject({ code: 0, stdout: 'primary.serving\n' });
  });

  test('exits with 60 if the server is another one of the pair, and with 22 if it is not active', async () => {
    const [byAddress = '', byIdentity = ''] = examplesWith('curl ');
    expect(await ask(withLettersSwapped(fillIn(byIdentity)))).toMatchObject({ code: 60, stdout: '' });
    expect(await ask(fillIn(byAddress.replace('10.0.0.1', '10.0.0.2')))).toMatchObject({ code: 22, stdout: '' });
  });

  test('can use HTTP/1.0', async () => {
    const [byAddress = ''] = examplesWith('curl ');
    const command = fillIn(byAddress).replace('curl ', 'curl --http1.0 ');
    expect(await ask(command)).toMatchObject({ code: 0, stdout: 'primary.serving\n' });
  });
});

describe.skipIf(prometheus === undefined || promtool === undefined)(
  'Prometheus, as on the page about certificates (not installed in CI)',
  () => {
    /** The jobs of the page, scraped more often, and the second one as the wrong server. */
    function written(): string {
      const [byAddress = '', byIdentity = ''] = examplesWith('scrape_configs').map(fillIn);
      const wrong = withLettersSwapped(byIdentity).replace('job_name: switchover-a', 'job_name: wrong');
      const jobs = [byAddress, byIdentity, wrong].map((config) => config.replace('scrape_configs:\n', ''));
      const path = join(temporaryFolder(), 'prometheus.yml');
      writeFileSync(path, `global: { scrape_interval: 1s }\nscrape_configs:\n${jobs.join('')}`);
      return path;
    }

    test('has a configuration that promtool accepts', async () => {
      expect(await run(promtool!, ['check', 'config', written()])).toMatchObject({ code: 0, stderr: '' });
    });

    test('scrapes both servers by address, one by its identity, and none under the identity of another', async () => {
      const config = written();
      const port = await freePort();
      const data = join(config, '..', 'data');
      mkdirSync(data);
      inBackground(prometheus!, [
        `--config.file=${config}`,
        `--storage.tsdb.path=${data}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ]);
      type Found = { readonly data: { readonly result: { metric: { job: string }; value: [number, string] }[] } };
      /** By job and value; empty while Prometheus does not answer. */
      const query = async (expression: string): Promise<string[]> => {
        const url = `http://127.0.0.1:${port}/api/v1/query?query=${expression}`;
        const response = await fetch(url).catch(() => null);
        if (response?.status !== 200) return [];
        const { data } = (await response.json()) as Found;
        return data.result.map(({ metric, value }) => `${metric.job} ${value[1]}`).sort();
      };
      await expect.poll(() => query('up')).toEqual(['switchover 1', 'switchover 1', 'switchover-a 1', 'wrong 0']);
      expect(await query('switchover_serving')).toEqual(['switchover 0', 'switchover 1', 'switchover-a 1']);
    });
  },
);

describe.skipIf(haproxy === undefined)('HAProxy, as on the page about certificates', () => {
  interface Balancer {
    /** By server: its state, and the result of its last check. */
    readonly states: () => Promise<Record<string, string>>;
    /** What a client that connects to HAProxy gets. */
    readonly answer: () => Promise<string>;
  }

  /** The rest is as Debian configures it, and does not verify anybody unless a server line says so. */
  async function balancer(backend: string): Promise<Balancer> {
    const folder = temporaryFolder();
    const [config, stats, entrance] = ['haproxy.cfg', 'stats', 'entrance'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const products = await Promise.all(['alpha', 'beta'].map(product));
    writeFileSync(
      config,
      `global
  stats socket ${stats}
  ssl-server-verify none
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
  default-server inter 100ms
frontend contact-centre-clients
  mode tcp
  bind unix@${entrance}
  default_backend contact-centre
${backend.replace('10.0.0.1:443', products[0]!).replace('10.0.0.2:443', products[1]!)}`,
    );
    expect(await run(haproxy!, ['-c', '-q', '-f', config])).toMatchObject({ code: 0, stderr: '' });
    inBackground(haproxy!, ['-db', '-q', '-f', config]);
    return { states: () => talk(stats, 'show stat\n').then(statesOf), answer: () => talk(entrance, '') };
  }

  /** What the pair makes available, on the machine of one server: it tells which one. Its address. */
  async function product(name: string): Promise<string> {
    const server = createServer((socket) => socket.end(name)).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Empty while nobody listens. */
  async function talk(socket: string, words: string): Promise<string> {
    const client = connect(socket);
    client.write(words);
    return text(client).catch(() => '');
  }

  function statesOf(csv: string): Record<string, string> {
    const [head = '', ...rows] = csv.trim().replace('# ', '').split('\n');
    const names = head.split(',');
    const cell = (row: string[], name: string): string => row[names.indexOf(name)] ?? '';
    const servers = rows.map((row) => row.split(',')).filter((row) => cell(row, 'check_status') !== '');
    return Object.fromEntries(
      servers
        .filter((row) => cell(row, 'svname') !== 'BACKEND')
        .map((row) => [cell(row, 'svname'), `${cell(row, 'status')} ${cell(row, 'check_status').replace('* ', '')}`]),
    );
  }

  const [example = ''] = examplesWith('option httpchk');

  test('takes no server of the pair for the other one, and does not know them by address', async () => {
    const nobody = { alpha: 'DOWN L6RSP', beta: 'DOWN L6RSP' };
    const swapped = await balancer(withLettersSwapped(fillIn(example)));
    await expect.poll(swapped.states).toEqual(nobody);
    const byAddress = await balancer(fillIn(example).replaceAll(/verifyhost \S+/g, 'verifyhost 127.0.0.1'));
    await expect.poll(byAddress.states).toEqual(nobody);
  });

  test('verifies the servers by their computer names', async () => {
    const byName = fillIn(example).replaceAll(/verifyhost ([ab])\S+/g, (_, letter) =>
      letter === 'a' ? 'verifyhost alpha' : 'verifyhost beta',
    );
    await expect.poll((await balancer(byName)).states).toEqual({ alpha: 'UP L7OK', beta: 'DOWN L7STS' });
  });

  test('connects clients to the active server, and to the other one after a switch', async () => {
    const { states, answer } = await balancer(fillIn(example));
    await expect.poll(states).toEqual({ alpha: 'UP L7OK', beta: 'DOWN L7STS' });
    expect(await answer()).toBe('alpha');
    expect(await pair.command('switch', '--yes', '--wait')).toMatchObject({ code: 0 });
    await expect.poll(states).toEqual({ alpha: 'DOWN L7STS', beta: 'UP L7OK' });
    expect(await answer()).toBe('beta');
  });
});
