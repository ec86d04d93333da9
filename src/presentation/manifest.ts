/**
 * The commands as data: read once from the command classes at build time, then the only source for `--help`, the
 * man pages, shell completion and the snapshot of the interface.
 */

export interface Manifest {
  /** In the order of their ids. */
  readonly commands: readonly CommandEntry[];
}

export interface CommandEntry {
  /** The words that call it: `status`, `node run`. */
  readonly id: string;
  readonly summary: string;
  /** Paragraphs parted by an empty line; lines that begin with a space stand as they are. */
  readonly description: string;
  /** Replaces the usage line made from arguments and flags. */
  readonly usage: string | null;
  readonly args: readonly ArgEntry[];
  readonly flags: readonly FlagEntry[];
  readonly examples: readonly ExampleEntry[];
  /** By code, ascending. */
  readonly exitCodes: readonly ExitCodeEntry[];
  /** The reference's own switches, lower case and without the slash, to ours: `immediate` -> `--immediate`. */
  readonly slashFlags: Readonly<Record<string, string>>;
  /** Works, and is shown nowhere. */
  readonly hidden: boolean;
}

export interface ArgEntry {
  readonly name: string;
  readonly description: string;
  readonly choices: readonly string[];
  readonly default: string | null;
  readonly required: boolean;
  readonly multiple: boolean;
}

export interface FlagEntry {
  readonly name: string;
  readonly char: string | null;
  readonly description: string;
  /** What stands for the value in help: `FILE`, `A|B`. Null for a flag without one. */
  readonly value: string | null;
  readonly choices: readonly string[];
  readonly default: string | null;
  readonly required: boolean;
  readonly multiple: boolean;
  /** `--no-NAME` exists too. */
  readonly negatable: boolean;
  /** Shared by all commands. */
  readonly global: boolean;
  readonly requires: readonly string[];
  readonly excludes: readonly string[];
}

export interface ExampleEntry {
  readonly description: string | null;
  readonly command: string;
}

export interface ExitCodeEntry {
  readonly code: number;
  readonly meaning: string;
}

/** `A|B` in a flag's value, or its options, as the words that may be typed; empty where anything may. */
export function choicesOf(value: string | null, options: readonly string[]): readonly string[] {
  if (options.length > 0) return options;
  if (value === null || !value.includes('|')) return [];
  const words = value.split('|');
  return words.every((word) => /^[\w-]+$/.test(word)) ? words : [];
}

/** What a shell offers beside fixed words. `assignments`: names of parameters, and every other word is a value. */
export type OfferKind = 'files' | 'folders' | 'parameters' | 'assignments';

const OFFERS: Readonly<Record<string, OfferKind>> = {
  FILE: 'files',
  FILE2: 'files',
  LOG: 'files',
  SCENARIO: 'files',
  DIR: 'folders',
  PARAMETER: 'parameters',
  ASSIGNMENT: 'assignments',
};

/** What a shell offers for a value, by the word that stands for it in help: `FILE`, `LOG`, `DIR`, `PARAMETER`. */
export function offerOf(value: string | null): OfferKind | null {
  return value === null ? null : (OFFERS[value] ?? null);
}

/** First words that lead to several commands, and all of their own: `params`, for `params get` and `params set`. */
export function topicsOf(manifest: Manifest): string[] {
  const topics = manifest.commands.flatMap(({ id }) => {
    const words = id.split(' ');
    return words.slice(1).map((_, index) => words.slice(0, index + 1).join(' '));
  });
  return [...new Set(topics)].filter((topic) => !manifest.commands.some(({ id }) => id === topic));
}
