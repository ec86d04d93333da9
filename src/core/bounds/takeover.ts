/**
 * How long a takeover takes under given parameters, from the failure to the moment the backup decides to become active:
 * shortest, typical and longest, with the sum that it comes from. Hooks and the durable write come on top; they are not
 * parameters. The simulator checks that no takeover falls outside (readings R4 to R11, R27).
 */
import type { Settings } from '../parameters/settings.ts';
import {
  type BoundTerm,
  fixed,
  MAX_FAILURES,
  MODULE_TIMEOUT,
  networkCheck,
  phase,
  RECONNECT,
  restarts,
  retryDelay,
  silence,
  waitForUnreachable,
  watchedName,
} from './terms.ts';

export const FAILURES = [
  'module-hung',
  'module-gone',
  'module-restarting',
  'process-killed',
  'main-connection-only',
  'both-connections',
  'primary-unreachable',
  'backup-cut-off',
  'controlled-switch',
  'immediate-switch',
] as const;

export type Failure = (typeof FAILURES)[number];

export interface TakeoverBound {
  readonly failure: Failure;
  /** What happened, in a few words. */
  readonly what: string;
  /** Null where it never comes to a takeover. */
  readonly shortestMs: number | null;
  readonly typicalMs: number | null;
  readonly longestMs: number | null;
  /** Why it never does; null where it does. */
  readonly never: string | null;
  readonly terms: readonly BoundTerm[];
  /** What an operator should know of it besides. */
  readonly note: string | null;
  /** Where the module monitor may come to its end first: how long that takes. The times above count both. */
  readonly moduleFirst: TakeoverBound | null;
}

/** The settings of the server that is the backup. */
export interface BoundsInput {
  readonly settings: Settings;
  /** A module is watched at all. */
  readonly hasModule: boolean;
  readonly mode: 'automatic' | 'manual';
  /** Why the gateway check of that server cannot judge, as it says itself; null, or left out: not known to. */
  readonly gatewayFault?: string | null;
}

export function takeoverBounds(input: BoundsInput): readonly TakeoverBound[] {
  return FAILURES.map((failure) => {
    const bound = BUILDERS[failure](input);
    if (input.mode === 'automatic' || ASKED_FOR.includes(failure) || bound.never !== null) return bound;
    const never = 'manual mode never switches by itself';
    return { ...bound, ...NEVER, never, terms: [], note: null, moduleFirst: null };
  });
}

const ASKED_FOR: readonly Failure[] = ['controlled-switch', 'immediate-switch'];
const NEVER = { shortestMs: null, typicalMs: null, longestMs: null } as const;

const BUILDERS: Readonly<Record<Failure, (input: BoundsInput) => TakeoverBound>> = {
  'module-hung': (input) =>
    ofModule(input, 'module-hung', 'the module hangs: nobody answers its pings', (s) => [
      phase('until the next ping is sent', s.moduleTimeoutMs, MODULE_TIMEOUT),
      fixed(`${2 * s.maxModuleFailures} pings time out`, 2 * s.maxModuleFailures * s.moduleTimeoutMs, [
        MODULE_TIMEOUT,
        MAX_FAILURES,
      ]),
      fixed(`the delay after each of them but the last`, (2 * s.maxModuleFailures - 1) * s.moduleRetryDelayMs, [
        retryDelay(s),
      ]),
      fixed(`${s.maxModuleFailures} more to verify`, s.maxModuleFailures * s.primaryMonitorTimeoutMs, [
        'Switchover Primary Monitor Timeout',
        MAX_FAILURES,
      ]),
    ]),
  'module-gone': (input) =>
    ofModule(input, 'module-gone', 'the module is gone: its pings are rejected at once', (s) => [
      phase('until the next ping is sent', s.moduleTimeoutMs, MODULE_TIMEOUT),
      fixed(
        `${2 * s.maxModuleFailures} rejected pings, one regular interval apart`,
        (2 * s.maxModuleFailures - 1) * s.moduleTimeoutMs,
        [MODULE_TIMEOUT, MAX_FAILURES],
      ),
    ]),
  'module-restarting': (input) =>
    ofModule(
      input,
      'module-restarting',
      'the module restarts between any two pings',
      (s) => [phase('until the next ping is answered', s.moduleTimeoutMs, MODULE_TIMEOUT), restarts(s)],
      'a module that restarts less often is found when more than Switchover Max Restarts fall within the period, or never',
    ),
  'process-killed': ({ settings }) =>
    sum('process-killed', "the primary's process dies: its connections break at once", [
      networkCheck(settings, false),
      fixed('the reconnect period', settings.reconnectTimeoutMs, [RECONNECT]),
    ]),
  'main-connection-only': () => ({
    failure: 'main-connection-only',
    what: 'the main connection is lost, the auxiliary one stays',
    ...NEVER,
    never: 'the other connection carries on while the lost one is made anew',
    terms: [],
    note: null,
    moduleFirst: null,
  }),
  'both-connections': (input) =>
    orModuleFirst(
      input,
      sum(
        'both-connections',
        "both connections are lost, the primary's server still answers",
        [
          ...silence(input.settings, 0),
          networkCheck(input.settings, false),
          fixed('the reconnect period', input.settings.reconnectTimeoutMs, [RECONNECT]),
        ],
        'shortest where they break with a word, longest where they fall silent; the primary may serve on all the time',
      ),
      [],
    ),
  'primary-unreachable': unreachable,
  'backup-cut-off': cutOff,
  'controlled-switch': () =>
    sum(
      'controlled-switch',
      'an operator asks for a switch',
      [{ what: 'the work under way is finished', parameters: [], shortestMs: 0, typicalMs: 0, longestMs: DRAIN_MS }],
      'the Discontinue hook of the active server comes on top',
    ),
  'immediate-switch': () => sum('immediate-switch', 'an operator asks for a switch without waiting', []),
};

