import type { Letter } from '../letter.ts';
import type { Problem } from '../problem.ts';
import type { ServerStatus } from '../protocol/answers.ts';

/** What came of asking one server of a pair: its own account, or why there is none. */
export interface Seen {
  readonly letter: Letter;
  readonly name: string;
  readonly address: string;
  readonly answer: ServerStatus | null;
  /** Null where it answered. */
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

/** How the reason ends of a machine that answers, where no server of the pair runs. */
export const NOTHING_LISTENS = 'connection refused, nothing listens there';

/** Whether a server that cannot be asked may serve all the same, as far as its companion knows. */
export function mayServe({ answer, fault }: Seen, companion: Seen): boolean {
  if (answer !== null || fault?.why?.endsWith(NOTHING_LISTENS) === true) return false;
  // Over a connection two active servers would have met, and one of them given way.
  return !(isServing(companion) && isConnected(companion));
}

function isConnected({ answer: { connections } }: Answering): boolean {
  return connections.main.status === 'up' || connections.aux.status === 'up';
}
