/** How what a server has opened is closed. */
import { expect, test } from 'vitest';
import { beginLifetime } from '../../src/server/lifetime.ts';

function lifetime() {
  const closed: string[] = [];
  const { opened, close, giveUp, done } = beginLifetime();
  opened(
    () => closed.push('one'),
    async () => {
      await new Promise((resolve) => setImmediate(resolve));
      closed.push('two');
    },
  );
  opened(() => closed.push('three'));
  return { closed, close, giveUp, done };
}

test('everything is closed once, one after the other, the last opened first', async () => {
  const { closed, close, done } = lifetime();
  await Promise.all([close(), close()]);
  await done;
  await close();
  expect(closed).toEqual(['three', 'two', 'one']);
});

test('after an internal error, everything is closed, and who waits for the end learns of the error at once', async () => {
  const { closed, giveUp, done } = lifetime();
  giveUp(new Error('planted'));
  await expect(done).rejects.toThrow('planted');
  await expect.poll(() => closed).toEqual(['three', 'two', 'one']);
});
