import type { Node } from 'yaml';
import { isNode, isScalar, isSeq } from 'yaml';
import type { NumberRange } from '../parameters/value.ts';
import { parseWholeNumber } from '../parameters/value.ts';
import { describe, offsetOf, scalarText } from '../yaml-text/nodes.ts';
import type { YamlSource } from '../yaml-text/source.ts';
import type { Entry } from './fields.ts';
import { readFields, readText, resolve } from './fields.ts';
import type { Hooks } from './pair-file.ts';
import { DEFAULT_TIME_LIMIT_MS } from './pair-file.ts';

export const NO_HOOKS: Hooks = { commence: null, discontinue: null, fence: null, timeLimitMs: DEFAULT_TIME_LIMIT_MS };

const TIME_LIMIT: NumberRange = {
  name: 'hooks.time limit',
  unit: 'seconds',
  default: DEFAULT_TIME_LIMIT_MS / 1000,
  minimum: { value: 1, by: 'ours', why: 'a program needs some time' },
  maximum: { value: 600, by: 'ours', why: 'nothing serves while a hook runs' },
};

/** The hooks; what is wrong is reported and left out. An empty `hooks:` is none. */
export function readHooks(source: YamlSource, hooks: Entry | undefined): Hooks {
  if (hooks === undefined || hooks.value === null) return NO_HOOKS;
  const keys = { required: [], optional: ['commence', 'discontinue', 'fence', 'time limit'] };
  const fields = readFields(source, hooks.value, { path: 'hooks', offset: hooks.offset }, keys);
  if (fields === null) return NO_HOOKS;
  return {
    commence: readCommand(source, fields.get('commence'), 'hooks.commence'),
    discontinue: readCommand(source, fields.get('discontinue'), 'hooks.discontinue'),
    fence: readCommand(source, fields.get('fence'), 'hooks.fence'),
    timeLimitMs: readSeconds(source, fields.get('time limit'), TIME_LIMIT, DEFAULT_TIME_LIMIT_MS),
  };
}

/** A program and its arguments. A plain text is the program alone, spaces and all: there is no shell to split it. */
export function readCommand(source: YamlSource, entry: Entry | undefined, path: string): readonly string[] | null {
  if (entry === undefined) return null;
  if (!isSeq(entry.value)) {
    const program = readText(source, entry, path);
    if (program === null || !isPath(source, program, entry.offset, path)) return null;
    if (/\s/.test(program)) reportSpaces(source, entry.offset, path);
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
      code: 'hook-empty',
      what: `${path} is an empty list`,
      why: 'there is no program to run',
      do: 'name one, or take the line out',
    });
    return null;
  }
  if (words[0] !== null && !isPath(source, words[0]!, offsetOf(entry.value.items[0] as Node), path)) return null;
  return words.some((word) => word === null) ? null : (words as string[]);
}

/** A bare word would be searched for in PATH, and then who sets PATH decides what runs. */
function isPath(source: YamlSource, program: string, offset: number, path: string): boolean {
  if (program.includes('/')) return true;
  source.report(offset, {
    code: 'hook-not-a-path',
    what: `${path} names no path: ${JSON.stringify(program.slice(0, 60))}`,
    why: 'programs are not searched for; a path is absolute or relative to the folder of the pair file',
    do: `write the absolute path, or "./${program.slice(0, 60)}" for one beside the pair file`,
  });
  return false;
}

function reportSpaces(source: YamlSource, offset: number, path: string): void {
  source.report(offset, {
    code: 'hook-has-spaces',
    severity: 'warning',
    what: `the program of ${path} has spaces in its path`,
    why: 'no shell splits it, so all of it is taken for the path of one program',
    do: 'write a list to pass arguments: [./program, argument]',
  });
}

/** A time in whole seconds, in ms; the default where it is not there or wrong, which is reported. */
export function readSeconds(
  source: YamlSource,
  entry: Entry | undefined,
  range: NumberRange,
  presetMs: number,
): number {
  if (entry === undefined) return presetMs;
  if (!isScalar(entry.value)) {
    source.report(entry.offset, {
      code: 'type-wrong',
      what: `${range.name} is ${describe(entry.value)}`,
      why: 'it is a number of seconds',
      do: `write a number from ${range.minimum?.value} to ${range.maximum?.value}, or take the line out`,
    });
    return presetMs;
  }
  const parsed = parseWholeNumber(range, scalarText(entry.value), null);
  if (parsed.ok) return Number(parsed.value) * 1000;
  source.report(entry.offset, parsed.problem);
  return presetMs;
}
