/**
 * How long a takeover takes with given parameters, from the failure until the backup decides to become active: shortest,
 * typical and longest, with the terms of the sum. Hooks and the durable write come on top, because they do not depend on
 * parameters. The simulator checks that no takeover falls outside these bounds (readings R4 to R11, R27).
 */
import type { Settings } from '../../config/parameters/settings.ts';
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
  /** Null if there is never a takeover. */
  readonly shortestMs: number | null;
  readonly typicalMs: number | null;
  readonly longestMs: number | null;
  /** Why there is never a takeover; null if there is one. */
  readonly never: string | null;
  readonly terms: readonly BoundTerm[];
  /** What else an operator should know. */
  readonly note: string | null;
  /** If the module monitor may finish first: its own times. The times above cover both. */
  readonly moduleFirst: TakeoverBound | null;
}

/** The settings of the server that is the backup. */
export interface BoundsInput {
  readonly settings: Settings;
  /** Whether a module is watched at all. */
  readonly hasModule: boolean;
  readonly mode: 'automatic' | 'manual';
  /** Why the gateway check of that server is inconclusive, as it reports itself; null or absent: not known. */
  readonly gatewayFault?: string | null;
}

export function takeoverBounds(input: BoundsInput): readonly TakeoverBound[] {
  return FAILURES.map((failure) => {
    const bound = BUILDERS[failure](input);
    if (input.mode === 'automatic' || ASKED_FOR.includes(failure) || bound.never !== null) return bound;
    const never = 'in manual mode a server never takes over by itself';
    return { ...bound, ...NEVER, never, terms: [], note: null, moduleFirst: null };
  });
}

const ASKED_FOR: readonly Failure[] = ['controlled-switch', 'immediate-switch'];
const NEVER = { shortestMs: null, typicalMs: null, longestMs: null } as const;

const BUILDERS: Readonly<Record<Failure, (input: BoundsInput) => TakeoverBound>> = {
  'module-hung': (input) =>
    ofModule(input, 'module-hung', 'the module hangs and does not answer pings', (s) => [
      phase('until the next ping is sent', s.moduleTimeoutMs, MODULE_TIMEOUT),
      fixed(`${2 * s.maxModuleFailures} pings time out`, 2 * s.maxModuleFailures * s.moduleTimeoutMs, [
        MODULE_TIMEOUT,
        MAX_FAILURES,
      ]),
      fixed(`the delays between them`, (2 * s.maxModuleFailures - 1) * s.moduleRetryDelayMs, [retryDelay(s)]),
      fixed(`${s.maxModuleFailures} verification pings time out`, s.maxModuleFailures * s.primaryMonitorTimeoutMs, [
        'Switchover Primary Monitor Timeout',
        MAX_FAILURES,
      ]),
    ]),
  'module-gone': (input) =>
    ofModule(input, 'module-gone', 'the module is gone and pings are rejected immediately', (s) => [
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
      'the module restarts between every two pings',
      (s) => [phase('until the next ping is answered', s.moduleTimeoutMs, MODULE_TIMEOUT), restarts(s)],
      'a module that restarts less often is detected once it exceeds Switchover Max Restarts within the period, or never',
    ),
  'process-killed': ({ settings }) =>
    sum('process-killed', "the primary's process dies and its connections break immediately", [
      networkCheck(settings, false),
      fixed('the reconnect period', settings.reconnectTimeoutMs, [RECONNECT]),
    ]),
  'main-connection-only': () => ({
    failure: 'main-connection-only',
    what: 'the main connection is lost, the auxiliary one stays up',
    ...NEVER,
    never: 'the other connection is enough while the lost one is re-established',
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
        'shortest if they are closed or reset, longest if they fall silent; the primary may stay active throughout',
      ),
      [],
    ),
  'primary-unreachable': unreachable,
  'backup-cut-off': cutOff,
  'controlled-switch': () =>
    sum(
      'controlled-switch',
      'an operator requests a switch',
      [{ what: 'finishing the work under way', parameters: [], shortestMs: 0, typicalMs: 0, longestMs: DRAIN_MS }],
      "plus the run time of the active server's Discontinue hook",
    ),
  'immediate-switch': () => sum('immediate-switch', 'an operator requests an immediate switch', []),
};

/** How long the work under way may take to finish, in ms; the engine waits no longer. */
const DRAIN_MS = 10_000;

/** The minimum wait if the period runs out before a takeover is allowed, in ms. */
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
  const what = "the primary's server is unreachable (power or network)";
  if (settings.unreachablePingSets === -1) {
    const never = 'Switchover Unreachable Primary Ping Count is -1: the backup waits until the server answers again';
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
    const never = 'its NetTest address does not answer either, so the path is lost, not the primary';
    return { ...head, ...NEVER, never, terms: [], note: null, moduleFirst: null };
  }
  if (gatewayPing && gatewayFault === null) {
    return { ...head, ...NEVER, never: GATEWAY_SILENT, terms: [], note: null, moduleFirst: null };
  }
  const bound = { ...unreachable(input), ...head };
  if (bound.never !== null) return bound;
  const why = gatewayPing
    ? `the gateway check is inconclusive (${gatewayFault}) and no NetTest address is set`
    : 'neither gateway nor NetTest is checked';
  return { ...bound, note: `DANGER: ${why}, so it takes over while the active server is healthy` };
}

const GATEWAY_SILENT =
  'its gateway does not answer either, so it knows that the fault is on its side. This does not hold if the adapter that ' +
  'leads to the other server has no gateway or if ping cannot be run; status then warns (no-network-check)';

/**
 * The module on a silent server does not answer either. If the module monitor may finish before the connections are given
 * up, it may cause the takeover; `then`: what is waited for after that.
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
