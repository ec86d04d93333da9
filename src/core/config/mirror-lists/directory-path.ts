/**
 * One directory of a mirror list: a path on a Windows drive, or an absolute POSIX path (reading R22). Parsing never
 * throws; whatever cannot be a local directory is reported as faults, all in one pass.
 */

import type { Problem } from '../../problem.ts';
import { codePoint } from '../../unseen.ts';
import { shown } from '../lists/list.ts';

export interface DirectoryPath {
  readonly style: 'windows' | 'posix';
  /** Upper case, without the colon. Null for POSIX, and if a path parameter has none. */
  readonly drive: string | null;
  /** Without empty ones, "." and "..". */
  readonly segments: readonly string[];
}

export type PathFault = Omit<Problem, 'where'>;

export interface ParsedPath {
  /** Null if no such directory can exist. */
  readonly path: DirectoryPath | null;
  readonly faults: readonly PathFault[];
}

/** The path written back: `D:\I3\IC`, `/srv/data`. */
export function printPath({ style, drive, segments }: DirectoryPath): string {
  const separator = style === 'posix' ? '/' : '\\';
  // With a separator, a space at the end does not look like one around the entry.
  const end = /\s$/.test(segments.at(-1) ?? '') ? separator : '';
  return `${drive === null ? '' : `${drive}:`}${separator}${segments.join(separator)}${end}`;
}

/** Equal texts mean equal directories. Letter case matters on POSIX only. */
export function foldPath({ style, drive, segments }: DirectoryPath): readonly string[] {
  return style === 'posix' ? ['/', ...segments] : [`${drive ?? ''}:`, ...segments.map(foldCase)];
}

/** Character by character, like file systems: no character becomes two. */
export function foldCase(text: string): string {
  return text.replace(/[^A-Z0-9]/gu, (character) => {
    const upper = character.toUpperCase();
    return upper.length === character.length ? upper : character;
  });
}

