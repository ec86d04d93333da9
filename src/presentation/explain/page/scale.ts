/** The time axis of the picture: the position of a moment, and the round times to label. */

export interface Axis {
  readonly from: number;
  readonly to: number;
  /** In the picture's own units. */
  readonly x: (ms: number) => number;
  /** Round times within the axis. */
  readonly ticks: readonly number[];
  /** Between two ticks, in ms. */
  readonly stepMs: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((each) => each * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((each) => each * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 7 * 24].map((each) => each * HOUR),
];

/** An axis from `left` to `right` of the picture for that span of time, with at most about that many ticks. */
export function axisOver(
  { from, to }: { readonly from: number; readonly to: number },
  left: number,
  right: number,
  mostTicks: number,
): Axis {
  const stepMs = STEPS.find((step) => (to - from) / step <= mostTicks) ?? to - from;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / stepMs) * stepMs; at <= to && ticks.length < 100; at += stepMs) ticks.push(at);
  const x = (ms: number): number => round(left + ((ms - from) / (to - from)) * (right - left));
  return { from, to, x, ticks, stepMs };
}

/** One decimal is finer than any screen. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** `14:18:25`, with milliseconds on a fine axis, without seconds on a coarse one. */
export function sayTick(ms: number, stepMs: number): string {
  const time = new Date(ms).toISOString().slice(11, 23);
  if (stepMs < SECOND) return time;
  return stepMs % MINUTE === 0 ? time.slice(0, 5) : time.slice(0, 8);
}
