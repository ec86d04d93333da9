/**
 * The small state that must survive everything: role and terms. Two slots of one block each, written alternately and
 * synced, in a file that has its full size from the start: a crash in the middle of a write leaves the other slot
 * intact, and a full disk cannot prevent the write.
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Durable } from '../../core/engine/state.ts';
import { NEVER_RAN, SETTLED_KEPT } from '../../core/engine/state.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { requestId } from '../../core/protocol/request-id.ts';
import { placeFile } from './place-file.ts';
import { type FileOutcome, isSameFile, type WatchedFile } from './watched-file.ts';

const SLOT_BYTES = 4096;

const slotShape = z.strictObject({
  number: z.int().min(0),
  // A later version may have written more fields; downgrading must be possible.
  durable: z.object({
    role: z.enum(['none', 'primary', 'backup', 'stale']),
    lastPrimaryTerm: z.int().min(0),
    highestTerm: z.int().min(0),
    switched: z.array(requestId).max(SETTLED_KEPT).readonly().default([]),
  }),
});

type Slot = z.infer<typeof slotShape>;

export interface DurableFile extends WatchedFile {
  /** The last state written; `NEVER_RAN` in a new file. */
  readonly last: Durable;
  /** One of the two copies was found damaged and has not been rewritten since. */
  readonly isHalfDamaged: () => boolean;
  /** Resolves when it is on disk. Writes happen one after the other, in the order of the calls. */
  readonly write: (durable: Durable) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Opens `role.state` in `folder`, creating it if there is none.
 *
 * @throws SwitchoverError (unreachable) `role-state-damaged` if neither slot can be read, `role-state-unusable`
 */
export async function openDurableFile(folder: string): Promise<DurableFile> {
  const file = path.join(folder, 'role.state');
  let handle = await openOrMake(file);
  const slots = await Promise.all([readSlot(handle, 0), readSlot(handle, 1)]).catch(async (error) => {
    await handle.close();
    throw unusable(file, error);
  });
  const readable = slots.filter((slot): slot is Slot => slot !== null && slot !== 'damaged');
  const newest = readable.toSorted((a, b) => b.number - a.number)[0];
  if (newest === undefined) {
    await handle.close();
    throw damaged(file);
  }
  let lastNumber = newest.number;
  // Each write goes to the other slot, so after the first write neither is empty.
  let isHalfDamaged = slots.includes('damaged') || (newest.number > 0 && readable.length < 2);
  let written = newest.durable;
  let queue: Promise<void> = Promise.resolve();

  const refresh = async (): Promise<FileOutcome> => {
    try {
      const named = await stat(file).catch(() => undefined);
      if (isSameFile(await handle.stat(), named)) return 'same';
      // What is there now is not ours, so leave it.
      if (named !== undefined) return 'lost';
      await make(file, { number: lastNumber, durable: written });
      const next = await open(file, 'r+');
      await handle.close();
      handle = next;
      return 'begun-anew';
    } catch {
      return 'lost';
    }
  };

  return {
    path: file,
    refresh: () => {
      const refreshed = queue.then(refresh);
      queue = refreshed.then(() => undefined);
      return refreshed;
    },
    last: newest.durable,
    isHalfDamaged: () => isHalfDamaged,
    write: (durable) => {
      const next = queue.then(async () => {
        // A failed write may have damaged its slot: the next one uses the same slot, and the other stays intact.
        await writeSlot(handle, { number: lastNumber + 1, durable });
        lastNumber += 1;
        written = durable;
        // The first write replaces the older copy.
        isHalfDamaged = false;
      });
      queue = next.catch(() => undefined);
      return next;
    },
    close: async () => {
      await queue;
      await handle.close();
    },
  };
}

async function openOrMake(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r+').catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      await make(file, { number: 0, durable: NEVER_RAN });
      return open(file, 'r+');
    });
  } catch (error) {
    throw unusable(file, error as NodeJS.ErrnoException);
  }
}

/** The first real state is written to both slots, so that no later write can damage both copies. */
async function make(file: string, { number, durable }: Slot): Promise<void> {
  const newest = encodeSlot({ number, durable });
  const other = number === 0 ? Buffer.alloc(SLOT_BYTES) : encodeSlot({ number: number - 1, durable });
  const content = Buffer.concat(number % 2 === 0 ? [newest, other] : [other, newest]);
  await placeFile(file, content, { expected: null, mode: 0o600 });
}

async function writeSlot(handle: FileHandle, slot: Slot): Promise<void> {
  const { bytesWritten } = await handle.write(encodeSlot(slot), 0, SLOT_BYTES, (slot.number % 2) * SLOT_BYTES);
  if (bytesWritten !== SLOT_BYTES) throw new Error(`only ${bytesWritten} of ${SLOT_BYTES} bytes could be written`);
  await handle.datasync();
}

/** Text first, so that a person can read it with `head -1`. */
function encodeSlot(slot: Slot): Buffer {
  const text = JSON.stringify(slot);
  const block = Buffer.alloc(SLOT_BYTES);
  block.write(`${text}\n${checksum(text)}\n`);
  return block;
}

/** Null where nothing was ever written into it. */
async function readSlot(handle: FileHandle, index: number): Promise<Slot | 'damaged' | null> {
  const block = Buffer.alloc(SLOT_BYTES);
  await handle.read(block, 0, SLOT_BYTES, index * SLOT_BYTES);
  const [text = '', sum = ''] = block.toString('utf8').split('\n');
  if (block.every((byte) => byte === 0)) return null;
  if (checksum(text) !== sum) return 'damaged';
  try {
    return slotShape.parse(JSON.parse(text));
  } catch {
    return 'damaged';
  }
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function damaged(file: string): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'role-state-damaged',
    what: `cannot read the server's role and term from ${file}`,
    why: 'both copies in it are damaged; a server that does not know its term could reuse an old one',
    where: file,
    do: 'restore the file from a backup; or move it away and start the server with --force-backup, so that it learns the term from its companion',
  });
}

function unusable(file: string, error: NodeJS.ErrnoException): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'role-state-unusable',
    what: `cannot store the server's role and term in ${file}`,
    why: error.message,
    where: file,
    do: 'make the data folder writable for this user, or set another one with "data:" in the pair file',
  });
}
