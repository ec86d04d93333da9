/** The logs in a ZIP archive, read one after the other without unpacking the archive to disk. */
import type { Readable } from 'node:stream';
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import type { LeftAside } from '../../core/diagnosis/report.ts';
import { logProblem } from './log-problems.ts';
import { type LogSource, partsOf } from './log-source.ts';
import { GREW_TOO_MUCH, mayGrowTo } from './plain-text.ts';
import { whyUnpackable } from './unpackable.ts';

/** An archive with more entries is not a folder of logs but an attack on its reader. */
const MOST_ENTRIES = 10_000;

export interface OpenArchive {
  readonly entries: readonly LogSource[];
  /** Files in it that were skipped, and why. */
  readonly leftAside: readonly LeftAside[];
  readonly close: () => void;
}

/** @throws SwitchoverError (unreachable) `log-archive-damaged`, `too-many-files` */
export async function openArchive(path: string, isWanted: (name: string) => boolean): Promise<OpenArchive> {
  const zip = await openOrExplain(path);
  try {
    return await readContents(path, zip, isWanted);
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function openOrExplain(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false });
  } catch (error) {
    throw logProblem('log-archive-damaged', path, (error as Error).message);
  }
}

async function readContents(path: string, zip: ZipFile, isWanted: (name: string) => boolean): Promise<OpenArchive> {
  const entries: LogSource[] = [];
  const leftAside: LeftAside[] = [];
  // One budget for the whole archive, because entries may share bytes.
  const account = { grown: 0, packed: zip.fileSize };
  let count = 0;
  const each = zip.eachEntry();
  for (;;) {
    const next = await nextEntry(path, each);
    if (next === null) break;
    count += 1;
    if (count > MOST_ENTRIES) throw logProblem('too-many-files', path);
    const inner = getFileNameLowLevel(next.generalPurposeBitFlag, next.fileNameRaw, [], false);
    const name = `${path}/${inner}`;
    if (inner.endsWith('/')) continue;
    const unpackable = whyUnpackable(next.compressionMethod, next.isEncrypted());
    if (!isWanted(inner)) leftAside.push({ file: name, why: 'its name is not that of a log' });
    else if (unpackable !== null) leftAside.push({ file: name, why: unpackable });
    else
      entries.push({
        name,
        parts: partsOf(name),
        file: null,
        bytes: (remark) => entryBytes(zip, next, name, account, remark),
      });
  }
  return { entries, leftAside, close: () => zip.close() };
}

async function nextEntry(path: string, each: AsyncIterator<Entry>): Promise<Entry | null> {
  try {
    const { done, value } = await each.next();
    return done === true ? null : value;
  } catch (error) {
    throw logProblem('log-archive-damaged', path, (error as Error).message);
  }
}

async function* entryBytes(
  zip: ZipFile,
  entry: Entry,
  name: string,
  account: { grown: number; readonly packed: number },
  remark: (words: string) => void,
): AsyncGenerator<Buffer> {
  let stream: Readable | null = null;
  let count = 0;
  try {
    stream = await zip.openReadStreamPromise(entry);
    for await (const block of stream as AsyncIterable<Buffer>) {
      count += block.length;
      account.grown += block.length;
      if (!mayGrowTo(account.grown, account.packed)) {
        remark(GREW_TOO_MUCH);
        return;
      }
      yield block;
    }
  } catch (error) {
    if (count === 0) throw logProblem('log-archive-damaged', name, (error as Error).message);
    remark('it is damaged: nothing after the damage was read');
  } finally {
    stream?.destroy();
  }
}
