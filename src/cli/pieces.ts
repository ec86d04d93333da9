/**
 * Loads the pieces of the built program, and keeps what V8 compiled of them for the next start.
 *
 * Node's own cache of compiled code keeps what is compiled when a file is loaded, which is little: most functions are
 * compiled when they are first called, at every start again. Here a file's code is kept when the process ends, with
 * all that was called by then. That halves what a command takes above Node itself. Commands call different functions of
 * the files that they share: each adds its own the first time, so that no command starts slowly for good because another
 * one came first.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** A piece as it stands in a file of the program: a CommonJS module without its wrapper. */
type Piece = (
  module: { exports: unknown },
  exports: unknown,
  require: (id: string) => unknown,
  __dirname: string,
  __filename: string,
) => void;

export interface BuiltProgram {
  readonly folder: string;
  /** In which file each piece lies. A file's name changes with its contents. */
  readonly fileOf: Readonly<Record<string, string>>;
  /** Where compiled code is kept; null keeps none. */
  readonly keptIn: string | null;
}

/** Hands out the exports of a piece; it runs when it is asked for the first time. */
export type Load = (name: string) => unknown;

export function pieceLoader({ folder, fileOf, keptIn }: BuiltProgram): Load {
  const kept = keptIn === null ? null : keptCode(keptIn, new Set(Object.values(fileOf)));
  const opened = new Map<string, Readonly<Record<string, Piece>>>();
  const loaded = new Map<string, { exports: unknown }>();

  function open(file: string): Readonly<Record<string, Piece>> {
    const path = join(folder, file);
    const source = readFileSync(path, 'utf8');
    const script = kept === null ? new Script(source, path) : kept.compile(file, source, path);
    const pieces = script.runInThisContext() as Readonly<Record<string, Piece>>;
    opened.set(file, pieces);
    return pieces;
  }

  function load(name: string): unknown {
    const known = loaded.get(name);
    if (known !== undefined) return known.exports;
    const file = fileOf[name]!;
    const module = { exports: {} };
    // Before it runs: two pieces may ask for each other.
    loaded.set(name, module);
    (opened.get(file) ?? open(file))[name]!(module, module.exports, requirePiece, folder, join(folder, file));
    return module.exports;
  }

  const requirePackage = createRequire(join(folder, 'main.cjs'));
  const requirePiece = (id: string): unknown => (id.startsWith('./') ? load(id.slice(2)) : requirePackage(id));
  return load;
}

/** A file's compiled code, and the files that were loaded together with it by those who made it. */
interface KeptCode {
  readonly code: Buffer;
  readonly company: ReadonlySet<string>;
}

/** Compiled code by the name of the file that it was made from. Whatever is wrong with it, the program runs without. */
function keptCode(folder: string, current: ReadonlySet<string>) {
  const usable = isOurs(folder);
  /** By file; what was kept of it before is null where that was nothing of use. */
  const compiled = new Map<string, { readonly script: Script; readonly before: KeptCode | null }>();

  function compile(file: string, source: string, path: string): Script {
    const before = usable ? readKept(join(folder, file)) : null;
    const script = new Script(source, before === null ? path : { filename: path, cachedData: before.code });
    compiled.set(file, { script, before: script.cachedDataRejected === true ? null : before });
    return script;
  }

  process.once('exit', () => {
    const company = [...compiled.keys()];
    const lacking = [...compiled].filter(([, { before }]) => !company.every((file) => before?.company.has(file)));
    if (lacking.length === 0) return;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (!isOurs(folder)) return;
      for (const [file, { script, before }] of lacking) {
        const known = [...current].filter((name) => compiled.has(name) || before?.company.has(name));
        replace(join(folder, file), written(script, before, known));
      }
      forgetOld(folder, current);
    } catch {
      // A home that cannot be written to: every start compiles anew.
    }
  });
  return { compile };
}

/** Bytes that say how long the names are which stand before them; before those stands the code. */
const LENGTH_BYTES = 4;

function readKept(path: string): KeptCode | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return null;
  }
  const end = bytes.length - LENGTH_BYTES;
  const begin = end < 0 ? -1 : end - bytes.readUInt32LE(end);
  if (begin < 0) return null;
  return { code: bytes.subarray(0, begin), company: new Set(bytes.toString('utf8', begin, end).split('\n')) };
}

function written(script: Script, before: KeptCode | null, company: readonly string[]): Buffer {
  const made = script.createCachedData();
  // A process that ran for long has dropped what it called only once.
  const code = before !== null && before.code.length > made.length ? before.code : made;
  const names = Buffer.from(company.join('\n'));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(names.length);
  return Buffer.concat([code, names, length]);
}

/** V8 trusts code of the right version and length: half a file must never stand under the name of a whole one. */
function replace(path: string, bytes: Buffer): void {
  const aside = `${path}.${process.pid}`;
  try {
    const to = openSync(aside, 'wx', 0o600);
    try {
      writeSync(to, bytes);
      fsyncSync(to);
    } finally {
      closeSync(to);
    }
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

/** Another version beside this one may still be in use. */
const KEPT_MS = 7 * 24 * 3_600_000;

function forgetOld(folder: string, current: ReadonlySet<string>): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!current.has(name) && Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { force: true });
  }
}

/** Code from a folder that somebody else can write to would be somebody else's program in our name. */
function isOurs(folder: string): boolean {
  try {
    const { uid, mode } = statSync(folder);
    return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
  } catch {
    return false;
  }
}
