import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ModuleProbe } from '../../src/core/config/pair-file/pair-file.ts';
import type { View } from '../../src/core/engine/state.ts';
import { PROTOCOL_VERSION } from '../../src/core/protocol/frames.ts';
import type { Hello } from '../../src/core/protocol/notifier-payload.ts';
import { readPairFile } from '../../src/host/files/pair-file.ts';
import type { RunningServer } from '../../src/server/server.ts';
import { switchover } from '../support/cli.ts';
import { answerAs, callAs, freshView, type HeardFrame, helloOf, said } from '../support/fake-companion.ts';
import type { RealPair } from '../support/real-pair.ts';
import { freePort, realPair, startBoth, until } from '../support/real-pair.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Shorter than a pair file allows: the engine itself has no minimum values. In seconds. */
const QUICK = {
  'Switchover TS Timeout': 0.4,
  'Switchover TS Failure Retry Delay': 0.1,
  'Switchover Max TS Failures': 1,
  'Switchover Primary Monitor Timeout': 0.3,
  'Switchover Reconnect Timeout': 0,
} as const;

/** A pair whose servers probe a module in this way, and quickly. */
async function pairWith(probe: ModuleProbe, only?: 'A' | 'B'): Promise<RealPair> {
  const pair = await realPair();
  const start: RealPair['start'] = async (letter, options = {}) => {
    const own = await readPairFile(pair.pairFile);
    const module =
      only === undefined || only === letter ? { name: 'web', probe, check: null, startLimitMs: 60_000 } : null;
    const pairFile = { ...own.pairFile, parameters: { ...own.pairFile.parameters, ...QUICK }, module };
    return pair.start(letter, { pair: { ...own, pairFile }, ...options });
  };
  return { ...pair, start };
}

/** A module behind HTTP, controlled by the test. */
async function webModule(): Promise<{
  readonly probe: ModuleProbe;
  readonly server: Server;
  pid: number;
  hangs: boolean;
  asked: number;
}> {
  const port = await freePort();
  const module = {
    probe: { kind: 'http', url: `http://127.0.0.1:${port}/`, pid: { in: 'header', name: 'pid' } } as const,
    server: createServer((_, response) => {
      module.asked += 1;
      if (!module.hangs) response.writeHead(200, { pid: module.pid }).end();
    }),
    pid: 1,
    hangs: false,
    asked: 0,
  };
  await new Promise<void>((resolve) => void module.server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => {
    module.server.closeAllConnections();
    module.server.close();
  });
  return module;
}

const answering = (server: RunningServer): boolean => server.state().module.verdict === 'answering';

