/** Lines of `parameters.journal` as earlier versions wrote them. */
export const WRITTEN = { at: '2026-07-01T11:00:00.000Z' };

/** Its id says its number. */
export function writtenCheckpoint(number: number, to: object, more: object = {}) {
  return {
    number,
    id: `id-${number}`,
    term: 1,
    at: `2026-07-01T10:00:0${number % 10}.000Z`,
    by: 'ann',
    reason: null,
    made: { is: 'set' },
    request: `request-${number}`,
    to,
    ...more,
  };
}

/** A line that adds a checkpoint after the one with this number, and replaces what follows that. */
export function writtenEntry(after: number, checkpoint: object): { readonly entry: object } {
  const id = after === 0 ? '' : `id-${after}`;
  return { entry: { ...WRITTEN, base: null, after: { number: after, id }, checkpoints: [checkpoint] } };
}
