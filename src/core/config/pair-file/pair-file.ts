import type { Letter } from '../../letter.ts';
import type { TreePath } from '../../tree-path.ts';
import type { ParameterValues } from '../parameters/catalogue.ts';

/** The default port, used for everything (the virtual switch port). */
export const DEFAULT_PORT = 3633;

/** How long a hook may run if the pair file sets no `time limit`. */
export const DEFAULT_TIME_LIMIT_MS = 30_000;

/** How long a module may take to answer for the first time if the pair file sets no `start timeout`. */
export const DEFAULT_MODULE_START_MS = 120_000;

export interface ServerEntry {
  readonly letter: Letter;
  /** Computer name, unique in the pair regardless of letter case. */
  readonly name: string;
  /** Host name or address to connect to; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** Data folder as written, or null for the server's own folder. */
  readonly data: string | null;
  /** The release of the protected software on this server, for the Upgrade states; null if not set. */
  readonly release: ReleaseEntry | null;
  /** What overrides the pair's `service` on this server; empty if nothing does. */
  readonly service: ServiceKeys;
}

/** A release by its name, or the program that prints it: run by the server each time it starts. */
export type ReleaseEntry = string | { readonly command: Command };

/** A program and its arguments, run without a shell. */
export type Command = readonly string[];

/** Programs to run: path and arguments, started without a shell. Null if not set. */
export interface Hooks {
  /** Run when this server becomes active. */
  readonly commence: readonly string[] | null;
  /** Run when it stops being active. */
  readonly discontinue: readonly string[] | null;
  /** Run before a takeover, to make sure that the other server is off. */
  readonly fence: readonly string[] | null;
  readonly timeLimitMs: number;
}

/** How the active server probes the module that runs on its machine. */
export type ModuleProbe =
  /** An accepted connection is an answer. */
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** A 2xx status is an answer; a header, or a field of the JSON body, may hold the process ID. */
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly pid: { readonly in: 'header' | 'field'; readonly name: string };
    }
  /** Exit code 0 is an answer; a whole number on the first line of standard output is the process ID. */
  | { readonly kind: 'exec'; readonly command: readonly string[] }
  /** The module connects to the server and answers there. */
  | { readonly kind: 'registered' };

/** The module on the active server whose failure is a reason to take over (reference: "Module Monitor"). */
export interface ModuleEntry {
  /** What logs call it; null: the value of `Switchover Monitoring`. */
  readonly name: string | null;
  readonly probe: ModuleProbe;
  /** A program that reports on the backup, by exit code 0, that the module could start there. Null: not checked. */
  readonly check: readonly string[] | null;
  /** Failed pings of a module that has never answered do not count before this time, in ms. */
  readonly startLimitMs: number;
}

/** The kinds of service whose commands are known. */
export const PRESETS = ['systemd', 'windows', 'docker-compose'] as const;
export type Preset = (typeof PRESETS)[number];

/** Where the commands of the service are run: by the walkthrough here, by it over ssh, or by the operator. */
export const RUNS = ['local', 'ssh', 'by-hand'] as const;
export type ServiceRun = (typeof RUNS)[number];

/** The commands that are a key of the section `service`. */
export const SERVICE_COMMANDS = ['stop', 'start', 'state', 'restart', 'install', 'release', 'test'] as const;
export type ServiceCommand = (typeof SERVICE_COMMANDS)[number];

export interface SshKeys {
  readonly user?: string;
  readonly host?: string;
  readonly port?: number;
  /** As written; a relative path starts at the folder of the pair file. */
  readonly identityFile?: string;
}

/** What is written under `service`, without what a preset adds. `serviceOf` in service.ts puts it together. */
export interface ServiceKeys extends Readonly<Partial<Record<ServiceCommand, Command>>> {
  readonly preset?: Preset;
  readonly unit?: string;
  readonly run?: ServiceRun;
  readonly ssh?: SshKeys;
  readonly startMode?: { readonly read: Command; readonly automatic: Command; readonly manual: Command };
  readonly timeLimitMs?: number;
}

/** How long a command of the service may run if the pair file sets no `time limit`. */
export const DEFAULT_SERVICE_LIMIT_MS = 600_000;

/** A program on the machine of a server that may use the configuration tree, over a socket of its own. */
export interface ProgramEntry {
  /** Unique in the file, regardless of letter case. */
  readonly name: string;
  /** As written; a relative path starts at the data folder of the server. */
  readonly socket: string;
  /** What it may read, each with everything below it; null: everything. */
  readonly read: readonly TreePath[] | null;
  /** What it may change, and therefore read too. */
  readonly write: readonly TreePath[];
  /** The permissions of the socket. */
  readonly mode: number;
  /** The group of the socket, by name or number; null: that of the server. */
  readonly group: string | null;
}

/** The backups of the configuration tree that the active server makes by itself. */
export interface Backups {
  /** 0: none. */
  readonly everyMs: number;
  readonly keep: number;
}

export const DEFAULT_BACKUPS: Backups = { everyMs: 86_400_000, keep: 7 };

/** The checked content of `pair.yaml`. */
export interface PairFile {
  readonly pair: string;
  readonly servers: Readonly<Record<Letter, ServerEntry>>;
  /** Initial values of Switchover server parameters, by exact name. */
  readonly parameters: ParameterValues;
  readonly hooks: Hooks;
  /** Null: no module is monitored. */
  readonly module: ModuleEntry | null;
  /** What both servers have in common; empty if there is no such section. */
  readonly service: ServiceKeys;
  readonly programs: readonly ProgramEntry[];
  readonly backups: Backups;
}
