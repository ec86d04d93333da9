import type { Letter } from '../letter.ts';
import type { ParameterValues } from '../parameters/catalogue.ts';

/** The port for everything (the virtual switch port) where an address names none. */
export const DEFAULT_PORT = 3633;

/** A hook may run this long where the pair file sets no `time limit`. */
export const DEFAULT_TIME_LIMIT_MS = 30_000;

/** A module that never answered is given this long where the pair file sets no `start timeout`. */
export const DEFAULT_MODULE_START_MS = 120_000;

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

/** How the active server asks the module that runs on its machine. */
export type ModuleProbe =
  /** A connection that is accepted is an answer. */
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** A status of 2xx is an answer; a header, or a field of its JSON, may hold the process id. */
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly pid: { readonly in: 'header' | 'field'; readonly name: string };
    }
  /** Exit code 0 is an answer; a whole number as the first line on standard output is the process id. */
  | { readonly kind: 'exec'; readonly command: readonly string[] }
  /** The module connects to the server and answers there. */
  | { readonly kind: 'registered' };

/** The module on the active server whose failure is a reason to take over (reference: "Module Monitor"). */
export interface ModuleEntry {
  /** As logs call it; null: what `Switchover Monitoring` says. */
  readonly name: string | null;
  readonly probe: ModuleProbe;
  /** A program that says on the backup, by exit code 0, that the module could start there. Null: nobody says. */
  readonly check: readonly string[] | null;
  /** A module that has never answered is not judged before this time, in ms. */
  readonly startLimitMs: number;
}

/** What `pair.yaml` says, checked. */
export interface PairFile {
  readonly pair: string;
  readonly servers: Readonly<Record<Letter, ServerEntry>>;
  /** First values of Switchover server parameters, by exact name. */
  readonly parameters: ParameterValues;
  readonly hooks: Hooks;
  /** Null: none is monitored. */
  readonly module: ModuleEntry | null;
}
