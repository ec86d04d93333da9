import type { Letter } from '../letter.ts';
import type { ParameterValues } from '../parameters/catalogue.ts';

/** The port for everything (the virtual switch port) where an address names none. */
export const DEFAULT_PORT = 3633;

/** A hook may run this long where the pair file sets no `time limit`. */
export const DEFAULT_TIME_LIMIT_MS = 30_000;

export interface ServerEntry {
  readonly letter: Letter;
  /** Computer name, unique in the pair whatever the letter case. */
  readonly name: string;
  /** Name or address to connect to, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** Data folder as written, or null for the server's own folder. */
  readonly data: string | null;
  /** The software release this server runs, for the upgrade states; null where not said. */
  readonly release: string | null;
}

/** Programs to run: path and arguments, started without a shell. Null where there is none. */
export interface Hooks {
  /** Run when this server becomes active. */
  readonly commence: readonly string[] | null;
  /** Run when it stops being active. */
  readonly discontinue: readonly string[] | null;
  /** Run before a takeover, to make sure that the other server is off. */
  readonly fence: readonly string[] | null;
  readonly timeLimitMs: number;
}

/** What `pair.yaml` says, checked. */
export interface PairFile {
  readonly pair: string;
  readonly servers: Readonly<Record<Letter, ServerEntry>>;
  /** First values of Switchover server parameters, by exact name. */
  readonly parameters: ParameterValues;
  readonly hooks: Hooks;
}