/** What is under way may take this long to finish, in ms; the engine waits no longer. */
const DRAIN_MS = 10_000;

/** The least wait where the period ran out before anything may be done, in ms. */
const LEAST_RECONNECT_MS = 5_000;

function ofModule(
  { settings, hasModule }: BoundsInput,
  failure: Failure,
  what: string,
  terms: (settings: Settings) => readonly BoundTerm[],
  note: string | null = null,
): TakeoverBound {
  if (!hasModule)
    return { failure, what, ...NEVER, never: 'no module is watched', terms: [], note: null, moduleFirst: null };
  const named = terms(settings).map((term) => ({ ...term, parameters: term.parameters.map(watchedName(settings)) }));
  return sum(failure, what, [...named, networkCheck(settings, false)], note);
}

function unreachable(input: BoundsInput): TakeoverBound {
  const { settings } = input;
  const failure = 'primary-unreachable';
  const what = "the primary's server is out of reach, power or network";
  if (settings.unreachablePingSets === -1) {
    const never = 'Switchover Unreachable Primary Ping Count is -1: it waits until the server answers again';
    return { failure, what, ...NEVER, never, terms: [], note: null, moduleFirst: null };
  }
  const begun = [...silence(settings, 1), networkCheck(settings, true)];
  const waits = waitForUnreachable(settings, 0);
  return orModuleFirst(input, sum(failure, what, [...begun, waits]), [
    waitForUnreachable(settings, LEAST_RECONNECT_MS),
  ]);
}

function cutOff(input: BoundsInput): TakeoverBound {
  const { gatewayPing, netTest } = input.settings;
  const gatewayFault = input.gatewayFault ?? null;
  const head = { failure: 'backup-cut-off', what: 'the backup itself is cut off' } as const;
  if (netTest !== null) {
    const never = 'its NetTest address is silent too, so the path is lost and not the primary';
    return { ...head, ...NEVER, never, terms: [], note: null, moduleFirst: null };
  }
  if (gatewayPing && gatewayFault === null) {
    return { ...head, ...NEVER, never: GATEWAY_SILENT, terms: [], note: null, moduleFirst: null };
  }
  const bound = { ...unreachable(input), ...head };
  if (bound.never !== null) return bound;
  const why = gatewayPing
    ? `the gateway check cannot judge (${gatewayFault}) and no NetTest address is set`
    : 'neither gateway nor NetTest is checked';
  return { ...bound, note: `DANGER: ${why}, so it takes over beside an active server that is well` };
}

const GATEWAY_SILENT =
  'its gateway is silent too, so it knows that the fault is on its side. Where the adapter that leads to the other ' +
  'server has no gateway, or ping cannot be run, this does not hold, and status warns of it (no-network-check)';

/**
 * A module on a server that is silent does not answer either. Where the module monitor may come to its end before the
 * connections are given up, the takeover may be its own; `then`: what it waits for after that.
 */
function orModuleFirst(input: BoundsInput, bound: TakeoverBound, then: readonly BoundTerm[]): TakeoverBound {
  const { settings } = input;
  if (!input.hasModule) return bound;
  const hung = BUILDERS['module-hung'](input);
  const first = sum('module-hung', hung.what, [...hung.terms, ...then]);
  const found = sum('both-connections', '', silence(settings, 1));
  if (first.shortestMs! > found.longestMs!) return bound;
  return {
    ...bound,
    shortestMs: Math.min(bound.shortestMs!, first.shortestMs!),
    typicalMs: Math.min(bound.typicalMs!, first.typicalMs!),
    longestMs: Math.max(bound.longestMs!, first.longestMs!),
    moduleFirst: first,
  };
}

function sum(failure: Failure, what: string, terms: readonly BoundTerm[], note: string | null = null): TakeoverBound {
  const total = (pick: (term: BoundTerm) => number): number => terms.reduce((ms, term) => ms + pick(term), 0);
  return {
    failure,
    what,
    shortestMs: total((term) => term.shortestMs),
    typicalMs: total((term) => term.typicalMs),
    longestMs: total((term) => term.longestMs),
    never: null,
    terms,
    note,
    moduleFirst: null,
  };
}