describe('the module on the active server', () => {
  test('is asked by the backup through the active server, and known by its process id', async () => {
    const module = await webModule();
    module.pid = 4711;
    const { A, B } = await startBoth(await pairWith(module.probe));
    await until(() => answering(B), 'the backup has an answer');
    expect(B.state().module).toMatchObject({ pid: 4711, failures: 0 });
    expect(A.state().module.startedAt).toBeNull();
  });

  test.each([
    [
      'hangs',
      (module: Awaited<ReturnType<typeof webModule>>) => {
        module.hangs = true;
      },
    ],
    [
      'dies',
      (module: Awaited<ReturnType<typeof webModule>>) => {
        module.server.closeAllConnections();
        module.server.close();
      },
    ],
  ])('%s: it is asked on both connections and once more, and the backup takes over', async (_, break_) => {
    const module = await webModule();
    const pair = await pairWith(module.probe);
    const { B } = await startBoth(pair);
    await until(() => answering(B) && B.state().startedUp, 'the backup has an answer and has started up');
    break_(module);
    await until(() => B.state().place === 'primary.serving', 'B takes over');
    expect(B.state().takeover).toMatchObject({ cause: 'module-down', term: 2 });
    expect(pair.log('A')).toMatch(
      /ModuleProbe : The web module on this server (reports a failure: .*ECONN|does not answer in time)/,
    );
  });

  test('answers under a new process id every time: it does not stay up, and the backup takes over', async () => {
    const module = await webModule();
    module.server.prependListener('request', () => {
      module.pid += 1;
    });
    const pair = await pairWith(module.probe);
    const { B } = await startBoth(pair);
    await until(() => B.state().place === 'primary.serving', 'B takes over');
    expect(B.state().takeover).toMatchObject({ cause: 'module-restarting' });
    const why = await switchover(['why-switched', join(pair.dir, 'B', 'logs', 'switchover.log'), '--json']);
    expect(JSON.parse(why.stdout)).toMatchObject({ switches: [{ cause: 'module-restarting', module: 'web' }] });
  });

  test('that was never there is not considered down before its start time has passed', async () => {
    const pair = await pairWith({ kind: 'tcp', host: '127.0.0.1', port: await freePort() });
    const { B } = await startBoth(pair);
    await until(
      () => (pair.log('B').match(/failures do not count before its first answer/g) ?? []).length > 4,
      'five pings failed',
    );
    expect(B.state().place).toBe('backup.watching');
  });

  test('registers in the data folder of the active server', async () => {
    const pair = await pairWith({ kind: 'registered' });
    const { B } = await startBoth(pair);
    const socket = connect(join(pair.dir, 'A', 'module.sock'));
    onTestFinished(() => void socket.destroy());
    socket.write('register web 77\n');
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const [, id] of text.matchAll(/^ping (\d+)$/gm)) socket.write(`pong ${id}\n`);
    });
    await until(() => answering(B), 'the backup has an answer');
    expect(B.state().module.pid).toBe(77);
    await until(() => B.state().startedUp, 'B has started up');
    socket.destroy();
    await until(() => B.state().place === 'primary.serving', 'B takes over');
    expect(B.state().takeover).toMatchObject({ cause: 'module-down' });
  });
});

describe('no word about the module is never a reason to take over', () => {
  const settle = async (pair: RealPair, why: string): Promise<void> => {
    const { B } = await startBoth(pair);
    const recorded = (): string => readRecorder(pair);
    await until(() => recorded().split(why).length > 6, `six pings ended with: ${why}`);
    expect(B.state().place).toBe('backup.watching');
    expect(B.state().module).toMatchObject({ failures: 0, round: 1 });
    const { json } = await pair.ask('B', 'GET', '/v1/status', { credential: 'viewer' });
    const warning = json.warnings.find(({ code }: { code: string }) => code === 'module-not-asked');
    expect(warning.what).toContain(why);
  };

  test('where the active server names no module in its pair file', async () => {
    await settle(await pairWith({ kind: 'registered' }, 'B'), 'no module is set in the pair file');
  });

  test('where the probe cannot be run there', async () => {
    const missing = join(temporaryFolder(), 'not-there');
    await settle(await pairWith({ kind: 'exec', command: [missing] }), 'could not be run');
  });
});

function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

function readRecorder(pair: RealPair): string {
  return readText(join(pair.dir, 'B', 'logs', 'flight-recorder.jsonl'));
}

