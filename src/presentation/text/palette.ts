/** The colours available to text. Passed in, so that presentation stays pure and a pipe gets none. */
export interface Palette {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly caution: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly accent: (text: string) => string;
}

/** What a renderer knows about its output. */
export interface Medium {
  readonly palette: Palette;
  /** Columns to wrap at. 80 if the output is not a terminal. */
  readonly columns: number;
  /** An instant in the time zone of the reader, `2026-11-23 15:18:25`; absent if that is UTC, or nobody reads it now. */
  readonly localTime?: (ms: number) => string;
}

const same = (text: string): string => text;

export const PLAIN: Palette = { bold: same, dim: same, good: same, caution: same, bad: same, accent: same };
