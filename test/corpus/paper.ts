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
  /** The names of the pieces of a rotated log, oldest first. */
  readonly pieces?: (stem: string) => readonly string[];
}

/** The log in as many parts of about the same length, cut between lines. Each has the header. */
export function partsOf(text: string, count: number): readonly string[] {
  const all = text.split(/(?<=\n)/);
  const headers = /^\D*\btime/i.test(all[0] ?? '') ? 1 : 0;
  const [header, lines] = [all.slice(0, headers), all.slice(headers)];
  const size = Math.ceil(lines.length / count);
  return Array.from({ length: count }, (_, index) =>
    [...header, ...lines.slice(index * size, (index + 1) * size)].join(''),
  );
}

function rotated(name: string, pieces: (stem: string) => readonly string[]): Paper {
  return { name: `rotated: ${name}`, file: plain, named: 'folder', bytes: UTF8, pieces };
}

const plain = (stem: string): string => `${stem}.log`;
const UTF8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');

function utf16(text: string, order: 'little' | 'big'): Uint8Array {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return order === 'big' ? bytes.swap16() : bytes;
}

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
  { name: 'NULs in front', file: plain, named: 'file', bytes: (text) => UTF8(`${'\0'.repeat(20_000)}${text}`) },
  { name: 'NULs at the end', file: plain, named: 'file', bytes: (text) => UTF8(`${text}${'\0'.repeat(700)}`) },
  rotated('.1, .2', (stem) => [`${stem}.log.2`, `${stem}.log.1`, `${stem}.log`]),
  rotated('_1, _2', (stem) => [`${stem}.log`, `${stem}_1.log`, `${stem}_2.log`]),
  rotated('.1.log, .2.log', (stem) => [`${stem}.2.log`, `${stem}.1.log`, `${stem}.log`]),
  rotated('hours', (stem) => [`${stem}.log-2026112321`, `${stem}.log-2026112322`, `${stem}.log-2026112323`]),
  rotated('seconds', (stem) => [`${stem}.log-1795471200`, `${stem}.log-1795474800`, `${stem}.log`]),
  rotated('a folder per day', (stem) => [`2026-11-23/${stem}.log`, `2026-11-23/${stem}_1.log`]),
  {
    name: 'a zip of a rotated log',
    file: (stem) => `${stem}.zip`,
    named: 'file',
    bytes: (text, stem) => {
      const [older = '', newer = ''] = partsOf(text, 2);
      return zipOf([
        { name: `logs/${stem}.log`, bytes: UTF8(newer) },
        { name: `logs/${stem}.log.1.gz`, bytes: gzipSync(older) },
      ]);
    },
  },
];
