import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
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
