/**
 * One directory of a mirror list: a path on a Windows drive, or an absolute POSIX path (reading R22). Parsing never
 * throws; what cannot be a local directory is told as faults, all of them at once.
 */
import { codePoint, shown } from '../parameters/lists/list.ts';
import type { Problem } from '../problem.ts';

export interface DirectoryPath {
  readonly style: 'windows' | 'posix';
  /** Upper case, without its colon. Null for POSIX, and where a path parameter lacks it. */
  readonly drive: string | null;
  /** Without empty ones, "." and "..". */
  readonly segments: readonly string[];
}

export type PathFault = Omit<Problem, 'where'>;

export interface ParsedPath {
  /** Null where it names no directory that could be. */
  readonly path: DirectoryPath | null;
  readonly faults: readonly PathFault[];
}

/** The path as it is written back: `D:\I3\IC`, `/srv/data`. */
export function printPath({ style, drive, segments }: DirectoryPath): string {
  const separator = style === 'posix' ? '/' : '\\';
  // A separator keeps a space at the end from being taken for one around the entry.
  const end = /\s$/.test(segments.at(-1) ?? '') ? separator : '';
  return `${drive === null ? '' : `${drive}:`}${separator}${segments.join(separator)}${end}`;
}

/** Equal texts mean equal directories. Letter case matters on POSIX only. */
export function foldPath({ style, drive, segments }: DirectoryPath): readonly string[] {
  return style === 'posix' ? ['/', ...segments] : [`${drive ?? ''}:`, ...segments.map(foldCase)];
}

/** Character by character, as file systems do: no character becomes two. */
export function foldCase(text: string): string {
  return text.replace(/[^A-Z0-9]/gu, (character) => {
    const upper = character.toUpperCase();
    return upper.length === character.length ? upper : character;
  });
}

/** Parses one path. `mayLackDrive`: path parameters such as `\I3\IC\Handlers` name no drive. */
export function parsePath(text: string, { mayLackDrive }: { readonly mayLackDrive: boolean }): ParsedPath {
  if (/^[\\/]{2}/.test(text)) return { path: null, faults: [networkPath(text)] };
  const windows = /^(?:([A-Za-z]):)?[\\/]/.exec(text);
  if (windows?.[1] !== undefined || (mayLackDrive && text.startsWith('\\'))) {
    return absolute('windows', windows?.[1]?.toUpperCase() ?? null, text.slice(windows![0].length), text);
  }
  if (text.startsWith('/')) return absolute('posix', null, text, text);
  if (/^["']/.test(text)) return { path: null, faults: [quoted(text)] };
  const faults = invalidCharacters('windows', text.replace(/^[A-Za-z]:/, '').split(/[\\/]/), text);
  // Sooner a stray sign, or a "\" that the file took for an escape, than a relative path: one mistake, not two.
  if (/\p{Cc}/u.test(text)) return { path: null, faults };
  return { path: null, faults: [relativePath(text), ...(text.startsWith('+') ? [] : faults)] };
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
  // What steps back names a directory all the same; what holds characters that cannot be, none.
  return { path: faults.some(({ code }) => code === 'path-invalid-character') ? null : path, faults };
}

function stepsUp(text: string, path: DirectoryPath): PathFault {
  return {
    code: 'path-relative',
    severity: 'error',
    what: `${shown(text)} steps back with ".."`,
    why: 'a path in a list says by itself which directory it means',
    do: `write ${shown(printPath(path))}, if that is the one`,
  };
}

function networkPath(text: string): PathFault {
  const device = /^[\\/]{2}[?.](?:[\\/]|$)/.test(text);
  return {
    code: 'path-unc',
    severity: 'error',
    what: `${shown(text)} is a ${device ? 'device' : 'network'} path`,
    why: device
      ? 'a directory begins with its drive and nothing before it'
      : 'only directories on the disks of the server are mirrored; a share is there for both servers anyway',
    do: device ? `write it as ${shown('D:\\…')}` : 'name a local directory, or take the entry out',
  };
}

function relativePath(text: string): PathFault {
  const [why, next] = whyRelative(text);
  return { code: 'path-relative', severity: 'error', what: `${shown(text)} is no complete path`, why, do: next };
}

function whyRelative(text: string): readonly [string, string] {
  const complete = 'write drive and directory, as in D:\\I3\\IC\\Data; on POSIX begin with "/"';
  if (text.startsWith('\\')) {
    return ['it names no drive, and which one is current is not known', `write the drive: ${shown(`D:${text}`)}`];
  }
  if (/^[A-Za-z]:/.test(text)) {
    const full = `${text.slice(0, 2)}\\${text.slice(2)}`;
    return ['without "\\" behind its colon a drive means its current directory', `write ${shown(full)}`];
  }
  if (text.startsWith('+')) return ['one "+" stands in front of a directory, not two', 'take one "+" out'];
  if (/^[%$~]/.test(text)) return ['variables and "~" are not replaced here', complete];
  if (/^[A-Za-z][\w.+-]*:\/\//.test(text)) return ['an address is no path of a directory', complete];
  return ['it depends on the current directory, which differs between programs and servers', complete];
}

const WINDOWS_FORBIDS = /[<>:"|?*]/gu;
/** Control characters, line separators, and halves of pairs, which no file name in UTF-8 can hold. */
const NOWHERE_ALLOWED = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu;
const DEVICE_NAME = /^(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[1-9¹²³])(?: *\..*)?$/iu;

function invalidCharacters(style: DirectoryPath['style'], segments: readonly string[], text: string): PathFault[] {
  const names = segments.join('/');
  const nowhere = names.match(NOWHERE_ALLOWED) ?? [];
  if (style === 'posix') {
    const found = [...nowhere, ...(names.match(/\\/g) ?? [])];
    return found.length === 0 ? [] : [holds(text, found, 'a POSIX path is written with "/" alone')];
  }
  const faults: PathFault[] = [];
  const found = [...nowhere, ...(names.match(WINDOWS_FORBIDS) ?? [])];
  if (found.length > 0) faults.push(holds(text, found, 'no file name on Windows may hold < > : " | ? *'));
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
    what: `${shown(text)} holds ${listed.join(' ')}`,
    why: unseen.length === 0 ? rule : 'a name of a directory holds printable characters only',
    do: instead(unseen, found),
  };
}

function instead(unseen: readonly string[], found: readonly string[]): string {
  // "D:\new\table" in double quotes: the file's own grammar has taken the backslashes.
  if (/^[\b\t\n\v\f\r]/.test(unseen[0] ?? '')) {
    return 'take it out; where a "\\" made it, put the value in single quotes, or double each "\\"';
  }
  return found.includes(':')
    ? 'put a semicolon between two directories; else take the character out'
    : 'take the character out';
}

function quoted(text: string): PathFault {
  return {
    code: 'path-invalid-character',
    severity: 'error',
    what: `${shown(text)} begins with a quotation mark`,
    why: 'a list takes paths as they are, spaces and all',
    do: 'write the path without quotation marks',
  };
}

function namesDevice(text: string, name: string): PathFault {
  return {
    code: 'path-invalid-character',
    severity: 'error',
    what: `${shown(text)} holds the name ${shown(name)}`,
    why: 'Windows keeps that name for a device, with any ending',
    do: 'name another directory',
  };
}

function endsBadly(text: string, name: string): PathFault {
  return {
    code: 'path-invalid-character',
    severity: 'error',
    what: `${shown(text)} holds ${shown(name)}, which ends with a ${name.endsWith('.') ? 'dot' : 'space'}`,
    why: 'Windows drops it, so that another directory would be meant',
    do: 'take it out',
  };
}
