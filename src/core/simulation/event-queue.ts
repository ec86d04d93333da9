/** What happens next, and when: a heap ordered by time, and by order of entry if times are equal. */
export interface EventQueue {
  readonly add: (at: number, run: () => void) => void;
  readonly isEmpty: () => boolean;
  readonly nextAt: () => number;
  /** Removes the next entry and runs it. */
  readonly runNext: () => void;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export function createEventQueue(): EventQueue {
  const heap: Entry[] = [];
  let order = 0;
  const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
  const swap = (a: number, b: number): void => {
    const held = heap[a]!;
    heap[a] = heap[b]!;
    heap[b] = held;
  };
  const up = (from: number): void => {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!before(heap[at]!, heap[parent]!)) return;
      swap(at, parent);
      at = parent;
    }
  };
  const down = (): void => {
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const least = right < heap.length && before(heap[right]!, heap[left]!) ? right : left;
      if (!before(heap[least]!, heap[at]!)) return;
      swap(at, least);
      at = least;
    }
  };
  return {
    add: (at, run) => {
      heap.push({ at, order, run });
      order += 1;
      up(heap.length - 1);
    },
    isEmpty: () => heap.length === 0,
    nextAt: () => heap[0]?.at ?? Number.POSITIVE_INFINITY,
    runNext: () => {
      const first = heap[0]!;
      const last = heap.pop()!;
      if (heap.length > 0) {
        heap[0] = last;
        down();
      }
      first.run();
    },
  };
}
