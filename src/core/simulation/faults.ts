/**
 * What can happen to a simulated pair, as values: a run is a list of them, generated from a seed or written in a scenario.
 * `forMs` is how long a fault lasts; null: until the end of the run.
 */

import type { ParameterName } from '../config/parameters/catalogue.ts';
import type { ParameterValue } from '../config/parameters/definition.ts';
import type { ConnectionName } from '../engine/monitors/connections.ts';
import type { Mode } from '../engine/state.ts';
import type { Letter } from '../letter.ts';

/** A parameter and its value. */
export interface Setting {
  readonly name: ParameterName;
  readonly value: ParameterValue;
}

/** How a server is started: the flags of `switchover node run`. */
export type StartFlag = '--force-backup' | '--force-primary' | '--manual-switch-only';

export const START_FLAGS: readonly StartFlag[] = ['--force-backup', '--force-primary', '--manual-switch-only'];

export type HookName = 'fence' | 'commence' | 'discontinue';

export const HOOK_NAMES: readonly HookName[] = ['fence', 'commence', 'discontinue'];

interface OnServer {
  readonly server: Letter;
}

interface Lasting {
  readonly forMs: number | null;
}

/** To one process or machine. */
type ServerFault =
  /** The process is started, if it is not running and its machine has power. */
  | (OnServer & { readonly kind: 'start'; readonly flag: StartFlag | null })
  /** It dies without warning. */
  | (OnServer & Lasting & { readonly kind: 'kill' })
  /** It dies, and finds an empty data folder when it is started again. */
  | (OnServer & Lasting & { readonly kind: 'emptied' })
  /** It dies right after this many more effects, counted from now. */
  | (OnServer & Lasting & { readonly kind: 'crash'; readonly afterEffects: number })
  /** It is restarted immediately with a flag, and at the end again without it. */
  | (OnServer & Lasting & { readonly kind: 'restart'; readonly flag: StartFlag })
  /** An operator shuts it down cleanly. */
  | (OnServer & Lasting & { readonly kind: 'stop'; readonly takeover: boolean })
  /** The whole machine is gone, not only the process. */
  | (OnServer & Lasting & { readonly kind: 'power-off' })
  /** The process stalls; its machine keeps running. */
  | (OnServer & Lasting & { readonly kind: 'freeze' })
  /** The whole machine stalls, like a virtual machine during migration; its clock jumps afterwards, or stops as well. */
  | (OnServer & Lasting & { readonly kind: 'suspend'; readonly clockStands: boolean })
  /** The server, its gateway, and the host that its companion pings as NetTest are all gone. */
  | (OnServer & Lasting & { readonly kind: 'site-dark' })
  | (OnServer & Lasting & { readonly kind: 'disk-full' })
  | (OnServer & Lasting & { readonly kind: 'disk-slow'; readonly takesMs: number })
  | (OnServer & Lasting & { readonly kind: 'hook-fails'; readonly hook: HookName | 'every' })
  | (OnServer & Lasting & { readonly kind: 'hook-slow'; readonly hook: HookName | 'every'; readonly takesMs: number })
  /** How long the start-up work takes, before it can take over because of a module. */
  | (OnServer & Lasting & { readonly kind: 'start-slow'; readonly takesMs: number })
  /** How long the work under way takes to finish before a switch. */
  | (OnServer & Lasting & { readonly kind: 'work-slow'; readonly takesMs: number })
  /** It does not answer; or pings are rejected immediately, and it comes back as a new process. */
  | (OnServer & Lasting & { readonly kind: 'module-hangs' | 'module-gone' })
  /** It becomes a new process at this interval. */
  | (OnServer & Lasting & { readonly kind: 'module-restarts'; readonly everyMs: number })
  /** From the start of the service to the first answer of its module. */
  | (OnServer & Lasting & { readonly kind: 'module-slow'; readonly takesMs: number })
  /** The results of its module pings are lost on the way back. */
  | (OnServer & Lasting & { readonly kind: 'module-monitor-silent' })
  /** It runs a release other than 1, the default. */
  | (OnServer & Lasting & { readonly kind: 'release'; readonly release: number })
  /** It looks for its companion at the wrong port: its connections break and cannot be re-established. */
  | (OnServer & Lasting & { readonly kind: 'wrong-port' })
  /** New connections from and to it fail because of its certificate. */
  | (OnServer & Lasting & { readonly kind: 'unverified' });

/** To the network. */
type NetworkFault =
  /** The server's cable is pulled: no carrier, no gateway, nothing. */
  | (OnServer & Lasting & { readonly kind: 'cable' })
  /** The carrier stays up, but the gateway and everything behind it is gone. */
  | (OnServer & Lasting & { readonly kind: 'gateway' })
  /** It drops pings and forwards everything else. */
  | (OnServer & Lasting & { readonly kind: 'gateway-silent' })
  /** The host that this server pings as NetTest does not answer. */
  | (OnServer & Lasting & { readonly kind: 'net-test-silent' })
  /** There is no ping program, or no permission to run it. */
  | (OnServer & Lasting & { readonly kind: 'checks-unknown' })
  /** Between the sites, by the side that sends. */
  | (Lasting & { readonly kind: 'line'; readonly from: Letter | 'both' })
  /** One of the two connections, whoever dialled it: its packets no longer pass. */
  | (Lasting & { readonly kind: 'connection'; readonly connection: ConnectionName })
  /** The connection that this server dialled breaks, and can be re-established. */
  | (OnServer & { readonly kind: 'reset'; readonly connection: ConnectionName })
  | (Lasting & { readonly kind: 'slow-network'; readonly fromMs: number; readonly toMs: number })
  | (Lasting & { readonly kind: 'loss'; readonly percent: number })
  | (Lasting & { readonly kind: 'duplicates' });

/** What operators do. */
type OperatorAct =
  /** Null: to the server that is not active when the operator looks. `times`: an impatient operator repeats the request. */
  | { readonly kind: 'switch'; readonly to: Letter | null; readonly immediate: boolean; readonly times: number }
  | (OnServer & { readonly kind: 'rejoin' })
  /** Null: on both servers. `expiresMs`: after which it is automatic again. */
  | { readonly kind: 'mode'; readonly server: Letter | null; readonly mode: Mode; readonly expiresMs: number | null }
  /** A parameter that takes effect immediately, on both servers. */
  | { readonly kind: 'configure'; readonly setting: Setting };

export type Fault = ServerFault | NetworkFault | OperatorAct;

export interface ScheduledFault {
  /** Simulated ms. */
  readonly at: number;
  readonly fault: Fault;
}

export interface Plan {
  readonly faults: readonly ScheduledFault[];
  /** When each server is started for the first time; null: only by a fault. In simulated ms. */
  readonly starts: Readonly<Record<Letter, number | null>>;
  /** From here on everything is repaired and operators clean up; null in a scenario that does not ask for it. */
  readonly healedAt: number | null;
  /** Null: when the invariants have been checked after the repair. */
  readonly endsAt: number | null;
  /** Speed of each server's clock. */
  readonly drift: Readonly<Record<Letter, number>>;
}

/** How long a fault lasts, in ms; 0 for events without duration, infinite if it has no end. */
export function lasts(fault: Fault): number {
  return 'forMs' in fault ? (fault.forMs ?? Number.POSITIVE_INFINITY) : 0;
}
