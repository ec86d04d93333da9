/** The types of `switchover/client` (docs/programs.md): the configuration tree for programs. */

/** Where a change is in the order of all changes. */
export interface Position {
  readonly term: number;
  readonly number: number;
}

export type Attributes = Readonly<Record<string, readonly string[]>>;

export interface Entry {
  readonly path: string;
  readonly class: string;
  readonly attributes: Attributes;
  /** Of the change that wrote it: `expect` of the next one. */
  readonly position: Position;
  readonly changedAt: string;
  readonly changedBy: string;
}

export interface Child {
  readonly path: string;
  /** Null if only something below it is there. */
  readonly entry: Entry | null;
  readonly hasChildren: boolean;
}

/** One edit of a change. Of attributes, null removes one, and those not named stay. */
export type Edit =
  | {
      readonly is: 'set';
      readonly path: string;
      readonly attributes: Readonly<Record<string, string | readonly string[] | null>>;
      readonly class?: string;
    }
  | { readonly is: 'remove'; readonly path: string; readonly recursive?: boolean };

export interface Expected {
  readonly path: string;
  /** Null: it is not there. */
  readonly position: Position | null;
}

export interface Done {
  /** Null: everything was like that already. */
  readonly position: Position | null;
  /** Whether the backup has it too; null: nothing was changed, or it was a repeat. */
  readonly replicated: boolean | null;
}

export interface Change {
  readonly position: Position;
  readonly at: string;
  readonly by: string;
  readonly reason: string | null;
  /** Null as the entry: it was removed. */
  readonly writes: readonly {
    readonly path: string;
    readonly entry: { readonly class: string; readonly attributes: Attributes } | null;
  }[];
}

export interface History {
  /** Newest first. */
  readonly changes: readonly Change[];
  /** `before` of the next page; null: there is nothing older, or it is not kept. */
  readonly next: number | null;
}

/** `gap`: the changes after `from`, up to `to`, are not there any more: read what you need again. */
export type Watched =
  | { readonly change: Change; readonly gap?: never }
  | { readonly gap: { readonly from: Position; readonly to: Position }; readonly change?: never };

export interface WhyOptions {
  readonly reason?: string;
}

/** `expect`: the position that the entry had when you read it; null: it was not there. Otherwise `tree-conflict`. */
export interface EntryOptions extends WhyOptions {
  readonly expect?: Position | null;
}

/** What is thrown: `code` is stable, such as `tree-conflict`, `path-not-allowed`, `not-active`, `server-unreachable`. */
export interface TreeError extends Error {
  readonly name: 'TreeError';
  readonly code: string;
  readonly why: string | null;
  /** What to do next. */
  readonly do: string;
}

/** The configuration tree. Everything rejects with a `TreeError`. */
export interface Tree {
  /** An entry; null if it is not there. */
  get(path: string): Promise<Entry | null>;
  /** Everything immediately below a path. */
  children(path: string): Promise<Child[]>;
  set(
    path: string,
    attributes: Readonly<Record<string, string | readonly string[] | null>>,
    options?: EntryOptions & { readonly class?: string },
  ): Promise<Done>;
  remove(path: string, options?: EntryOptions & { readonly recursive?: boolean }): Promise<Done>;
  /** All edits, or none. */
  change(edits: readonly Edit[], options?: WhyOptions & { readonly expect?: readonly Expected[] }): Promise<Done>;
  history(options?: { readonly path?: string; readonly before?: number; readonly limit?: number }): Promise<History>;
  /**
   * The changes at and below a path after a position (without one: from now on), in their order. A lost connection is made
   * again from the last position; the first one has to succeed. It ends when `signal` is aborted, or with `close`.
   */
  watch(options?: {
    readonly path?: string;
    readonly from?: Position;
    readonly signal?: AbortSignal;
  }): AsyncGenerator<Watched, void, void>;
  close(): void;
}

/**
 * Where the tree is: the socket of this program, or a pair file and an operator credential (a folder). With a pair, every
 * request goes to the server that is active at the time.
 */
export type Place = { readonly socket: string } | { readonly pair: string; readonly credential: string };

export type Connect = (place: Place) => Promise<Tree>;
