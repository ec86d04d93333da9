/**
 * Paths in the configuration tree: `${CONFIG}\Users\Joe`. Both roots name the same place on both servers. Letter case is
 * kept and does not count.
 */
import type { Problem } from './problem.ts';
import type { Result } from './result.ts';

export const ROOTS = ['CONFIG', 'SERVER'] as const;

export interface TreePath {
  readonly root: (typeof ROOTS)[number];
  readonly names: readonly string[];
}

/** The limits of a path: names from the root on, characters in a name, characters in all. */
export const PATH_LIMITS = { names: 32, name: 256, path: 1_024 };

/**
 * Between the names in a key. No name contains it, and nothing sorts before it: everything below an entry is one range of
 * keys, in the order of code units as in that of UTF-8 bytes.
 */
const SEPARATOR = '\u0001';
const AFTER_SEPARATOR = '\u0002';

/** Reads a path. Errors: `tree-path-root`, `tree-path-name`, `tree-path-limit`. */
export function parsePath(text: string): Result<{ readonly path: TreePath }, { readonly problem: Problem }> {
  // The reference writes a backslash before the root in one place.
  const begin = /^\\?\$\{(\w+)\}(?=\\|$)/.exec(text);
  const root = ROOTS.find((each) => each === begin?.[1]?.toUpperCase());
  if (begin === null || root === undefined) {
    const why = `a path begins with ${ROOTS.map((each) => `\${${each}}`).join(' or ')}`;
    return bad(
      'tree-path-root',
      `"${brief(text)}" is not a path in the tree`,
      why,
      `write \${CONFIG}\\Users, for example`,
    );
  }
  const names = text.length === begin[0].length ? [] : text.slice(begin[0].length + 1).split('\\');
  const odd = names.find((name) => name === '' || name !== name.trim() || /[\p{Cc}\p{Cs}]/u.test(name));
  if (odd !== undefined) {
    const what = odd === '' ? 'a name is empty' : `"${brief(odd)}" is not a name`;
    const why = 'names are separated by "\\", do not begin or end with a blank, and have no control characters';
    return bad('tree-path-name', `${what} in "${brief(text)}"`, why, 'correct the path');
  }
  const path = { root, names };
  const isLong =
    names.length > PATH_LIMITS.names ||
    names.some((name) => name.length > PATH_LIMITS.name) ||
    printPath(path).length > PATH_LIMITS.path;
  if (isLong) {
    const { names: most, name, path: whole } = PATH_LIMITS;
    const why = `a path has at most ${most} names of ${name} characters, and ${whole} characters in all`;
    return bad('tree-path-limit', `"${brief(text)}" is too long`, why, 'use fewer or shorter names');
  }
  return { ok: true, path };
}

/**
 * Reads a path as people type it: also `CONFIG/Users/Joe`, which no shell takes apart. A name with a slash in it needs the
 * other form.
 */
export function parseTypedPath(text: string): ReturnType<typeof parsePath> {
  if (text.includes('{') || text.includes('\\')) return parsePath(text);
  const [root, ...names] = text.replace(/^\/|\/$/g, '').split('/');
  return parsePath([`\${${root}}`, ...names].join('\\'));
}

function bad(code: string, what: string, why: string, next: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { code, severity: 'error', what, why, where: null, do: next } };
}

/** A text of any length, with anything in it, as part of a message. */
function brief(text: string): string {
  const shown = text.replaceAll(/[\p{Cc}\p{Cs}]/gu, '\u{fffd}');
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
}

export function printPath({ root, names }: TreePath): string {
  return [`\${${root}}`, ...names].join('\\');
}

/** What identifies an entry: equal for paths that differ only in letter case. */
export function keyOf({ root, names }: TreePath): string {
  return [root, ...names.map(folded)].join(SEPARATOR);
}

/** The key of a path that a server has written; a text that is no path identifies itself. */
export function keyOfWritten(path: string): string {
  const parsed = parsePath(path);
  return parsed.ok ? keyOf(parsed.path) : path;
}

/** The path of a key, without the letter case in which it was written. */
export function pathOfKey(key: string): string {
  const [root, ...names] = key.split(SEPARATOR);
  return [`\${${root}}`, ...names].join('\\');
}

/** Whether a key is that of an entry, or of something below it. */
export function isWithin(key: string, above: string): boolean {
  return key === above || key.startsWith(above + SEPARATOR);
}

/** The keys of everything below an entry, without itself: from the first one on, and before the second one. */
export function keysBelow(key: string): { readonly from: string; readonly before: string } {
  return { from: key + SEPARATOR, before: key + AFTER_SEPARATOR };
}

/**
 * A name without its letter case, the same in every locale: each character as its upper-case letter where that is a single
 * one. `ß` and `ss` stay different, and so do the letters whose lower-case forms depend on their place in a word.
 */
export function folded(name: string): string {
  const plain = name.normalize('NFC');
  // The common case, at a tenth of the cost.
  if (/^[ -~]*$/.test(plain)) return plain.toUpperCase();
  return Array.from(plain, (character) => {
    const upper = character.toUpperCase();
    return upper.length === character.length ? upper : character;
  }).join('');
}
