import type { BytesRead } from '../../core/diagnosis/bytes-read.ts';
import type { LogSource } from './log-source.ts';

export type OnBytesRead = (read: BytesRead) => void;

/** Sources that report each block read from them. */
export function countingBytes(
  pieces: readonly LogSource[],
  onRead: (file: string, bytes: number) => void,
): LogSource[] {
  return pieces.map((piece) => ({
    ...piece,
    async *bytes(remark) {
      for await (const block of piece.bytes(remark)) {
        onRead(piece.name, block.length);
        yield block;
      }
    },
  }));
}

export function sizeOf(pieces: readonly LogSource[]): number | null {
  return pieces.reduce<number | null>((sum, { file }) => (sum === null || file === null ? null : sum + file.size), 0);
}
