/** One line of the table. */
export interface Row {
  readonly what: string;
  /** As it stands in the goals: `1.3 times or less`, `150 ms or less`. */
  readonly goal: string;
  readonly limit: number;
  /** Median over the runs, in the unit of the limit. */
  readonly reached: number;
  readonly unit: 'times' | 'ms' | 'MB';
  /** The least and the greatest of the runs, in the same unit. */
  readonly least: number;
  readonly greatest: number;
}

/** What a file in this folder exports as `bench`, to be found and run. */
export interface Bench {
  /** For `--only`. */
  readonly name: string;
  /** Measures `runs` times and gives back finished rows. Cleans up after itself, also when it throws. */
  readonly run: (runs: number) => Promise<Row[]>;
}

/** The middle one of several figures; of an even number, the mean of the two in the middle. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A row of milliseconds, from the figures of all runs. */
export function millisecondsRow(what: string, limit: number, figures: readonly number[]): Row {
  const [least, greatest] = [Math.min(...figures), Math.max(...figures)];
  return { what, goal: `${limit} ms or less`, limit, reached: median(figures), unit: 'ms', least, greatest };
}
