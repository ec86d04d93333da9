import { isNode, isScalar, isSeq, type Node } from 'yaml';
import { isAbsoluteAnywhere } from '../../remote-shell.ts';
import { type Entry, resolve } from './entries.ts';
import { listed, readText } from './fields.ts';
import { offsetOf, shown } from './nodes.ts';
import type { YamlSource } from './source.ts';

/** What a program is for; the codes of its problems start with this word. */
export type ProgramFor = 'hook' | 'probe' | 'check' | 'release' | 'service';

/**
 * A program and its arguments. A plain text is the program alone, including spaces: no shell splits it.
 * `systemPrograms`: for what the operator runs, on a machine of either kind of system, the programs that need no path.
 */
export function readCommand(
  source: YamlSource,
  entry: Entry | undefined,
  path: string,
  use: ProgramFor,
  systemPrograms: readonly string[] = [],
): readonly string[] | null {
  if (entry === undefined) return null;
  if (!isSeq(entry.value)) {
    const program = readText(source, entry, path);
    if (program === null || !isPath(source, program, entry.offset, path, use, systemPrograms)) return null;
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
        what: `${path}[${index}] is not text`,
        why: 'the list holds a program and its arguments, each as text',
        do: 'put it in quotes',
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
      why: 'the first item must be the program to run',
      do: 'add a program, or remove the line',
    });
    return null;
  }
  const programAt = offsetOf(entry.value.items[0] as Node);
  if (words[0] !== null && !isPath(source, words[0]!, programAt, path, use, systemPrograms)) return null;
  return words.some((word) => word === null) ? null : (words as string[]);
}

/**
 * A bare word would be looked up in PATH, and then whoever sets PATH decides what runs. Where the system's own programs
 * are differs between machines, so those that the operator runs need no path.
 */
function isPath(
  source: YamlSource,
  program: string,
  offset: number,
  path: string,
  use: ProgramFor,
  systemPrograms: readonly string[],
): boolean {
  if (program.includes('/')) return true;
  const isOperators = systemPrograms.length > 0;
  if (isOperators && (systemPrograms.includes(program) || isAbsoluteAnywhere(program))) return true;
  const except = isOperators ? `except for ${listed(systemPrograms)}, ` : '';
  const folder = `the folder of the ${source.kind.noun}`;
  source.report(offset, {
    code: `${use}-not-a-path`,
    what: `${path} is not a path: ${shown(program)}`,
    why: `${except}programs are not looked up in PATH; a path is absolute, or relative to ${folder}`,
    do: `write the absolute path, or ${shown(`./${program}`)} if it is in ${folder}`,
  });
  return false;
}

function reportSpaces(source: YamlSource, offset: number, path: string, use: ProgramFor): void {
  source.report(offset, {
    code: `${use}-has-spaces`,
    severity: 'warning',
    what: `the program path in ${path} contains spaces`,
    why: 'no shell splits it, so the whole text is the path of one program',
    do: 'to pass arguments, write a list: [./program, argument]',
  });
}
