/**
 * The commands as data: read from the command classes at build time, and the only source of `--help`, the man pages,
 * shell completion and the interface snapshot.
 */

export interface Manifest {
  /** Sorted by id. */
  readonly commands: readonly CommandEntry[];
}

export interface CommandEntry {
  /** The words that call it: `status`, `node run`. */
  readonly id: string;
  readonly summary: string;
  /** Paragraphs separated by an empty line; lines that begin with a space are kept as they are. */
  readonly description: string;
  /** Replaces the usage line derived from arguments and flags. */
  readonly usage: string | null;
  readonly args: readonly ArgEntry[];
  readonly flags: readonly FlagEntry[];
  readonly examples: readonly ExampleEntry[];
  /** By code, ascending. */
  readonly exitCodes: readonly ExitCodeEntry[];
  /** The switches of the reference, without the slash, mapped to our flags: `Immediate` -> `--immediate --yes`. */
  readonly slashFlags: Readonly<Record<string, string>>;
  /** Works, but is not shown anywhere. */
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
  /** The placeholder for the value in help: `FILE`, `A|B`. Null for a flag without a value. */
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

/** The words allowed as a flag's value, from `A|B` or its options; empty if anything is allowed. */
export function choicesOf(value: string | null, options: readonly string[]): readonly string[] {
  if (options.length > 0) return options;
  if (value === null || !value.includes('|')) return [];
  const words = value.split('|');
  return words.every((word) => /^[\w-]+$/.test(word)) ? words : [];
}

/** What a shell offers besides fixed words. `assignments`: parameter names; every other word is a value. */
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

/** Words that a shell offers for a value, by its placeholder in help: the servers for `SERVER`. */
export type KnownWords = Readonly<Record<string, readonly string[]>>;

/** What a shell offers for a value, by its placeholder in help: `FILE`, `LOG`, `DIR`, `PARAMETER`. */
export function offerOf(value: string | null): OfferKind | null {
  return value === null ? null : (OFFERS[value] ?? null);
}

/** Leading words shared by several commands: `params`, for `params get` and `params set`. */
export function topicsOf(manifest: Manifest): string[] {
  const topics = manifest.commands.flatMap(({ id }) => {
    const words = id.split(' ');
    return words.slice(1).map((_, index) => words.slice(0, index + 1).join(' '));
  });
  return [...new Set(topics)].filter((topic) => !manifest.commands.some(({ id }) => id === topic));
}
