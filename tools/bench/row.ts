/** One line of the table. */
export interface Row {
  readonly what: string;
  /** As worded in the goals: `at most 1.3 times`, `at most 150 ms`. */
  readonly goal: string;
  readonly limit: number;
  /** Median over the runs, in the unit of the limit. */
  readonly reached: number;
  readonly unit: 'times' | 'ms' | 'KB' | 'MB';
  /** The minimum and maximum of the runs, in the same unit. */
  readonly least: number;
  readonly greatest: number;
}

/** What a file in this folder exports as `bench`. */
export interface Bench {
  /** For `--only`. */
  readonly name: string;
  /** Measures `runs` times and returns finished rows. Cleans up after itself, even if it throws. */
  readonly run: (runs: number) => Promise<Row[]>;
}

/** The median; for an even number of figures, the mean of the two in the middle. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A row with an upper limit, from the figures of all runs. */
export function limitRow(what: string, unit: Row['unit'], limit: number, figures: readonly number[]): Row {
  const [least, greatest] = [Math.min(...figures), Math.max(...figures)];
  return { what, goal: `at most ${limit} ${unit}`, limit, reached: median(figures), unit, least, greatest };
}

/** The same in milliseconds. */
export function millisecondsRow(what: string, limit: number, figures: readonly number[]): Row {
  return limitRow(what, 'ms', limit, figures);
}
