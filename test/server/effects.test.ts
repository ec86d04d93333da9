import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { LogLine } from '../../src/core/engine/effect.ts';
import type { UntimedEvent } from '../../src/core/engine/event.ts';
import { NEVER_RAN } from '../../src/core/engine/state.ts';
import { initialState } from '../../src/core/engine/step.ts';
import { createEffects, type EffectsHost } from '../../src/server/effects.ts';
import { selfOf } from '../support/engine-server.ts';

const STATE = initialState(selfOf('A'), NEVER_RAN, 'automatic', 0);

it('replies and the exit wait until earlier modes are stored, one after the other', async () => {
  const done: string[] = [];
  const turns: (() => void)[] = [];
  // Only the parts of the host that these effects use.
  const host: Pick<EffectsHost, 'keepMode' | 'reply' | 'exit'> = {
    keepMode: async ({ mode }) => {
      done.push(`begin ${mode}`);
      await new Promise<void>((resolve) => turns.push(resolve));
      done.push(`kept ${mode}`);
    },
    reply: (requestId, reply) => void reply.then(() => done.push(`answer ${requestId}`)),
    exit: () => done.push('exit'),
  };
  const { execute } = createEffects(host as EffectsHost);
  execute({ type: 'keep-mode', mode: 'manual', forMs: null, reason: null, by: null }, STATE);
  execute({ type: 'keep-mode', mode: 'automatic', forMs: null, reason: null, by: null }, STATE);
  execute({ type: 'reply', requestId: 'r1', reply: { accepted: true, state: 'done' } }, STATE);
  execute({ type: 'exit' }, STATE);
  await setImmediate();
  expect(done).toEqual(['begin manual']);
  turns.shift()!();
  await setImmediate();
  turns.shift()!();
  await setImmediate();
  expect(done.slice(0, 4)).toEqual(['begin manual', 'kept manual', 'begin automatic', 'kept automatic']);
  expect(done.slice(4).sort()).toEqual(['answer r1', 'exit']);
});

const PERSIST = { type: 'persist', durable: NEVER_RAN } as const;

/** A disk that refuses the first writes; what is posted, logged, and how often it was asked to write. */
function disk(refusals: number) {
  const seen: string[] = [];
  const host = {
    durable: {
      write: () => {
        seen.push('write');
        return seen.filter((each) => each === 'write').length > refusals
          ? Promise.resolve()
          : Promise.reject(new Error('disk full'));
      },
    },
    post: (event: UntimedEvent) => void seen.push(JSON.stringify(event)),
    log: ({ level, text }: LogLine) => void seen.push(`${level} ${text}`),
  };
  return { seen, execute: createEffects(host as unknown as EffectsHost).execute };
}

it.each([
  [0, '{"type":"persisted","id":7}'],
  [1, '{"type":"persist-failed","id":7,"detail":"disk full"}'],
])('a write that the engine waits for is not repeated: after %i refusals it posts %s', async (refusals, posted) => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { seen, execute } = disk(refusals);
  execute({ ...PERSIST, id: 7 }, STATE);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen).toEqual(['write', posted]);
});

const REFUSED = 'error SwitchoverMain::Persist : cannot write role and term: disk full';

it('a write that nothing waits for is repeated every two seconds until it succeeds', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { seen, execute } = disk(2);
  execute({ ...PERSIST, id: 0 }, STATE);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(seen).toEqual(['write', REFUSED]);
  await vi.advanceTimersByTimeAsync(1);
  expect(seen).toEqual(['write', REFUSED, 'write', REFUSED]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen).toEqual(['write', REFUSED, 'write', REFUSED, 'write']);
});

it.each([0, 1_000])('a write is not repeated once a later one was begun, %i ms after it', async (passed) => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { seen, execute } = disk(1);
  execute({ ...PERSIST, id: 0 }, STATE);
  await vi.advanceTimersByTimeAsync(passed);
  execute({ ...PERSIST, id: 0 }, STATE);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen.toSorted()).toEqual([REFUSED, 'write', 'write']);
});
