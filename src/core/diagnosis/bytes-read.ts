/** How much of the logs was read. */
export interface BytesRead {
  /** The file that is being read. */
  readonly file: string;
  readonly bytes: number;
  /** The total of all files; null if the size of one of them is unknown until its end. */
  readonly of: number | null;
}