describe('a companion controlled by the test', () => {
  /** The hello of a companion of this version. */
  const current = (view: View): Hello => ({ ...helloOf(view), highest: PROTOCOL_VERSION, channels: ['module'] });

  /** The companion B is active and answers pings; server A is its backup and pings the module. */
  async function activeFake(
    pair: RealPair,
    highest: number,
    hear: (frame: HeardFrame, say: (payload: object) => void) => void,
  ) {
    const view = freshView('B', { place: 'primary.serving', serving: true, term: 2, highestTerm: 2 });
    await answerAs(await pair.identity('B'), pair.ports.B, (socket, frame) => {
      if (frame === null) return;
      const say = (payload: object, channel: string): void => socket.send(said(payload, channel));
      if (frame.type === 'hello') say({ ...helloOf(view), highest }, 'notifier');
      if (frame.channel === 'notifier' && frame.type === 'ping') say({ type: 'pong', id: frame.id }, 'notifier');
      hear(frame, (payload) => say(payload, 'module'));
    });
    const server = await pair.start('A');
    await until(() => server.state().place === 'backup.watching', 'A is the backup');
    return server;
  }

  test('of a version without module pings is never sent one, and the connection stays', async () => {
    const heard: string[] = [];
    const pair = await pairWith({ kind: 'registered' });
    const server = await activeFake(pair, 1, (frame) => heard.push(`${frame.channel} ${frame.type}`));
    await until(() => server.state().module.last === 'lost', 'the first ping is given up');
    await until(() => heard.filter((words) => words === 'notifier ping').length > 2, 'the connections are used');
    expect(heard).not.toContain('module ping');
    expect(server.state().connections.main.status).toBe('up');
  });

  test('gets the time limit for its answer, and answers to other pings are ignored', async () => {
    const pair = await pairWith({ kind: 'registered' });
    const limits: number[] = [];
    const server = await activeFake(pair, 2, (frame, say) => {
      if (frame.channel !== 'module') return;
      limits.push(frame.limitMs);
      say({ type: 'pong', id: frame.id + 1_000, pid: 1 });
      say({ type: 'rejected', id: -1, why: 'x' });
      say({ type: 'pong', id: frame.id, pid: 9 });
      say({ type: 'rejected', id: frame.id, why: 'too late' });
    });
    await until(() => server.state().module.pid === 9, 'the right answer counts');
    expect(server.state().module).toMatchObject({ verdict: 'answering', failures: 0 });
    expect(limits[0]).toBe(400);
  });

  test('that loses its connection while the module is asked loses the ping with it', async () => {
    const pair = await pairWith({ kind: 'registered' });
    let cut = false;
    const server = await activeFake(pair, 2, (frame, say) => {
      if (frame.channel !== 'module') return;
      if (cut) return say({ type: 'pong', id: frame.id, pid: null });
      cut = true;
      // A module message that no version sends closes the connection.
      return say({ type: 'nothing' });
    });
    await until(() => answering(server), 'it is asked again');
    expect(readText(join(pair.dir, 'A', 'logs', 'flight-recorder.jsonl'))).toMatch(
      /"module-ping-failed","id":\d+,"outcome":"lost","why":"the connection was lost"/,
    );
    expect(server.state().module.failures).toBe(0);
  });

  test('that floods an active server with pings has one probe run at a time', async () => {
    const folder = temporaryFolder();
    const script = join(folder, 'check');
    writeFileSync(
      script,
      `#!/bin/sh\nmkdir ${folder}/busy || echo twice >> ${folder}/log\nsleep 0.1\nrmdir ${folder}/busy\necho once >> ${folder}/log\n`,
      { mode: 0o755 },
    );
    const pair = await pairWith({ kind: 'exec', command: [script] });
    await answerAs(await pair.identity('B'), pair.ports.B, (socket, frame) => {
      if (frame?.type === 'hello') socket.send(said(helloOf(freshView('B'))));
    });
    const server = await pair.start('A');
    await until(() => server.state().place === 'primary.serving', 'A serves');
    const caller = await callAs(await pair.identity('B'), 'A', pair.ports.A);
    caller.send(current(freshView('B')));
    for (let id = 1; id <= 500; id += 1) caller.send({ type: 'ping', id, limitMs: 5_000 }, 'module');
    const answers = (type: string): number[] =>
      caller.frames.flatMap((frame) => (frame.channel === 'module' && frame.type === type ? [frame.id] : []));
    await until(() => answers('pong').includes(500), 'the last one is answered');
    expect(answers('pong')).toEqual([1, 500]);
    expect(answers('unknown')).toHaveLength(498);
    expect(readText(join(folder, 'log')).trim().split('\n')).toEqual(['once', 'once']);
  });

  test('that asks a backup about its module is told that it does not serve', async () => {
    const module = await webModule();
    const pair = await pairWith(module.probe);
    const server = await activeFake(pair, 1, () => undefined);
    const caller = await callAs(await pair.identity('B'), 'A', pair.ports.A, '/notifier/aux');
    caller.send(current(freshView('B', { place: 'primary.serving', serving: true, term: 2, highestTerm: 2 })));
    caller.send({ type: 'ping', id: 5, limitMs: 1_000 }, 'module');
    await until(() => caller.frames.some(({ type }) => type === 'unknown'), 'it is answered');
    expect(module.asked).toBe(0);
    expect(server.state().place).toBe('backup.watching');
  });
});
