import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Durable } from '../../../src/core/engine/state.ts';
import { NEVER_RAN } from '../../../src/core/engine/state.ts';
import { openDurableFile } from '../../../src/host/files/durable-file.ts';
import { temporaryPath } from '../../../src/host/files/temporary-files.ts';
import { caught } from '../../support/caught.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SLOT_BYTES = 4096;

function term(number: number): Durable {
  return { role: 'primary', lastPrimaryTerm: number, highestTerm: number, switched: [] };
}

/** A folder whose file has had these terms written into it, one after the other. */
async function written(...terms: readonly number[]): Promise<string> {
  const folder = temporaryFolder();
  const file = await openDurableFile(folder);
  for (const number of terms) await file.write(term(number));
  await file.close();
  return folder;
}

async function reopened(folder: string): Promise<Durable> {
  const file = await openDurableFile(folder);
  await file.close();
  return file.last;
}

/** Overwrites the file from a position with bytes that no write of ours leaves there. */
function spoil(folder: string, position: number, length: number): void {
  const fd = openSync(join(folder, 'role.state'), 'r+');
  writeSync(fd, Buffer.alloc(length, 0xff), 0, length, position);
  closeSync(fd);
}

describe('the durable file', () => {
  test('of a new server says that it never ran, and exists in full before the first write', async () => {
    const folder = await written();
    expect(await reopened(folder)).toEqual(NEVER_RAN);
    expect(readFileSync(join(folder, 'role.state'))).toHaveLength(2 * SLOT_BYTES);
    expect(readdirSync(folder)).toEqual(['role.state']);
  });

  test('gives back what was written last, and a person can read it', async () => {
    const folder = await written(1, 3, 5);
    expect(await reopened(folder)).toEqual(term(5));
    expect(readFileSync(join(folder, 'role.state'), 'utf8')).toContain('"lastPrimaryTerm":5');
  });

  test('keeps the order of writes that were not waited for', async () => {
    const folder = temporaryFolder();
    const file = await openDurableFile(folder);
    await Promise.all([1, 3, 5, 7, 9].map((number) => file.write(term(number))));
    await file.close();
    expect(await reopened(folder)).toEqual(term(9));
  });

  test('never grows: a full disk cannot prevent the next write', async () => {
    const folder = await written(...Array.from({ length: 50 }, (_, index) => 2 * index + 1));
    expect(readFileSync(join(folder, 'role.state'))).toHaveLength(2 * SLOT_BYTES);
  });

  test.each([
    ['its beginning', 0, 16],
    ['its middle', 40, 8],
    ['all of it', 0, SLOT_BYTES],
  ])('with the newer slot torn, %s, gives back the older one', async (_, from, length) => {
    // Term 1 went to the second slot, term 3 to the first.
    const folder = await written(1, 3);
    spoil(folder, from, length);
    expect(await reopened(folder)).toEqual(term(1));
  });

  test('with the older slot torn gives back the newer one, and writes on', async () => {
    const folder = await written(1, 3);
    spoil(folder, SLOT_BYTES, 16);
    const file = await openDurableFile(folder);
    expect(file.last).toEqual(term(3));
    await file.write(term(5));
    await file.close();
    spoil(folder, 0, 16);
    expect(await reopened(folder)).toEqual(term(5));
  });

  test.each([
    ['the newer one', 0],
    ['the older one', SLOT_BYTES],
  ])('reports that a copy in it is damaged until it is rewritten: %s', async (_, at) => {
    const folder = await written(1, 3);
    spoil(folder, at, 16);
    const file = await openDurableFile(folder);
    expect(file.isHalfDamaged()).toBe(true);
    await file.write(term(5));
    expect(file.isHalfDamaged()).toBe(false);
    await file.close();
    const again = await openDurableFile(folder);
    expect([again.isHalfDamaged(), again.last]).toEqual([false, term(5)]);
    await again.close();
  });

  test('says so of a copy that was cut off, or torn in the very first write; and not of a file that is whole', async () => {
    const halfDamaged = async (folder: string): Promise<boolean> => {
      const file = await openDurableFile(folder);
      await file.close();
      return file.isHalfDamaged();
    };
    const [cut, torn] = [await written(1, 3), await written(1)];
    truncateSync(join(cut, 'role.state'), SLOT_BYTES);
    spoil(torn, SLOT_BYTES, 60);
    expect([await halfDamaged(cut), await halfDamaged(torn)]).toEqual([true, true]);
    expect([await halfDamaged(await written()), await halfDamaged(await written(1))]).toEqual([false, false]);
  });

  test('whose very first write was torn still says that it never ran', async () => {
    const folder = await written(1);
    spoil(folder, SLOT_BYTES, 60);
    expect(await reopened(folder)).toEqual(NEVER_RAN);
  });

  test('cut off within the second slot gives back the first one', async () => {
    const folder = await written(1, 3);
    truncateSync(join(folder, 'role.state'), SLOT_BYTES + 10);
    expect(await reopened(folder)).toEqual(term(3));
  });

  test.each([
    ['are overwritten', (folder: string) => spoil(folder, 0, 2 * SLOT_BYTES)],
    ['are blank', (folder: string) => writeFileSync(join(folder, 'role.state'), Buffer.alloc(2 * SLOT_BYTES))],
    ['are gone: the file is empty', (folder: string) => truncateSync(join(folder, 'role.state'), 0)],
  ])('is refused where both slots %s, instead of forgetting the term', async (_, damage) => {
    const folder = await written(1, 3);
    damage(folder);
    const { kind, problem } = await caught(openDurableFile(folder));
    expect(problem).toMatchObject({ code: 'role-state-damaged', where: join(folder, 'role.state') });
    expect(kind).toBe('unreachable');
  });

  test('is refused with a reason if a folder is in its place', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'role.state'));
    expect(await caught(openDurableFile(folder))).toMatchObject({
      kind: 'unreachable',
      problem: { code: 'role-state-unusable' },
    });
  });

  test('that was being created when the process died is recreated', async () => {
    const folder = temporaryFolder();
    writeFileSync(temporaryPath(folder), 'half of i');
    expect(await reopened(folder)).toEqual(NEVER_RAN);
  });
});

test('a confirmed write survives kill -9 of its writer, 15 times in a row', async () => {
  const folder = temporaryFolder();
  const script = join(import.meta.dirname, '..', '..', 'processes', 'durable-writer.ts');
  let highest = 0;
  for (let round = 1; round <= 15; round += 1) {
    const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    const exited = once(child, 'close');
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      // In another place of the work each time.
      if (said.split('\n').length > round) child.kill('SIGKILL');
    });
    await exited;
    const confirmed = Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1));
    const { highestTerm } = await reopened(folder);
    expect(confirmed).toBeGreaterThan(highest);
    expect(highestTerm).toBeGreaterThanOrEqual(confirmed);
    highest = highestTerm;
  }
});
