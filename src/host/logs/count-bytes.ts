import type { LogSource } from './log-source.ts';

/** How much of the logs was read. */
export interface BytesRead {
  /** The file that is being read. */
  readonly file: string;
  readonly bytes: number;
  /** Of all files together; null where one of them does not tell its size before its end. */
  readonly of: number | null;
}

export type OnBytesRead = (read: BytesRead) => void;

/** Sources that tell of each block that is taken from them. */
export function countingBytes(pieces: readonly LogSource[], tell: (file: string, bytes: number) => void): LogSource[] {
  return pieces.map((piece) => ({
    ...piece,
    async *bytes(remark) {
      for await (const block of piece.bytes(remark)) {
        tell(piece.name, block.length);
        yield block;
      }
    },
  }));
}

export function sizeOf(pieces: readonly LogSource[]): number | null {
  return pieces.reduce<number | null>((sum, { file }) => (sum === null || file === null ? null : sum + file.size), 0);
}
