/** The section `programs` of a pair file: who may use the configuration tree over a socket. */
import type { Node } from 'yaml';
import { isNode, isSeq } from 'yaml';
import type { TreePath } from '../../tree-path.ts';
import { parsePath } from '../../tree-path.ts';
import { type Entry, resolve } from '../yaml-text/entries.ts';
import type { Fields } from '../yaml-text/fields.ts';
import { readFields, readText } from '../yaml-text/fields.ts';
import { describe, offsetOf, shown } from '../yaml-text/nodes.ts';
import type { YamlSource } from '../yaml-text/source.ts';
import { PROGRAM_KEYS } from './keys.ts';
import type { ProgramEntry } from './pair-file.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
const GROUP = /^(?:[A-Za-z_][\w.-]{0,31}|\d{1,9})$/;
/** Systems differ in how long the path of a socket may be, and it is made beside its place. In bytes. */
const LONGEST_SOCKET = 90;

/** The programs; whatever is wrong is reported and left out. */
export function readPrograms(source: YamlSource, programs: Entry | undefined): readonly ProgramEntry[] {
  const names = new Map<string, number>();
  const sockets = new Map<string, number>();
  return items(source, programs, 'programs').flatMap(({ value, offset }, index) => {
    const place = `programs[${index}]`;
    const fields = readFields(source, value, { path: place, offset }, PROGRAM_KEYS);
    const program = fields === null ? null : readProgram(source, fields, place);
    if (fields === null || program === null) return [];
    const nameAt = fields.get('name')!.offset;
    const isNew = isFirst(source, names, program.name.toLowerCase(), nameAt, `the name ${shown(program.name)}`);
    const socketAt = fields.get('socket')?.offset ?? nameAt;
    const isAlone = isFirst(source, sockets, program.socket, socketAt, `the socket ${shown(program.socket)}`);
    return isNew && isAlone ? [program] : [];
  });
}

function readProgram(source: YamlSource, fields: Fields<typeof PROGRAM_KEYS>, place: string): ProgramEntry | null {
  const name = matching(source, fields.get('name'), `${place}.name`, NAME, PROGRAM_KEYS.name.form);
  const socket = readSocket(source, fields.get('socket'), `${place}.socket`);
  const mode = matching(source, fields.get('mode'), `${place}.mode`, /^0?[0-7]{3}$/, PROGRAM_KEYS.mode.form);
  const group = matching(source, fields.get('group'), `${place}.group`, GROUP, PROGRAM_KEYS.group.form);
  const read = fields.has('read') ? readPaths(source, fields.get('read'), `${place}.read`) : null;
  const write = readPaths(source, fields.get('write'), `${place}.write`);
  if (name === null) return null;
  return {
    ...{ name, read, write, group },
    socket: socket ?? `programs/${name}.sock`,
    mode: mode === null ? 0o600 : Number.parseInt(mode, 8),
  };
}

function readSocket(source: YamlSource, entry: Entry | undefined, path: string): string | null {
  const text = readText(source, entry, path);
  if (text === null || new TextEncoder().encode(text).length <= LONGEST_SOCKET) return text;
  source.report(entry!.offset, {
    code: 'socket-path-too-long',
    what: `${path} is too long`,
    why: `the path of a socket has at most ${LONGEST_SOCKET} bytes`,
    do: 'use a shorter path',
  });
  return null;
}

function readPaths(source: YamlSource, entry: Entry | undefined, path: string): TreePath[] {
  return items(source, entry, path).flatMap((item, index) => {
    const text = readText(source, item, `${path}[${index}]`);
    if (text === null) return [];
    const parsed = parsePath(text);
    if (parsed.ok) return [parsed.path];
    const { code, what, why, do: next } = parsed.problem;
    source.report(item.offset, { code, what: `${path}[${index}]: ${what}`, why: why ?? '', do: next });
    return [];
  });
}

/** The items of a list; nothing if there is none. */
function items(source: YamlSource, entry: Entry | undefined, path: string): Entry[] {
  if (entry === undefined || entry.value === null) return [];
  if (!isSeq(entry.value)) {
    source.report(entry.offset, {
      code: 'type-wrong',
      what: `${path} is ${describe(entry.value)}`,
      why: 'it must be a list',
      do: 'write each item on a line of its own, with "- " before it',
    });
    return [];
  }
  return entry.value.items.map((item, index) => {
    const value: Node | null = isNode(item) ? resolve(source, item) : null;
    const offset = isNode(item) ? offsetOf(item) : entry.offset;
    return { key: `${index}`, keyOffset: offset, offset, value };
  });
}

function matching(
  source: YamlSource,
  entry: Entry | undefined,
  path: string,
  pattern: RegExp,
  form: string,
): string | null {
  const text = readText(source, entry, path);
  if (text === null || pattern.test(text)) return text;
  source.report(entry!.offset, {
    code: 'program-key-invalid',
    what: `${path} is ${shown(text)}`,
    why: `it must be ${form.replaceAll('`', '')}`,
    do: 'correct it',
  });
  return null;
}

/** Whether a program is the first to have this; a later one is reported. */
function isFirst(source: YamlSource, seen: Map<string, number>, id: string, offset: number, what: string): boolean {
  const earlier = seen.get(id);
  if (earlier === undefined) seen.set(id, offset);
  else {
    source.report(offset, {
      code: 'program-duplicate',
      what: `two programs have ${what}`,
      why: `the other one is at ${source.where(earlier)}`,
      do: 'change one of the two',
    });
  }
  return earlier === undefined;
}
