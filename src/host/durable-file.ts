/**
 * The small state that must survive everything: role and terms. Two slots of one block each in a file that has its
 * full size from the first day, written in turn and synced: a crash in the middle of a write leaves the other slot,
 * and a full disk cannot forbid the write.
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Durable } from '../core/pair/state.ts';
import { NEVER_RAN } from '../core/pair/state.ts';
import { SwitchoverError } from '../core/problem.ts';

const SLOT_BYTES = 4096;

const slotShape = z.strictObject({
  number: z.int().min(0),
  durable: z.strictObject({
    role: z.enum(['none', 'primary', 'backup', 'stale']),
    lastPrimaryTerm: z.int().min(0),
    highestTerm: z.int().min(0),
  }),
});

type Slot = z.infer<typeof slotShape>;

export interface DurableFile {
  /** What was last written; `NEVER_RAN` in a new file. */
  readonly last: Durable;
  /** Resolves when it is on the disk. Writes happen one after the other, in the order of the calls. */
  readonly write: (durable: Durable) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens `role.state` in `folder`, making it where there is none. Throws where both slots are damaged. */
export async function openDurableFile(folder: string): Promise<DurableFile> {
  const file = path.join(folder, 'role.state');
  const handle = await open(file, 'a+', 0o600).then(async (made) => {
    await made.close();
    return open(file, 'r+');
  });
  const { size } = await handle.stat();
  if (size === 0) await reserve(handle);
  const slots = await Promise.all([readSlot(handle, 0), readSlot(handle, 1)]);
  const valid = slots.filter((slot): slot is Slot => slot !== null);
  if (valid.length === 0 && size > 0 && !(await isBlank(handle))) throw damaged(file);
  let newest = valid.sort((a, b) => b.number - a.number)[0] ?? { number: 0, durable: NEVER_RAN };
  let queue: Promise<void> = Promise.resolve();
  return {
    last: newest.durable,
    write: (durable) => {
      const next = queue.then(async () => {
        const slot = { number: newest.number + 1, durable };
        await handle.write(encodeSlot(slot), 0, SLOT_BYTES, (slot.number % 2) * SLOT_BYTES);
        await handle.datasync();
        newest = slot;
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

async function reserve(handle: FileHandle): Promise<void> {
  await handle.write(Buffer.alloc(2 * SLOT_BYTES), 0, 2 * SLOT_BYTES, 0);
  await handle.sync();
}

/** Text first, so that a person can read it with `head -1`. */
function encodeSlot(slot: Slot): Buffer {
  const text = JSON.stringify(slot);
  const block = Buffer.alloc(SLOT_BYTES);
  block.write(`${text}\n${checksum(text)}\n`);
  return block;
}

async function readSlot(handle: FileHandle, index: number): Promise<Slot | null> {
  const block = Buffer.alloc(SLOT_BYTES);
  await handle.read(block, 0, SLOT_BYTES, index * SLOT_BYTES);
  const [text = '', sum = ''] = block.toString('utf8').split('\n');
  if (text === '' || checksum(text) !== sum) return null;
  try {
    return slotShape.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function isBlank(handle: FileHandle): Promise<boolean> {
  const all = Buffer.alloc(2 * SLOT_BYTES);
  await handle.read(all, 0, all.length, 0);
  return all.every((byte) => byte === 0);
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function damaged(file: string): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'role-state-damaged',
    what: `the server's role and term cannot be read from ${file}`,
    why: 'both copies in it are damaged; a server that does not know its term could take one that was used',
    where: file,
    do: 'restore the file from a backup; or move it away, start the server with --force-backup and let it learn the term from its companion',
  });
}