/** Parses one path. `mayLackDrive`: path parameters such as `\I3\IC\Handlers` have no drive. */
export function parsePath(text: string, { mayLackDrive }: { readonly mayLackDrive: boolean }): ParsedPath {
  if (/^[\\/]{2}/.test(text)) return { path: null, faults: [networkPath(text)] };
  const windows = /^(?:([A-Za-z]):)?[\\/]/.exec(text);
  if (windows?.[1] !== undefined || (mayLackDrive && text.startsWith('\\'))) {
    return absolute('windows', windows?.[1]?.toUpperCase() ?? null, text.slice(windows![0].length), text);
  }
  if (text.startsWith('/')) return absolute('posix', null, text, text);
  if (/^["']/.test(text)) return { path: null, faults: [quoted(text)] };
  const faults = invalidCharacters('windows', text.replace(/^[A-Za-z]:/, '').split(/[\\/]/), text);
  // A stray character, or a "\" that the file took for an escape, is more likely than a relative path: report one mistake.
  if (/\p{Cc}/u.test(text)) return { path: null, faults };
  return { path: null, faults: [relativePath(text, mayLackDrive), ...(text.startsWith('+') ? [] : faults)] };
}

function absolute(style: DirectoryPath['style'], drive: string | null, rest: string, text: string): ParsedPath {
  const names = rest.split(style === 'windows' ? /[\\/]/ : '/').filter((name) => name !== '' && name !== '.');
  const segments: string[] = [];
  for (const name of names) {
    if (name === '..') segments.pop();
    else segments.push(name);
  }
  const path = { style, drive, segments };
  const faults = invalidCharacters(style, segments, text);
  if (names.includes('..')) faults.unshift(stepsUp(text, path));
  // A path with ".." still names a directory; one with invalid characters does not.
  return { path: faults.some(({ code }) => code === 'path-invalid-character') ? null : path, faults };
}

function stepsUp(text: string, path: DirectoryPath): PathFault {
  return {
    code: 'path-relative',
    severity: 'error',
    what: `${shown(text)} contains ".."`,
    why: 'a path must be absolute, without relative steps',
    do: `write ${shown(printPath(path))}, if that is what you mean`,
  };
}

function networkPath(text: string): PathFault {
  const device = /^[\\/]{2}[?.](?:[\\/]|$)/.test(text);
  return {
    code: 'path-unc',
    severity: 'error',
    what: `${shown(text)} is a ${device ? 'device' : 'network'} path`,
    why: device
      ? 'a path must start with its drive'
      : 'only directories on local disks are mirrored; both servers can reach a share anyway',
    do: device ? `write it as ${shown('D:\\…')}` : 'use a local directory, or remove the entry',
  };
}

function relativePath(text: string, mayLackDrive: boolean): PathFault {
  const [why, next] = whyRelative(text, mayLackDrive);
  return { code: 'path-relative', severity: 'error', what: `${shown(text)} is not an absolute path`, why, do: next };
}

function whyRelative(text: string, mayLackDrive: boolean): readonly [string, string] {
  const complete = mayLackDrive
    ? 'start with "\\", with or without a drive, for example \\I3\\IC\\Data; on POSIX with "/"'
    : 'write drive and directory, for example D:\\I3\\IC\\Data; on POSIX start with "/"';
  if (text.startsWith('\\')) {
    return ['it has no drive, and the current drive is unknown', `write the drive: ${shown(`D:${text}`)}`];
  }
  if (/^[A-Za-z]:/.test(text)) {
    const full = `${text.slice(0, 2)}\\${text.slice(2)}`;
    return [
      'without "\\" after the colon, it is relative to the current directory of the drive',
      `write ${shown(full)}`,
    ];
  }
  if (text.startsWith('+')) return ['a directory can have only one "+"', 'remove one "+"'];
  if (/^[%$~]/.test(text)) return ['variables and "~" are not expanded', complete];
  if (/^[A-Za-z][\w.+-]*:\/\//.test(text)) return ['a URL is not a directory path', complete];
  return ['it depends on the current directory, which differs between programs and servers', complete];
}

const WINDOWS_FORBIDS = /[<>:"|?*]/gu;
/** Control characters, line separators, and lone surrogates, which no UTF-8 file name can contain. */
const NOWHERE_ALLOWED = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu;
const DEVICE_NAME = /^(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[1-9¹²³])(?: *\..*)?$/iu;

function invalidCharacters(style: DirectoryPath['style'], segments: readonly string[], text: string): PathFault[] {
  const names = segments.join('/');
  const nowhere = names.match(NOWHERE_ALLOWED) ?? [];
  if (style === 'posix') {
    const found = [...nowhere, ...(names.match(/\\/g) ?? [])];
    return found.length === 0 ? [] : [holds(text, found, 'a POSIX path uses only "/" as separator')];
  }
  const faults: PathFault[] = [];
  const found = [...nowhere, ...(names.match(WINDOWS_FORBIDS) ?? [])];
  if (found.length > 0) faults.push(holds(text, found, 'file names on Windows cannot contain < > : " | ? *'));
  const device = segments.find((name) => DEVICE_NAME.test(name));
  if (device !== undefined) faults.push(namesDevice(text, device));
  const ends = segments.find((name) => /[ .]$/.test(name) && !/^\.{1,2}$/.test(name));
  if (ends !== undefined) faults.push(endsBadly(text, ends));
  return faults;
}

function holds(text: string, found: readonly string[], rule: string): PathFault {
  const unseen = found.filter((character) => character.search(NOWHERE_ALLOWED) === 0);
  const listed = [...new Set(found)].slice(0, 5).map((each) => (unseen.includes(each) ? codePoint(each) : each));
  return {
    code: 'path-invalid-character',
    severity: 'error',
    what: `${shown(text)} contains ${listed.join(' ')}`,
    why: unseen.length === 0 ? rule : 'directory names consist of printable characters only',
    do: instead(unseen, found),
  };
}

function instead(unseen: readonly string[], found: readonly string[]): string {
  // "D:\new\table" in double quotes: the file's own grammar has taken the backslashes.
  if (/^[\0\x07-\r\x1b\x85\u2028\u2029]/.test(unseen[0] ?? '')) {
    return 'remove it; if a "\\" caused it, put the value in single quotes, or double each "\\"';
  }
  return found.includes(':')
    ? 'separate two directories with a semicolon; otherwise remove the character'
    : 'remove the character';
}

function quoted(text: string): PathFault {
  return {
    code: 'path-invalid-character',
    severity: 'error',
    what: `${shown(text)} starts with a quotation mark`,
    why: 'a path is not quoted, even with spaces',
    do: 'write the path without quotation marks',
  };
}

function namesDevice(text: string, name: string): PathFault {
  return {
    code: 'path-invalid-character',
    severity: 'error',
    what: `${shown(text)} contains the name ${shown(name)}`,
    why: 'Windows reserves that name for a device, with any extension',
    do: 'use another directory',
  };
}

function endsBadly(text: string, name: string): PathFault {
  return {
    code: 'path-invalid-character',
    severity: 'error',
    what: `${shown(text)} contains ${shown(name)}, which ends with a ${name.endsWith('.') ? 'dot' : 'space'}`,
    why: 'Windows ignores it, so this would be another directory',
    do: 'remove it',
  };
}
