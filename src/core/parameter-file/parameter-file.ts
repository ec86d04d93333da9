import type { ParameterDefinition } from '../parameters/definition.ts';
import type { Problem } from '../problem.ts';
import type { Encoding } from '../yaml-text/text.ts';

/** What stands for equal names: letter case never matters. */
export function foldName(name: string): string {
  return name.trim().toLowerCase();
}

/** What a parameter file says of one parameter. */
export interface FileEntry {
  readonly definition: ParameterDefinition;
  /** The name as it is spelt there; letter case never matters. */
  readonly name: string;
  /** The value as it stands there, without quotes: `010`, `yes` and `1e3` are those characters. Not yet judged. */
  readonly text: string;
  /** Where the value stands, or the name where there is no value. Both count from 1. */
  readonly line: number;
  readonly column: number;
  /** The same as `FILE:LINE:COLUMN`. */
  readonly where: string;
}

/** One name in the file's map, known or not, for whoever rewrites it. */
export interface FileItem {
  readonly name: string;
  readonly definition: ParameterDefinition | null;
}

/** How the file is written. */
export interface FileLayout {
  readonly text: string;
  readonly encoding: Encoding;
  readonly format: 'yaml' | 'json';
  /** All names in the order of the text. */
  readonly items: readonly FileItem[];
}

/** What a parameter file says, as far as it could be read. */
export interface FileContent {
  /** Its name, as problems show it. */
  readonly file: string;
  /** Known parameters in the order of the file; of equal names, the first. */
  readonly entries: readonly FileEntry[];
  /** Exact names of all known parameters that stand there, also of those whose value is no text. */
  readonly named: ReadonlySet<string>;
  /** What is wrong with its shape and its names, in the order of the file. Values are judged by `readValues`. */
  readonly problems: readonly Problem[];
}

/** The same, with what is needed to rewrite it. */
export interface ParameterFile extends FileContent {
  /** Null where the text could not be read as a map of names to values at all. */
  readonly layout: FileLayout | null;
}
