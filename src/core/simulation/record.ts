/**
 * What a run looked like from outside: what happened, what each server concluded and decided, and which server was
 * active when. A person reads these facts as a timeline, and expectations are checked against them.
 */
import type { NetworkVerdict } from '../engine/monitors/network.ts';
import type { Cause, Place, State } from '../engine/state.ts';
import { termOf } from '../engine/state.ts';
import type { Decision } from '../engine/step.ts';
import type { Letter } from '../letter.ts';
import { LETTERS } from '../letter.ts';
import type { Fault } from './faults.ts';
import type { Watch } from './simulate.ts';
import type { VirtualServer } from './virtual-server.ts';

/** One line of the timeline. Times in ms from the beginning of the record. */
export type Moment = { readonly atMs: number } & (
  | { readonly kind: 'fault'; readonly fault: Fault; readonly ended: boolean }
  | { readonly kind: 'decision'; readonly server: Letter; readonly decision: Decision }
  /** A server's network checks reached a new conclusion. */
  | { readonly kind: 'conclusion'; readonly server: Letter; readonly verdict: NetworkVerdict }
  | { readonly kind: 'serving'; readonly serving: readonly Letter[]; readonly terms: Readonly<Record<Letter, number>> }
);

/** A server became active. */
export interface Rise {
  readonly atMs: number;
  readonly server: Letter;
  readonly cause: Cause;
  readonly term: number;
}

/** From `atMs` on, until the next of its kind. */
export interface Stretch<T> {
  readonly atMs: number;
  readonly value: T;
}

/** `off`: no process runs. */
export interface Standing {
  readonly place: Place | 'off';
  readonly serves: boolean;
}

export interface RunRecord {
  readonly moments: readonly Moment[];
  readonly rises: readonly Rise[];
  /** By server, in chronological order; the first applies from the beginning. */
  readonly standings: Readonly<Record<Letter, readonly Stretch<Standing>[]>>;
  readonly serving: readonly Stretch<readonly Letter[]>[];
  /** Whether there is an active server whose module answers. */
  readonly working: readonly Stretch<boolean>[];
  readonly endMs: number;
}

export interface Recorder {
  readonly watch: Watch;
  readonly end: (atMs: number) => RunRecord;
}

/** What happens before `beginMs` is not recorded, but the state of the servers at that time is. */
export function createRecorder(beginMs: number): Recorder {
  const moments: Moment[] = [];
  const rises: Rise[] = [];
  const standings: Record<Letter, Stretch<Standing>[]> = { A: [], B: [] };
  const serving: Stretch<readonly Letter[]>[] = [];
  const working: Stretch<boolean>[] = [];
  const verdicts: Record<Letter, NetworkVerdict | null> = { A: null, B: null };
  let terms: Record<Letter, number> = { A: 0, B: 0 };

  const stand = (at: number, letter: Letter, value: Standing): void => {
    const last = standings[letter].at(-1);
    if (last?.value.place === value.place && last.value.serves === value.serves) return;
    put(standings[letter], Math.max(0, at - beginMs), value);
  };

  const onServers = (at: number, servers: Readonly<Record<Letter, VirtualServer>>): void => {
    for (const letter of LETTERS) {
      const server = servers[letter];
      const state = server.state();
      stand(at, letter, { place: state?.place ?? 'off', serves: server.serves() });
      if (state === null) verdicts[letter] = null;
      if (state !== null) terms = { ...terms, [letter]: termOf(state) };
    }
    const now = LETTERS.filter((letter) => servers[letter].serves());
    const works = now.some((letter) => typeof servers[letter].injected.module.ask() === 'object');
    if (works !== working.at(-1)?.value) put(working, Math.max(0, at - beginMs), works);
    if ((serving.at(-1)?.value ?? []).join() === now.join() && serving.length > 0) return;
    const atMs = Math.max(0, at - beginMs);
    put(serving, atMs, now);
    if (at >= beginMs) moments.push({ kind: 'serving', atMs, serving: now, terms });
  };

  const onDecision = (at: number, letter: Letter, decision: Decision, state: State): void => {
    const atMs = at - beginMs;
    const verdict = state.network?.verdict ?? null;
    const isNews = verdict !== verdicts[letter];
    verdicts[letter] = verdict;
    if (atMs < 0) return;
    if (isNews && verdict !== null) moments.push({ kind: 'conclusion', atMs, server: letter, verdict });
    if (!decision.quiet) moments.push({ kind: 'decision', atMs, server: letter, decision });
    if (decision.from !== 'primary.commencing' || decision.to !== 'primary.serving' || state.takeover === null) return;
    rises.push({ atMs, server: letter, cause: state.takeover.cause, term: state.takeover.term });
  };

  const onFault = (at: number, fault: Fault, ended: boolean): void => {
    if (at >= beginMs) moments.push({ kind: 'fault', atMs: at - beginMs, fault, ended });
  };

  return {
    watch: { onServers, onDecision, onFault },
    end: (at) => ({ moments, rises, standings, serving, working, endMs: at - beginMs }),
  };
}

/** Of several at the same time, the last counts. */
function put<T>(stretches: Stretch<T>[], atMs: number, value: T): void {
  if (stretches.at(-1)?.atMs === atMs) stretches.pop();
  stretches.push({ atMs, value });
}

export interface Outcome {
  /** Which servers are active at the end. */
  readonly active: readonly Letter[];
  /** Each time a server became active after the beginning. */
  readonly rises: readonly Rise[];
  /** How long no server was active, counted from when one first was, in ms. */
  readonly downtimeMs: number;
  readonly longestDowntimeMs: number;
  /** How long there was no active server with a module that answered, counted from when there first was one, in ms. */
  readonly noServiceMs: number;
  /** How long two servers were active at the same time, in ms. */
  readonly twoActiveMs: number;
}

export function outcomeOf({ serving, working, rises, endMs }: RunRecord): Outcome {
  const down = lengthsOf(
    serving,
    endMs,
    (active, begun) => active.length === 0 && begun,
    (active) => active.length > 0,
  );
  return {
    active: serving.at(-1)?.value ?? [],
    rises,
    downtimeMs: sum(down),
    longestDowntimeMs: Math.max(0, ...down),
    noServiceMs: sum(
      lengthsOf(
        working,
        endMs,
        (works, begun) => !works && begun,
        (works) => works,
      ),
    ),
    twoActiveMs: sum(
      lengthsOf(
        serving,
        endMs,
        (active) => active.length === 2,
        () => true,
      ),
    ),
  };
}

/** The length of each stretch that counts. `begins`: nothing counts before the first of these. */
function lengthsOf<T>(
  stretches: readonly Stretch<T>[],
  endMs: number,
  counts: (value: T, begun: boolean) => boolean,
  begins: (value: T) => boolean,
): number[] {
  let begun = false;
  return stretches.flatMap(({ atMs, value }, index) => {
    begun ||= begins(value);
    return counts(value, begun) ? [(stretches[index + 1]?.atMs ?? endMs) - atMs] : [];
  });
}

function sum(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total + length, 0);
}
