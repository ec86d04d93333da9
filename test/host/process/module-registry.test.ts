import { once } from 'node:events';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import type { ModuleRegistry } from '../../../src/host/process/module-registry.ts';
import { openModuleRegistry } from '../../../src/host/process/module-registry.ts';
import { caught } from '../../support/caught.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function registry(folder = temporaryFolder()): Promise<ModuleRegistry> {
  const opened = await openModuleRegistry(folder, () => 'call router');
  onTestFinished(() => opened.close());
  return opened;
}

interface Module {
  readonly socket: Socket;
  readonly say: (text: string) => void;
  /** The next line from the server; null when it hangs up. */
  readonly next: () => Promise<string | null>;
}

async function module(path: string): Promise<Module> {
  const socket = connect(path);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  return {
    socket,
    say: (text) => void socket.write(text),
    next: async () => {
      const { done, value } = await lines.next();
      return done === true ? null : value;
    },
  };
}

async function registered(path: string, pid: number): Promise<Module> {
  const own = await module(path);
  own.say(`register call router ${pid}\n`);
  expect(await own.next()).toBe('registered');
  return own;
}

/** Answers the next ping. */
async function answers(own: Module): Promise<void> {
  own.say(`pong ${(await own.next())?.replace('ping ', '')}\n`);
}

test('a module registers and answers under its process id', async () => {
  const { path, ask } = await registry();
  const own = await registered(path, 4711);
  for (let round = 0; round < 3; round += 1) {
    const [result] = await Promise.all([ask(5_000), answers(own)]);
    expect(result).toEqual({ kind: 'answered', pid: 4711 });
  }
});

test('a module that does not answer is silent, and its late answer is none to the next ping', async () => {
  const { path, ask } = await registry();
  const own = await registered(path, 1);
  expect(await ask(50)).toEqual({ kind: 'silent' });
  const second = ask(50);
  own.say('pong 1\n');
  expect(await second).toEqual({ kind: 'silent' });
  const third = ask(5_000);
  own.say('pong 3\n');
  expect(await third).toMatchObject({ kind: 'answered' });
});

test('a module that is not there, or disappears while it is pinged, is rejected immediately', async () => {
  const { path, ask } = await registry();
  expect(await ask(60_000)).toEqual({ kind: 'rejected', why: 'no module is registered' });
  const own = await registered(path, 1);
  const asked = ask(60_000);
  await own.next();
  own.socket.destroy();
  expect(await asked).toEqual({ kind: 'rejected', why: 'the module has closed its connection' });
});

test('the newest registration counts: one that was restarted is asked what its predecessor was asked', async () => {
  const { path, ask } = await registry();
  const old = await registered(path, 1);
  const asked = ask(60_000);
  expect(await old.next()).toBe('ping 1');
  const own = await registered(path, 2);
  expect(await old.next()).toBe('refused another instance has registered');
  expect(await old.next()).toBeNull();
  await answers(own);
  expect(await asked).toEqual({ kind: 'answered', pid: 2 });
});

test.each([
  ['another name', 'register mail 1\n', 'the monitored module is called call router'],
  ['no process id', 'register call router\n', 'the first line must be: register NAME PID'],
  ['a process id that is none', 'register call router -1\n', 'the first line must be: register NAME PID'],
  ['a word too many', 'register call router 1 2\n', 'the monitored module is called call router'],
  ['a pong first', 'pong 1\n', 'the first line must be: register NAME PID'],
  ['a line without end', 'x'.repeat(300), 'line too long'],
])('one that begins with %s is told so and hung up on', async (_, text, why) => {
  const { path, ask } = await registry();
  const own = await module(path);
  own.say(text);
  expect(await own.next()).toBe(`refused ${why}`);
  expect(await own.next()).toBeNull();
  expect(await ask(1_000)).toMatchObject({ kind: 'rejected' });
});

test('lines may come in pieces, several at once, and with carriage returns', async () => {
  const { path, ask } = await registry();
  const own = await module(path);
  for (const piece of ['reg', 'ister call', ' router', ' 7\r', '\n']) own.say(piece);
  expect(await own.next()).toBe('registered');
  const asked = ask(5_000);
  own.say('pong 0\npong 1\r\npong 2\n');
  expect(await asked).toEqual({ kind: 'answered', pid: 7 });
});

test('the socket is accessible only to its owner, replaces one left behind, and is removed with the server', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'module.sock'), 'left behind');
  const opened = await registry(folder);
  expect(statSync(opened.path).mode & 0o777).toBe(0o600);
  await registered(opened.path, 1);
  await opened.close();
  expect(() => statSync(opened.path)).toThrow('ENOENT');
});

test('where it cannot be made, says where and what to do', async () => {
  const long = join(temporaryFolder(), 'x'.repeat(120));
  mkdirSync(long);
  const { kind, problem } = await caught(openModuleRegistry(long, () => 'call router'));
  expect([kind, problem.code, problem.where]).toEqual([
    'unreachable',
    'module-socket-unusable',
    join(long, 'module.sock'),
  ]);
});
