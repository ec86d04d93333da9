/** Longer than a busy machine needs to run a short program, in ms. */
const LONGEST_MS = 15_000;

/** Waits while timers are faked: waiting in any other way would let their time pass. */
export async function turnsUntil(isSo: () => boolean, what: string): Promise<void> {
  const limit = Date.now() + LONGEST_MS;
  while (!isSo()) {
    if (Date.now() > limit) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
