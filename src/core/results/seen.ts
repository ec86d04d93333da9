import type { Letter } from '../letter.ts';
import type { Problem } from '../problem.ts';
import type { ServerStatus } from '../protocol/answers.ts';

/** The result of querying one server of a pair: its own status, or why there is none. */
export interface Seen {
  readonly letter: Letter;
  readonly name: string;
  readonly address: string;
  readonly answer: ServerStatus | null;
  /** Null if it answered. */
  readonly fault: Problem | null;
}

/** Server A, then server B. */
export type SeenPair = readonly [Seen, Seen];

export function nameOf({ name, letter }: Pick<Seen, 'name' | 'letter'>): string {
  return `${name} (${letter})`;
}

/** A server that answered. */
export type Answering = Seen & { readonly answer: ServerStatus };

export function isAnswering(seen: Seen): seen is Answering {
  return seen.answer !== null;
}

export function isServing(seen: Seen): seen is Answering {
  return seen.answer?.serving === true;
}

export function otherOf(pair: SeenPair, one: Pick<Seen, 'letter'>): Seen {
  return one.letter === 'A' ? pair[1] : pair[0];
}

/** The end of the reason if the machine answers but nothing listens on the port. */
export const NOTHING_LISTENS = 'connection refused';

/** Whether a server that cannot be queried may still be active, as far as its companion knows. */
export function mayServe({ answer, fault }: Seen, companion: Seen): boolean {
  if (answer !== null || fault?.why?.endsWith(NOTHING_LISTENS) === true) return false;
  // Over a connection, two active servers would have noticed each other, and one would have stepped down.
  return !(isServing(companion) && isConnected(companion));
}

function isConnected({ answer: { connections } }: Answering): boolean {
  return connections.main.status === 'up' || connections.aux.status === 'up';
}
