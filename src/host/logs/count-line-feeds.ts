/**
 * Counts line feeds as fast as memory is read: sixteen bytes at a time, which JavaScript has no words for. The program is
 * a single loop, written out below as the machine takes it.
 */

/** `room` is where the bytes are laid; `count` tells how many of the first `length` are line feeds, and forgets the rest. */
export interface LineFeedCounter {
  readonly room: Buffer;
  readonly count: (length: number) => number;
}

/** So much of it as is used here. */
declare const WebAssembly: {
  readonly Memory: new (pages: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (program: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
};

const PAGE_BYTES = 65_536;
const STEP = 16;
const LINE_FEED = 10;

export function lineFeedCounter(roomBytes: number): LineFeedCounter {
  const memory = new WebAssembly.Memory({ initial: Math.ceil((roomBytes + STEP) / PAGE_BYTES) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(PROGRAM), { '': { '': memory } });
  const countTo = exports[''] as (end: number) => number;
  const bytes = Buffer.from(memory.buffer);
  return {
    room: bytes.subarray(0, roomBytes),
    count: (length) => {
      bytes.fill(0, length, length + STEP);
      return countTo(length);
    },
  };
}

const I32 = 0x7f;
const GET = 0x20;
const SET = 0x21;
const END = 0x0b;
/** What follows says which operation on sixteen bytes. */
const WIDE = 0xfd;
const [AT, COUNT] = [1, 2];

const LOOP = [
  ...[0x03, 0x40], // loop
  ...[GET, AT, WIDE, 0x00, 0, 0], //   sixteen bytes from `at` on
  ...[WIDE, 0x0c, ...Array<number>(STEP).fill(LINE_FEED)], //   sixteen line feeds
  ...[WIDE, 0x23, WIDE, 0x64, 0x69], //   which are equal, as sixteen bits; how many are set
  ...[GET, COUNT, 0x6a, SET, COUNT], //   count = that + count
  ...[GET, AT, 0x41, STEP, 0x6a, SET, AT], //   at = at + 16
  ...[GET, AT, GET, 0, 0x49, 0x0d, 0], //   again while at < end
  END,
];
/** Two variables, `at` and `count`, both 0. */
const BODY = [1, 2, I32, ...LOOP, GET, COUNT, END];

/** Each section: its number, its length, what is in it. */
const PROGRAM = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // WebAssembly, version 1
  ...[1, 6, 1, 0x60, 1, I32, 1, I32], // one type of function: a number to a number
  ...[2, 6, 1, 0, 0, 0x02, 0x00, 1], // the memory comes from outside, one page or more
  ...[3, 2, 1, 0], // one function, of that type
  ...[7, 4, 1, 0, 0x00, 0], // given out under an empty name
  ...[10, BODY.length + 2, 1, BODY.length, ...BODY],
]);
