/**
 * Loads the pieces of the built program, and keeps what V8 compiled of them for the next start.
 *
 * Node's own cache of compiled code keeps what is compiled when a file is loaded, which is little: most functions are
 * compiled when they are first called, at every start again. Here a file's code is kept when the process ends, with
 * all that was called by then. That halves what a command takes above Node itself.
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

/** Compiled code by the name of the file that it was made from. Whatever is wrong with it, the program runs without. */
function keptCode(folder: string, current: ReadonlySet<string>) {
  const usable = isOurs(folder);
  const fresh: { readonly file: string; readonly script: Script }[] = [];

  function compile(file: string, source: string, path: string): Script {
    const cachedData = usable ? codeOf(file) : undefined;
    const script = new Script(source, cachedData === undefined ? path : { filename: path, cachedData });
    if (cachedData === undefined || script.cachedDataRejected === true) fresh.push({ file, script });
    return script;
  }

  function codeOf(file: string): Buffer | undefined {
    try {
      return readFileSync(join(folder, file));
    } catch {
      return undefined;
    }
  }

  process.once('exit', () => {
    if (fresh.length === 0) return;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (!isOurs(folder)) return;
      for (const { file, script } of fresh) keep(join(folder, file), script.createCachedData());
      forgetOld(folder, current);
    } catch {
      // A home that cannot be written to: every start compiles anew.
    }
  });
  return { compile };
}

/** V8 trusts code of the right version and length: half a file must never stand under the name of a whole one. */
function keep(path: string, code: Buffer): void {
  const aside = `${path}.${process.pid}`;
  try {
    const to = openSync(aside, 'wx', 0o600);
    try {
      writeSync(to, code);
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
