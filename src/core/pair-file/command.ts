import { isNode, isScalar, isSeq, type Node } from 'yaml';
import { type Entry, resolve } from '../yaml-text/entries.ts';
import { offsetOf } from '../yaml-text/nodes.ts';
import type { YamlSource } from '../yaml-text/source.ts';
import { readText } from './fields.ts';

/** What a program is for; its problems carry the word in their codes. */
export type ProgramFor = 'hook' | 'probe' | 'check';

/** A program and its arguments. A plain text is the program alone, spaces and all: there is no shell to split it. */
export function readCommand(
  source: YamlSource,
  entry: Entry | undefined,
  path: string,
  use: ProgramFor,
): readonly string[] | null {
  if (entry === undefined) return null;
  if (!isSeq(entry.value)) {
    const program = readText(source, entry, path);
    if (program === null || !isPath(source, program, entry.offset, path, use)) return null;
    if (/\s/.test(program)) reportSpaces(source, entry.offset, path, use);
    return [program];
  }
  const words = entry.value.items.map((item, index) => {
    const target = isNode(item) ? resolve(source, item) : null;
    const node = isScalar(target) ? target : null;
    const offset = node === null ? entry.offset : offsetOf(node);
    if (node === null) {
      source.report(offset, {
        code: 'type-wrong',
        what: `${path}[${index}] is no text`,
        why: 'a list holds the program and its arguments',
        do: 'write each as text',
      });
      return null;
    }
    // An argument may be empty; a program may not.
    if (index > 0 && node.value === '') return '';
    return readText(source, { key: `${index}`, keyOffset: offset, offset, value: node }, `${path}[${index}]`);
  });
  if (words.length === 0) {
    source.report(entry.offset, {
      code: `${use}-empty`,
      what: `${path} is an empty list`,
      why: 'there is no program to run',
      do: 'name one, or take the line out',
    });
    return null;
  }
  const programAt = offsetOf(entry.value.items[0] as Node);
  if (words[0] !== null && !isPath(source, words[0]!, programAt, path, use)) return null;
  return words.some((word) => word === null) ? null : (words as string[]);
}

/** A bare word would be searched for in PATH, and then who sets PATH decides what runs. */
function isPath(source: YamlSource, program: string, offset: number, path: string, use: ProgramFor): boolean {
  if (program.includes('/')) return true;
  source.report(offset, {
    code: `${use}-not-a-path`,
    what: `${path} names no path: ${JSON.stringify(program.slice(0, 60))}`,
    why: 'programs are not searched for; a path is absolute or relative to the folder of the pair file',
    do: `write the absolute path, or "./${program.slice(0, 60)}" for one beside the pair file`,
  });
  return false;
}

function reportSpaces(source: YamlSource, offset: number, path: string, use: ProgramFor): void {
  source.report(offset, {
    code: `${use}-has-spaces`,
    severity: 'warning',
    what: `the program of ${path} has spaces in its path`,
    why: 'no shell splits it, so all of it is taken for the path of one program',
    do: 'write a list to pass arguments: [./program, argument]',
  });
}
