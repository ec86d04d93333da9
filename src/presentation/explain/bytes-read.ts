import type { BytesRead } from '../../core/diagnosis/bytes-read.ts';
import { clean } from './why-switched-words.ts';

const MEGABYTE = 1024 * 1024;

/** `reading 42 %, 430 of 1024 MB: /logs/switchover.log`; without the total if it is unknown. */
export function sayBytesRead(read: BytesRead): string {
  const { bytes, of } = read;
  const file = clean(read.file);
  const done = Math.floor(bytes / MEGABYTE);
  if (of === null || of === 0) return `reading, ${done} MB: ${file}`;
  // Reading a part twice must not exceed 100 %.
  const part = Math.min(1, bytes / of);
  return `reading ${Math.floor(100 * part)} %, ${Math.floor((part * of) / MEGABYTE)} of ${Math.ceil(of / MEGABYTE)} MB: ${file}`;
}
