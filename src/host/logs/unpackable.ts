/** Why an entry of a ZIP archive cannot be read. */

export const ENCRYPTED = 'it is encrypted';
export const OTHER_METHOD = 'its compression method is not supported';

/** The published numbers of methods that archivers in use write. */
const METHODS: Readonly<Record<number, string>> = {
  1: 'Shrink',
  6: 'Implode',
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  20: 'Zstandard',
  93: 'Zstandard',
  95: 'XZ',
  96: 'JPEG',
  98: 'PPMd',
};

const STORED = 0;
const DEFLATE = 8;
/** WinZip's encryption is a method of its own. */
const WINZIP_AES = 99;

/** Null if the entry can be read. */
export function whyUnpackable(method: number, isEncrypted: boolean): string | null {
  if (isEncrypted || method === WINZIP_AES) return ENCRYPTED;
  if (method === STORED || method === DEFLATE) return null;
  const name = METHODS[method];
  return `${OTHER_METHOD}: ${name === undefined ? `number ${method}` : `${name} (number ${method})`}`;
}
