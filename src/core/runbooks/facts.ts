/** What is known about the two servers of a pair while a procedure runs. Unknown is null. */
import type { Letter } from '../letter.ts';
import type { ModuleAnswer, ServerStatus } from '../protocol/answers.ts';

export interface ServerFacts {
  readonly letter: Letter;
  readonly name: string;
  /** Its own status; null if it does not answer. */
  readonly status: ServerStatus | null;
  /** Why there is no status. `absent`: its machine answers, and nothing listens there. */
  readonly silence: 'absent' | 'silent' | null;
  /** The reason in words; null if it answers. */
  readonly why: string | null;
  /** Whether `/primary` answers 200. */
  readonly isPrimary: boolean | null;
  readonly service: ServiceFacts;
  /** What its module answers now; null: none, nobody knows, or nobody asked. */
  readonly module?: ModuleAnswer | null;
}

/** What the commands of the service say on the server's machine. */
export interface ServiceFacts {
  readonly running: boolean | null;
  /** As the service's own commands call it. */
  readonly startMode: string | null;
  /** What they call a service that starts only by hand; null if no command sets it. */
  readonly manualWord: string | null;
  readonly release: string | null;
  /** Differs after each start of the machine. */
  readonly boot: string | null;
}

export const NO_SERVICE_FACTS: ServiceFacts = {
  running: null,
  startMode: null,
  manualWord: null,
  release: null,
  boot: null,
};

export type PairFacts = Readonly<Record<Letter, ServerFacts>>;
