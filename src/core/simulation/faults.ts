/**
 * What can happen to a simulated pair, as values: a run is a list of them, drawn from a seed or written in a story.
 * `forMs` is how long it holds; null where it holds to the end of the run.
 */
import type { ConnectionName } from '../health/connections.ts';
import type { Letter } from '../letter.ts';
import type { Mode } from '../pair/state.ts';
import type { ParameterName } from '../parameters/catalogue.ts';
import type { ParameterValue } from '../parameters/definition.ts';

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
  /** The process is started, where it does not run and its machine has power. */
  | (OnServer & { readonly kind: 'start'; readonly flag: StartFlag | null })
  /** It ends without a word. */
  | (OnServer & Lasting & { readonly kind: 'kill' })
  /** It ends, and finds an empty data folder when it is started again. */
  | (OnServer & Lasting & { readonly kind: 'emptied' })
  /** It ends right after so many more effects, counted from now. */
  | (OnServer & Lasting & { readonly kind: 'crash'; readonly afterEffects: number })
  /** It ends and starts at once with a flag; at the end once more without. */
  | (OnServer & Lasting & { readonly kind: 'restart'; readonly flag: StartFlag })
  /** An operator stops it in order. */
  | (OnServer & Lasting & { readonly kind: 'stop'; readonly takeover: boolean })
  /** The machine is gone, not only the process. */
  | (OnServer & Lasting & { readonly kind: 'power-off' })
  /** The process stands still; its machine goes on. */
  | (OnServer & Lasting & { readonly kind: 'freeze' })
  /** The whole machine stands still, as a virtual one does that is moved; its clock jumps then, or has not seen it. */
  | (OnServer & Lasting & { readonly kind: 'suspend'; readonly clockStands: boolean })
  /** Server, gateway, and the host that its companion asks as NetTest: all gone. */
  | (OnServer & Lasting & { readonly kind: 'site-dark' })
  | (OnServer & Lasting & { readonly kind: 'disk-full' })
  | (OnServer & Lasting & { readonly kind: 'disk-slow'; readonly takesMs: number })
  | (OnServer & Lasting & { readonly kind: 'hook-fails'; readonly hook: HookName | 'every' })
  | (OnServer & Lasting & { readonly kind: 'hook-slow'; readonly hook: HookName | 'every'; readonly takesMs: number })
  /** So long a process is busy after its start, before it could take over for the sake of a module. */
  | (OnServer & Lasting & { readonly kind: 'start-slow'; readonly takesMs: number })
  /** The work under way takes so long to finish before a switch. */
  | (OnServer & Lasting & { readonly kind: 'work-slow'; readonly takesMs: number })
  /** It does not answer, or whoever asks is told at once that it is not there; then it comes back as another process. */
  | (OnServer & Lasting & { readonly kind: 'module-hangs' | 'module-gone' })
  /** It is another process each time that so much time has passed. */
  | (OnServer & Lasting & { readonly kind: 'module-restarts'; readonly everyMs: number })
  /** From the start of the service to the first answer of its module. */
  | (OnServer & Lasting & { readonly kind: 'module-slow'; readonly takesMs: number })
  /** The results of its pings to the module are lost on the way to it. */
  | (OnServer & Lasting & { readonly kind: 'module-monitor-silent' })
  /** It runs another release than 1, which is what every server runs that nothing else is said of. */
  | (OnServer & Lasting & { readonly kind: 'release'; readonly release: number })
  /** It looks for its companion at another port than that one has: its connections break, and none can be made. */
  | (OnServer & Lasting & { readonly kind: 'wrong-port' })
  /** New connections from it and to it fail for its certificate. */
  | (OnServer & Lasting & { readonly kind: 'unverified' });

/** To the network. */
type NetworkFault =
  /** Out of the server: no carrier, no gateway, nothing. */
  | (OnServer & Lasting & { readonly kind: 'cable' })
  /** The carrier stays, but the gateway and everything behind it is gone. */
  | (OnServer & Lasting & { readonly kind: 'gateway' })
  /** It drops pings and passes everything else on. */
  | (OnServer & Lasting & { readonly kind: 'gateway-silent' })
  /** The host that this server asks does not answer. */
  | (OnServer & Lasting & { readonly kind: 'net-test-silent' })
  /** There is no ping program, or no right to run it. */
  | (OnServer & Lasting & { readonly kind: 'checks-unknown' })
  /** Between the sites, by the side that sends. */
  | (Lasting & { readonly kind: 'line'; readonly from: Letter | 'both' })
  /** One of the two connections, whoever dialled it: its packets pass no longer. */
  | (Lasting & { readonly kind: 'connection'; readonly connection: ConnectionName })
  /** The one that this server dialled breaks, and can be made again. */
  | (OnServer & { readonly kind: 'reset'; readonly connection: ConnectionName })
  | (Lasting & { readonly kind: 'slow-network'; readonly fromMs: number; readonly toMs: number })
  | (Lasting & { readonly kind: 'loss'; readonly percent: number })
  | (Lasting & { readonly kind: 'duplicates' });

/** What operators do. */
type OperatorAct =
  /** Null: to the one that is not active when the operator looks. `times`: nervous fingers. */
  | { readonly kind: 'switch'; readonly to: Letter | null; readonly immediate: boolean; readonly times: number }
  | (OnServer & { readonly kind: 'rejoin' })
  /** Null: on both servers. `expiresMs`: after which it is automatic again. */
  | { readonly kind: 'mode'; readonly server: Letter | null; readonly mode: Mode; readonly expiresMs: number | null }
  /** A parameter that is felt at once, on both servers. */
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
  /** Everything is mended from here on, and operators tidy up; null in a story, which ends as it ends. */
  readonly healedAt: number | null;
  /** Null: when the judges have seen what they wait for after the mending. */
  readonly endsAt: number | null;
  /** Speed of each server's clock. */
  readonly drift: Readonly<Record<Letter, number>>;
}

/** How long a fault holds, in ms; 0 for what is over at once, infinite where it has no end. */
export function lasts(fault: Fault): number {
  return 'forMs' in fault ? (fault.forMs ?? Number.POSITIVE_INFINITY) : 0;
}
