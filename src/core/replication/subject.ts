/** What is replicated, as far as replication has to know it. */
export interface Subject<Content, Scope> {
  /** Whether this scope takes in everything. */
  readonly isWhole: (scope: Scope) => boolean;
  /** Whether this scope leaves a row out. `content`: null if the row is removed. */
  readonly omits: (scope: Scope, key: string, content: Content | null) => boolean;
  /** What the backup holds after a write: the scope may leave out parts of a row. */
  readonly merged: (scope: Scope, incoming: Content, existing: Content | null) => Content;
  /** Whether `merged` leaves out a part of it. */
  readonly reduces: (scope: Scope, incoming: Content) => boolean;
  /** Its approximate size in a message, in bytes. */
  readonly sizeOf: (content: Content) => number;
}
