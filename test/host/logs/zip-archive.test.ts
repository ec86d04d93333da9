/** Archives with entries that cannot be unpacked: they are skipped and listed with the reason, and the rest is read. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openArchive } from '../../../src/host/logs/zip-archive.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type ZipContent, zipOf } from '../../support/zip-file.ts';

const LOG = { name: 'read.log', bytes: Buffer.from('10:00:00.000\tread\n') };

/** Each signature of a file's header, and where its compression method is. */
const METHOD_AT = [
  [Buffer.from('PK\x03\x04', 'latin1'), 8],
  [Buffer.from('PK\x01\x02', 'latin1'), 10],
] as const;

/** Changes the compression method of the first file in an archive, in both places that give it. */
function withMethod(archive: Buffer, method: number): Buffer {
  const bytes = Buffer.from(archive);
  for (const [signature, offset] of METHOD_AT) bytes.writeUInt16LE(method, bytes.indexOf(signature) + offset);
  return bytes;
}

async function opened(bytes: Buffer): Promise<{ names: readonly string[]; skipped: readonly string[]; text: string }> {
  const path = join(temporaryFolder(), 'logs.zip');
  writeFileSync(path, bytes);
  const { entries, leftAside, close } = await openArchive(path, (name) => name.endsWith('.log'));
  onTestFinished(close);
  const blocks: Uint8Array[] = [];
  for (const entry of entries) for await (const block of entry.bytes(() => undefined)) blocks.push(block);
  const inside = (name: string): string => name.slice(path.length + 1);
  return {
    names: entries.map(({ name }) => inside(name)),
    skipped: leftAside.map(({ file, why }) => `${inside(file)}: ${why}`),
    text: Buffer.concat(blocks).toString(),
  };
}

const two = (first: ZipContent): Buffer => zipOf([first, LOG]);

test.each([
  ['Deflate64', 9],
  ['BZIP2', 12],
  ['LZMA', 14],
  ['Zstandard', 93],
  ['an unassigned method', 4711],
])(
  'an entry that is compressed with %s is skipped with that reason, and the others are read',
  async (_name, method) => {
    const { names, skipped, text } = await opened(withMethod(two({ ...LOG, name: 'other.log' }), method));
    expect(names).toEqual(['read.log']);
    expect(skipped).toEqual([expect.stringMatching(/^other\.log: .*compression method.* not supported/)]);
    expect(text).toBe(LOG.bytes.toString());
  },
);

test.each([
  ['packed', false],
  ['stored', true],
])('an entry that is %s is read', async (_how, stored) => {
  const { names, skipped, text } = await opened(two({ ...LOG, name: 'other.log', stored }));
  expect([names, skipped]).toEqual([['other.log', 'read.log'], []]);
  expect(text).toBe(`${LOG.bytes}${LOG.bytes}`);
});

test('an encrypted entry and one that is no log are skipped, each with its own reason', async () => {
  const encrypted = await opened(two({ ...LOG, name: 'secret.log', encrypted: true }));
  expect(encrypted).toMatchObject({
    names: ['read.log'],
    skipped: [expect.stringMatching(/^secret\.log: .*encrypted/)],
  });
  const picture = await opened(two({ ...LOG, name: 'picture.png' }));
  expect(picture).toMatchObject({ names: ['read.log'], skipped: ['picture.png: its name is not that of a log'] });
});

test('a folder in an archive is neither read nor listed', async () => {
  const found = await opened(two({ name: 'old.log/', bytes: Buffer.alloc(0), stored: true }));
  expect(found).toMatchObject({ names: ['read.log'], skipped: [] });
});
