/** How much of the logs was read. */
export interface BytesRead {
  /** The file that is being read. */
  readonly file: string;
  readonly bytes: number;
  /** Of all files together; null where one of them does not tell its size before its end. */
  readonly of: number | null;
}
