/** Frames on a socket: in the version that both ends know, on channels that the other end supports. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Frame } from '../../src/core/protocol/frames.ts';
import { FRAME_LIMIT } from '../../src/core/protocol/frames.ts';
import { decodeFrame, encodeFrame } from '../../src/core/protocol/wire.ts';
import { createSpeech } from '../../src/server/notifier-speech.ts';
import type { Source } from '../../src/server/subsystem.ts';
import { freshView, helloOf } from '../support/fake-companion.ts';

const HELLO = { ...helloOf(freshView('B')), highest: 4, channels: ['tally'] };
const TALLY: Frame = { channel: 'tally', payload: { count: 3 } };

/** A speech over a real connection; what arrives at its other end, and what goes to other channels. */
async function speaking() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[WebSocket]>;
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => socket.terminate());
  const [there] = await accepted;
  const heard: unknown[] = [];
  there.on('message', (data: Buffer) => heard.push(decodeFrame(data)));
  await once(socket, 'open');
  const carried: [Frame, Source][] = [];
  const speech = createSpeech((frame, from) => void carried.push([frame, from]));
  const hungUp: string[] = [];
  const from = { connection: 'main', hangUp: () => void hungUp.push('main') } as const;
  const read = (frame: Frame) => speech.read(socket, Buffer.from(encodeFrame(frame, 4)!), from);
  return { speech, socket, there, heard, carried, hungUp, from, read };
}

describe('before the hello of the companion', () => {
  test('nothing but our own hello is sent, and no other channel is heard', async () => {
    const { speech, socket, heard, carried, hungUp, read } = await speaking();
    expect([speech.hasGreeted(socket), speech.listens(socket, 'tally')]).toEqual([false, false]);
    expect(speech.say(socket, TALLY)).toBe(false);
    expect(read(TALLY)).toBeNull();
    expect([carried, hungUp]).toEqual([[], ['main']]);
    speech.greet(socket, HELLO);
    await expect.poll(() => heard).toMatchObject([{ channel: 'notifier', payload: { type: 'hello' } }]);
  });
});

describe('after the hello of the companion', () => {
  test('frames are sent, and those of other channels are carried, with a way to answer', async () => {
    const { speech, socket, heard, carried, hungUp, read } = await speaking();
    speech.greeted(socket, HELLO);
    expect(speech.hasGreeted(socket)).toBe(true);
    expect([speech.listens(socket, 'tally'), speech.listens(socket, 'other')]).toEqual([true, false]);
    expect(speech.say(socket, TALLY)).toBe(true);
    speech.sayOwn(socket, { type: 'ping', id: 7 });
    expect(read(TALLY)).toBeNull();
    expect(carried).toMatchObject([[TALLY, { connection: 'main' }]]);
    carried[0]![1].answer({ count: 4 });
    const own = { channel: 'notifier', payload: { type: 'ping', id: 7 } };
    await expect.poll(() => heard).toEqual([TALLY, own, { channel: 'tally', payload: { count: 4 } }]);
    expect(hungUp).toEqual([]);
  });

  test('a message on our own channel is read, and what cannot be read ends the connection', async () => {
    const { speech, socket, carried, hungUp, from, read } = await speaking();
    speech.greeted(socket, HELLO);
    expect(read({ channel: 'notifier', payload: { type: 'pong', id: 7 } })).toEqual({ type: 'pong', id: 7 });
    expect(hungUp).toEqual([]);
    expect(read({ channel: 'notifier', payload: { type: 'pong' } })).toBeNull();
    expect(speech.read(socket, Buffer.from('garbage'), from)).toBeNull();
    expect([carried, hungUp]).toEqual([[], ['main', 'main']]);
  });

  test('what is too long, or for a closed connection, is not sent', async () => {
    const { speech, socket } = await speaking();
    speech.greeted(socket, HELLO);
    expect(speech.say(socket, { channel: 'tally', payload: 'x'.repeat(FRAME_LIMIT) })).toBe(false);
    socket.terminate();
    expect(speech.say(socket, TALLY)).toBe(false);
  });

  test('a companion that reads nothing is disconnected after a megabyte', async () => {
    const { speech, socket, there } = await speaking();
    speech.greeted(socket, HELLO);
    there.pause();
    const frame: Frame = { channel: 'tally', payload: 'x'.repeat(FRAME_LIMIT - 100) };
    let [before, most] = [0, 0];
    while (socket.readyState === WebSocket.OPEN) {
      before = socket.bufferedAmount;
      most = Math.max(most, before);
      expect(speech.say(socket, frame)).toBe(true);
      if (before === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(before).toBeGreaterThan(1024 * 1024);
    expect(most).toBeLessThan(1024 * 1024 + 2 * FRAME_LIMIT);
  });
});
