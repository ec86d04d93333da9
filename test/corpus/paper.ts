/** How a log is stored: encodings, line ends, compressed, in an archive, in folders by day. */
import { gzipSync } from 'node:zlib';
import type { Random } from '../../src/core/simulation/random.ts';
import { zipOf } from '../support/zip-file.ts';

export interface Paper {
  readonly name: string;
  /** The file's name below its folder; if `named` is `folder`, the folder itself is given to the command. */
  readonly file: (stem: string) => string;
  readonly bytes: (text: string, stem: string, rnd: Random) => Uint8Array;
  readonly named: 'file' | 'folder';
}

const plain = (stem: string): string => `${stem}.log`;

function utf16(text: string, order: 'little' | 'big'): Uint8Array {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return order === 'big' ? bytes.swap16() : bytes;
}

const UTF8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');

export const PAPERS: readonly Paper[] = [
  { name: 'UTF-8', file: plain, named: 'file', bytes: UTF8 },
  { name: 'UTF-8 with a byte order mark', file: plain, named: 'file', bytes: (text) => UTF8(`\ufeff${text}`) },
  { name: 'CR LF', file: plain, named: 'file', bytes: (text) => UTF8(text.replaceAll('\n', '\r\n')) },
  { name: 'UTF-16', file: plain, named: 'file', bytes: (text) => utf16(text, 'little') },
  {
    name: 'UTF-16, big-endian, CR LF',
    file: plain,
    named: 'file',
    bytes: (text) => utf16(text.replaceAll('\n', '\r\n'), 'big'),
  },
  { name: 'gzip', file: (stem) => `${stem}.log.gz`, named: 'file', bytes: (text) => gzipSync(text) },
  {
    name: 'zip',
    file: (stem) => `${stem}.zip`,
    named: 'file',
    bytes: (text, stem) => zipOf([{ name: `${stem}.log`, bytes: UTF8(text) }]),
  },
  { name: 'a folder', file: plain, named: 'folder', bytes: UTF8 },
];
