/** Copies of the tree that the active server makes by itself, in `backups/` in the data folder: the lines of an export. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { LogLine } from '../../core/engine/effect.ts';
import { exportEndShape, type TreeBackup } from '../../core/protocol/tree-answers.ts';
import { syncFolder } from '../../host/files/sync-folder.ts';
import { wallClock } from '../../host/process/clock.ts';

export interface Backups {
  /** Newest first. */
  readonly list: () => Promise<readonly TreeBackup[]>;
  /** Resolves when it is complete and on disk. */
  readonly make: () => Promise<TreeBackup>;
  /** Null: there is none of that name. */
  readonly read: (name: string) => Promise<Readable | null>;
  /** When the last one was made, in ms since 1970; null: not known, or there is none. */
  readonly lastAt: () => number | null;
  readonly close: () => void;
}

export interface BackupsHost {
  readonly dataFolder: string;
  readonly openExport: () => Promise<Readable>;
  /** How often this server makes one by itself, in ms, and how many are kept. 0: it makes none. */
  readonly everyMs: number;
  readonly keep: number;
  /** Whether it makes them now. */
  readonly isDue: () => boolean;
  readonly log: (line: LogLine) => void;
}

const LOOK_EVERY_MS = 600_000;

const UNFINISHED = '.unfinished';
const NAME = /^\d{8}T\d{6}Z$/;

export function openBackups(host: BackupsHost): Backups {
  const folder = path.join(host.dataFolder, 'backups');
  const fileOf = (name: string): string => path.join(folder, `${name}.jsonl`);
  let lastAt: number | null = null;
  let making: Promise<TreeBackup> | null = null;

  const list = async (): Promise<readonly TreeBackup[]> => {
    const files = await readdir(folder).catch(() => []);
    const names = files.map((file) => path.parse(file)).filter(({ name, ext }) => ext === '.jsonl' && NAME.test(name));
    const found = await Promise.all(names.map(({ name }) => factsOf(name).catch(() => null)));
    const known = found.filter((each) => each !== null).toSorted((one, other) => (one.name < other.name ? 1 : -1));
    const [newest] = known;
    if (newest !== undefined) lastAt = Date.parse(newest.at);
    return known;
  };

  const factsOf = async (name: string): Promise<TreeBackup> => {
    const { size } = await stat(fileOf(name));
    const end = exportEndShape.parse(JSON.parse(await lastLine(fileOf(name), size)));
    return { name, at: timeOf(name), bytes: size, entries: end.entries };
  };

  const write = async (): Promise<TreeBackup> => {
    const name = wallClock()
      .toISOString()
      .replaceAll(/[-:]|\.\d+/g, '');
    const unfinished = path.join(folder, `${name}${UNFINISHED}`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      await pipeline(await host.openExport(), createWriteStream(unfinished, { mode: 0o600, flush: true }));
      await rename(unfinished, fileOf(name));
      await syncFolder(folder);
    } finally {
      await rm(unfinished, { force: true });
    }
    const made = await factsOf(name);
    // Only now, so that there is never one less than there was.
    for (const old of (await list()).slice(host.keep)) await rm(fileOf(old.name), { force: true });
    return made;
  };

  const make = (): Promise<TreeBackup> => {
    making ??= write().finally(() => {
      making = null;
    });
    return making;
  };

  const look = async (): Promise<void> => {
    if (host.everyMs === 0 || !host.isDue()) return;
    await list();
    if (lastAt !== null && wallClock().getTime() - lastAt < host.everyMs) return;
    await make();
  };

  const timer = setInterval(() => {
    look().catch((error: Error) => {
      const text = `SwitchoverMain::Tree : a backup of the configuration tree could not be written: ${error.message}`;
      host.log({ topic: 'SwitchoverMain', level: 'error', text });
    });
  }, LOOK_EVERY_MS);
  void removeUnfinished(folder)
    .then(list)
    .catch(() => undefined);

  return {
    list,
    make,
    read: async (name) => {
      const isThere = NAME.test(name) && (await stat(fileOf(name)).catch(() => null)) !== null;
      return isThere ? createReadStream(fileOf(name)) : null;
    },
    lastAt: () => lastAt,
    close: () => clearInterval(timer),
  };
}

/** What a crash has left. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (name.endsWith(UNFINISHED)) await rm(path.join(folder, name), { force: true });
  }
}

/** `20300131T093000Z` as ISO 8601. */
function timeOf(name: string): string {
  return name.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
}

/** Longer than the last line of an export. */
const END_BYTES = 256;

async function lastLine(file: string, size: number): Promise<string> {
  const handle = await open(file);
  try {
    const from = Math.max(0, size - END_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(END_BYTES), 0, END_BYTES, from);
    return buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').at(-1) ?? '';
  } finally {
    await handle.close();
  }
}
