import type { Problem } from '../../problem.ts';
import type { ParameterDefinition } from '../parameters/definition.ts';
import type { Encoding } from '../yaml-text/text.ts';

/** The same for equal names: letter case does not matter. */
export function foldName(name: string): string {
  return name.trim().toLowerCase();
}

/** One parameter in a parameter file. */
export interface FileEntry {
  readonly definition: ParameterDefinition;
  /** The name as written in the file; letter case does not matter. */
  readonly name: string;
  /** The value as written, without quotes: `010`, `yes` and `1e3` are those characters. Not yet parsed. */
  readonly text: string;
  /** The position of the value, or of the name if there is no value. Both count from 1. */
  readonly line: number;
  readonly column: number;
  /** The same position as `FILE:LINE:COLUMN`. */
  readonly where: string;
}

/** One name in the map of the file, known or not, for rewriting. */
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

/** The content of a parameter file, as far as it could be read. */
export interface FileContent {
  /** Its name, as shown in problems. */
  readonly file: string;
  /** Known parameters in the order of the file; only the first of equal names. */
  readonly entries: readonly FileEntry[];
  /** Exact names of all known parameters in the file, including those whose value is not text. */
  readonly named: ReadonlySet<string>;
  /** Problems of its structure and names, in the order of the file. `readValues` checks the values. */
  readonly problems: readonly Problem[];
}

/** The same, with what is needed to rewrite it. */
export interface ParameterFile extends FileContent {
  /** Null if the text could not be read as a map of names to values. */
  readonly layout: FileLayout | null;
}
