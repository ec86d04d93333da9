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
