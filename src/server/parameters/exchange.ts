/**
 * Replicates the parameters between the two servers. The active server sends changes as soon as they are on its disk,
 * and the backup reports what it has: when it begins to follow, and after every change it applies. What gets lost with
 * a connection is sent again over the next one.
 */
import type { LogLine } from '../../core/engine/effect.ts';
import type { State } from '../../core/engine/state.ts';
import { isBackupState, isServing, stateOf, termOf } from '../../core/engine/state.ts';
import type { Have, Heard, Update } from '../../core/parameter-history/exchange.ts';
import {
  commonPosition,
  goesOn,
  haveOf,
  recovered,
  reminder,
  take,
  updateAfterAll,
  updateFor,
  updateWith,
} from '../../core/parameter-history/exchange.ts';
import type { Checkpoint, History } from '../../core/parameter-history/history.ts';
import { lastOf, traced } from '../../core/parameter-history/history.ts';
import { checkpointLine } from '../../core/parameter-history/log-words.ts';
import type { ParametersPayload } from '../../core/parameter-history/shape.ts';
import { parametersPayloadShape } from '../../core/parameter-history/shape.ts';
import type { Behind } from '../../core/protocol/answers.ts';
import { monotonicMs, wallClock } from '../../host/process/clock.ts';
import type { ParameterBook } from './book.ts';

export interface ParameterExchange {
  /** Called after every run of events: sends what is due if a role or a connection is new. */
  readonly onStateChange: (state: State) => void;
  readonly hear: (payload: unknown) => void;
  /** The same for a change just made by an operator: then this server's history counts, whatever it lost. */
  readonly announceChange: (limitMs: number) => Promise<boolean>;
  /** Sends the last checkpoint; resolves with whether the companion had it on disk within `limitMs`. */
  readonly announce: (limitMs: number) => Promise<boolean>;
  /** Whether the companion has everything; null if there is no follower. */
  readonly isFollowed: () => boolean | null;
  /** It has lacked something for longer than replication takes. */
  readonly isBehind: () => boolean;
  /** In checkpoints. */
  readonly behind: () => Behind;
  /** The checkpoints that the companion is known to lack. */
  readonly wouldLose: () => readonly string[];
  readonly stop: () => void;
}

export interface ExchangeHost {
  readonly book: ParameterBook;
  readonly state: () => State;
  /** False if it cannot be sent. */
  readonly send: (payload: ParametersPayload) => boolean;
  readonly log: (line: LogLine) => void;
  /** This server has become active, or is active at its start. */
  readonly becameActive: () => void;
}

/** How often the backup is reminded while it lacks something, in ms. */
const REMIND_EVERY_MS = 5_000;
/** Maximum length of an error in the log, in characters. */
const LONGEST_TEXT = 400;
/** A backup that lacks something for this long is behind, in ms. */
const BEHIND_AFTER_MS = 3_000;

