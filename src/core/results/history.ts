import type { Letter } from '../letter.ts';
import type { HistoryEvent } from '../protocol/history-answers.ts';

/** The switches, takeovers and starts of a pair, from both servers. */
export interface PairHistory {
  readonly pair: string;
  /** Newest first. */
  readonly events: readonly HistoryEvent[];
  /** Whether there are older ones. */
  readonly more: boolean;
  /** Servers that could not be asked: what only they know is not in it. */
  readonly missing: readonly Letter[];
  readonly servers: readonly { readonly letter: Letter; readonly name: string }[];
}