export function createParameterExchange(host: ExchangeHost): ParameterExchange {
  const { book } = host;
  let situation = '';
  let wasServing = false;
  let heard: Heard = { term: 0, last: 0 };
  /** What the companion reported to have, and when; null before that. Monotonic ms. */
  let companionHas: (Have & { readonly at: number }) | null = null;
  /** When there was last something new to send. Monotonic ms. */
  let saidAt = monotonicMs();
  /** The end of the local history was lost. Until the companion reports what it has, ours does not replace its copy. */
  let isShortened = book.shortened;
  let lastUnreadable: string | null = null;
  const waiting = new Map<string, Set<() => void>>();

  const lastId = (): string => lastOf(book.history()).id;
  const hasAll = (): boolean => companionHas?.ids.at(-1) === lastId();
  const say = (update: Update): boolean => host.send({ type: 'update', update });
  const sayWhatIsHere = (): boolean => host.send({ type: 'have', have: haveOf(book.history()) });
  const askForMore = (): boolean => host.send({ type: 'ask', have: haveOf(book.history()) });
  const remind = (): boolean => (isShortened ? askForMore() : say(reminder(book.history(), termOf(host.state()))));

  const onStateChange = (state: State): void => {
    const now = situationOf(state);
    if (now === situation) return;
    situation = now;
    companionHas = null;
    saidAt = monotonicMs();
    const serving = isServing(state);
    if (serving && !wasServing) host.becameActive();
    wasServing = serving;
    if (serving) remind();
    else if (follows(state)) sayWhatIsHere();
  };

  const hearWhatIsThere = (have: Have): void => {
    if (!isServing(host.state())) return;
    companionHas = { ...have, at: monotonicMs() };
    for (const id of have.ids) {
      for (const resolve of waiting.get(id) ?? []) resolve();
    }
    if (isShortened && goesOn(have, book.history())) return void askForMore();
    isShortened = false;
    const update = updateFor(book.history(), have, termOf(host.state()));
    if (update !== null) say(update);
    return undefined;
  };

  const answerWithMore = (have: Have): void => {
    if (!follows(host.state())) return;
    const update = updateAfterAll(book.history(), have);
    if (update === null || !host.send({ type: 'more', update })) sayWhatIsHere();
  };

  const recover = async (update: Update): Promise<void> => {
    if (!isShortened || !isServing(host.state())) return;
    const entry = recovered(book.history(), update, termOf(host.state()), wallClock().toISOString());
    if (entry !== null) await book.add(entry, (after) => sayRecovered(entry.checkpoints, after));
    isShortened = entry !== null && lastOf(book.history()).number < update.last;
    remind();
  };

  const sayRecovered = (checkpoints: readonly Checkpoint[], after: History): void => {
    const ids = new Set(checkpoints.map(({ id }) => id));
    for (const checkpoint of traced(after).filter(({ id }) => ids.has(id))) {
      host.log(checkpointLine(checkpoint, 'recovered from the backup', checkpoint.changes, 'warning'));
    }
  };

  const follow = async (update: Update): Promise<void> => {
    if (!follows(host.state())) return;
    const before = book.history();
    const taken = take(before, heard, update, wallClock().toISOString());
    if (update.term > heard.term) heard = { term: update.term, last: update.last };
    else if (update.term === heard.term) heard = { ...heard, last: Math.max(heard.last, update.last) };
    if (taken.is !== 'gap') isShortened = false;
    // A reminder needs an answer: otherwise the active server would consider this one behind forever.
    if (taken.is === 'known' && update.checkpoints.length > 0) return;
    if (taken.is === 'new') {
      await book.add(taken.entry, (after) => report(before, after));
    }
    sayWhatIsHere();
  };

  /** Logs what was applied, and what was set aside for it. */
  const report = (before: History, after: History): void => {
    for (const checkpoint of missingIn(after, before)) {
      const changes = Object.entries(checkpoint.to).map(([name, to]) => ({ name, from: null, to }));
      const what = `made at ${checkpoint.at} and unknown to the active server, was set aside`;
      const level = checkpoint.made.is === 'first' ? 'note' : 'warning';
      host.log(checkpointLine(checkpoint, what, changes, level));
    }
    const known = new Set(before.checkpoints.map(({ id }) => id));
    for (const checkpoint of traced(after).filter(({ id }) => !known.has(id))) {
      host.log(checkpointLine(checkpoint, 'from the active server', checkpoint.changes, 'note'));
    }
  };

  const failed = (error: Error): void => {
    const text = `SwitchoverMain::Parameters : cannot write a change from the active server: ${error.message}`;
    host.log({ topic: 'SwitchoverMain', level: 'error', text });
  };

  /** Logged once, until something else is wrong: the companion repeats itself. */
  const unreadable = (error: Error): void => {
    if (error.message === lastUnreadable) return;
    lastUnreadable = error.message;
    const text = `SwitchoverMain::Parameters : cannot read a message from the companion: ${error.message}`;
    host.log({ topic: 'SwitchoverMain', level: 'error', text: text.replace(/\s+/g, ' ').slice(0, LONGEST_TEXT) });
  };

  const isFollowed = (): boolean | null => {
    const { companion, connections } = host.state();
    const isThere = companion !== null && (connections.main.status === 'up' || connections.aux.status === 'up');
    if (!isThere || stateOf(companion.place) === 'inactive') return null;
    return hasAll();
  };

  /** The checkpoints that the companion lacks; null if unknown. */
  const lacking = (): readonly Checkpoint[] | null => {
    if (companionHas === null || !isServing(host.state()) || isFollowed() === null) return null;
    const reached = commonPosition(book.history(), companionHas);
    return reached && book.history().checkpoints.filter(({ number }) => number > reached.number);
  };

  const announce = (limitMs: number): Promise<boolean> => {
    const id = lastId();
    saidAt = monotonicMs();
    if (isShortened) return Promise.resolve(false);
    if (hasAll()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiters = waiting.get(id) ?? new Set();
      const end = (has: boolean): void => {
        clearTimeout(limit);
        waiters.delete(confirmed);
        if (waiters.size === 0) waiting.delete(id);
        resolve(has);
      };
      const confirmed = (): void => end(true);
      const limit = setTimeout(() => end(false), limitMs);
      waiting.set(id, waiters.add(confirmed));
      if (!say(updateWith(book.history(), termOf(host.state())))) end(false);
    });
  };

  const timer = setInterval(() => {
    if (isServing(host.state()) && isFollowed() === false) remind();
  }, REMIND_EVERY_MS);

  return {
    onStateChange,
    // An unreadable message is no reason to disconnect a companion that otherwise works.
    hear: (payload) => {
      const heard = parametersPayloadShape.safeParse(payload);
      if (!heard.success) return unreadable(heard.error);
      const { data } = heard;
      if (data.type === 'have') return hearWhatIsThere(data.have);
      if (data.type === 'ask') return answerWithMore(data.have);
      if (data.type === 'more') return void book.inTurn(() => recover(data.update)).catch(failed);
      return void book.inTurn(() => follow(data.update)).catch(failed);
    },
    announceChange: (limitMs) => {
      isShortened = false;
      return announce(limitMs);
    },
    announce,
    isFollowed,
    behind: () => {
      const items = lacking()?.length ?? null;
      return { items, ageMs: items === null || companionHas === null ? null : monotonicMs() - companionHas.at };
    },
    wouldLose: () =>
      (lacking() ?? []).map(
        ({ number, to }) => `checkpoint ${number} of the parameters (${Object.keys(to).join(', ')})`,
      ),
    isBehind: () => isServing(host.state()) && isFollowed() === false && monotonicMs() - saidAt > BEHIND_AFTER_MS,
    stop: () => clearInterval(timer),
  };
}

/** What triggers another message when it changes. */
function situationOf(state: State): string {
  const { companion, connections } = state;
  return [
    isServing(state),
    follows(state),
    companion?.bootId,
    companion?.serving,
    connections.main.status === 'up',
    connections.aux.status === 'up',
  ].join();
}

/** A stale server keeps what it has until it rejoins; changes that only it has are then set aside (reading R12). */
function follows({ place }: State): boolean {
  return isBackupState(stateOf(place)) && place !== 'backup.reverting';
}

/** Checkpoints that the first history lacks and that are not merely too old to be kept. */
function missingIn({ base, checkpoints }: History, { checkpoints: others }: History): readonly Checkpoint[] {
  const kept = new Set(checkpoints.map(({ id }) => id));
  return others.filter(({ id, number }) => number > base.number && !kept.has(id));
}
