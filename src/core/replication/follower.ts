/**
 * The backup's side of replication: applies what the active server sends, in its order. Where its own log does not lead to
 * there, it compares what both hold by a tree of hashes, so that the cost follows the differences, and then goes on from
 * the number at which the comparison began. A value; the caller has the replica, makes the commits and carries the messages.
 * Times are monotonic ms.
 */
import type { Lag, Progress } from './lag.ts';
import { lagOf, NO_PROGRESS, progressed } from './lag.ts';
import { latestLimits, leftOutBy, withLimit } from './limits.ts';
import type { BucketHashes, FromFollower, FromLeader } from './message.ts';
import type { LogEnd, Position } from './position.ts';
import { contains, endPosition, lastCommon, termOfNumber } from './position.ts';
import type { AsideItem, Change, Commit, Hash, HashedRow, Limit, Replica, Row } from './replica.ts';
import { FANOUT, isSameHash, LEVELS, NOTHING } from './replica.ts';
import type { Step } from './step.ts';
import type { Subject } from './subject.ts';

/** A node of the hash tree. */
interface Node {
  readonly level: number;
  readonly index: number;
}

type Question = Extract<FromFollower<never>, { readonly is: 'ask-hashes' | 'ask-rows' }>;

interface Comparing {
  readonly is: 'comparing';
  /** The active server's log when the comparison began, and the id of its last change. */
  readonly from: LogEnd;
  readonly id: string;
  /** The log here goes on: the active server's begins with it. Otherwise it begins anew when the comparison has ended. */
  readonly keepsLog: boolean;
  /** Up to this number, both logs are the same. */
  readonly common: number;
  /** What Upgrade states have left out until now, on either server. */
  readonly limits: readonly Limit[];
  /** The rows that were removed here since, as far as the log says. */
  readonly removed: ReadonlyMap<string, Position>;
  /** Nodes whose children are still to be compared, and buckets whose rows are. */
  readonly nodes: readonly Node[];
  readonly buckets: readonly number[];
  /** Questions without an answer. */
  readonly asked: readonly { readonly question: Question; readonly at: number }[];
  /** Applied to here, it holds what the active server holds. */
  readonly target: number;
}

type Phase =
  | { readonly is: 'idle' }
  /** It wants to follow and has no answer. `target`: see Comparing; null: it is not coming from a comparison. */
  | { readonly is: 'asked'; readonly at: number; readonly target: number | null }
  | {
      readonly is: 'following';
      readonly heardAt: number;
      readonly provedAt: number;
      readonly target: number | null;
      /** How far the active server's log goes, as far as is known. */
      readonly last: number;
      readonly progress: Progress;
    }
  | Comparing;

export interface Follower<Scope> {
  readonly scope: Scope;
  /** Distinguishes sessions of this process from those of others. */
  readonly name: string;
  readonly sessions: number;
  readonly requests: number;
  readonly phase: Phase;
}

type FollowerStep<Content, Scope> = Step<Follower<Scope>, FromFollower<Scope>, Content>;

/** Everything that a follower works with, apart from its own state. */
export interface FollowerWorld<Content, Scope> {
  readonly replica: Replica<Content>;
  readonly subject: Subject<Content, Scope>;
  readonly now: number;
  /** After this long without an answer it asks again, in ms. */
  readonly requestTimeoutMs: number;
}

/** How many questions may be without an answer, and how much one asks for. */
const MOST_ASKED = 4;
const NODES_ASKED = 256;
const BUCKETS_ASKED = 64;
/** Hashes named in one question. */
const HASHES_ASKED = 4_000;
/** How often it shows that it holds the same, in ms. */
const PROVE_EVERY_MS = 10_000;

/** `name`: differs from that of every other process and of the companion. */
export function newFollower<Scope>(name: string, scope: Scope): Follower<Scope> {
  return { scope, name, sessions: 0, requests: 0, phase: { is: 'idle' } };
}

/** Begins to follow, over a new connection or in another scope. */
export function follow<Content, Scope>(
  follower: Follower<Scope>,
  scope: Scope,
  world: FollowerWorld<Content, Scope>,
): FollowerStep<Content, Scope> {
  return ask({ ...follower, scope }, null, world);
}

/** The connection is gone, or there is nobody to follow. */
export function stopFollowing<Scope>(follower: Follower<Scope>): Follower<Scope> {
  return { ...follower, phase: { is: 'idle' } };
}

/** A message of the active server. Those of an earlier session change nothing. */
export function followerHears<Content, Scope>(
  follower: Follower<Scope>,
  message: FromLeader<Content>,
  world: FollowerWorld<Content, Scope>,
): FollowerStep<Content, Scope> {
  const { phase } = follower;
  if (message.session !== sessionOf(follower) || phase.is === 'idle') return unchanged(follower);
  switch (message.is) {
    case 'changes':
      return phase.is === 'comparing' ? unchanged(follower) : changesArrive(follower, phase, message, world);
    case 'compare':
      return phase.is === 'comparing' ? unchanged(follower) : beginComparing(follower, message, world);
    case 'hashes':
      return phase.is === 'comparing' ? hashesArrive(follower, phase, message, world) : unchanged(follower);
    case 'rows':
      return phase.is === 'comparing' ? rowsArrive(follower, phase, message, world) : unchanged(follower);
  }
}

/** Called about once a second. */
export function followerTicks<Content, Scope>(
  follower: Follower<Scope>,
  world: FollowerWorld<Content, Scope>,
): FollowerStep<Content, Scope> {
  const { phase } = follower;
  const { now, replica, subject, requestTimeoutMs } = world;
  const isLate = (since: number): boolean => now - since >= requestTimeoutMs;
  switch (phase.is) {
    case 'idle':
      return unchanged(follower);
    case 'asked':
      return isLate(phase.at) ? ask(follower, phase.target, world) : unchanged(follower);
    case 'following': {
      if (isLate(phase.heardAt)) return ask(follower, phase.target, world);
      const isDue = now - phase.provedAt >= PROVE_EVERY_MS && subject.isWhole(follower.scope);
      if (!isDue || replica.isIncomplete()) return unchanged(follower);
      const prove: FromFollower<Scope> = {
        is: 'prove',
        session: sessionOf(follower),
        number: replica.log().last,
        root: replica.hashOf(0, 0),
      };
      return { state: { ...follower, phase: { ...phase, provedAt: now } }, commit: null, send: [prove] };
    }
    case 'comparing':
      // What was compared so far is applied, so that beginning again costs little.
      return phase.asked.some(({ at }) => isLate(at)) ? ask(follower, null, world) : unchanged(follower);
  }
}

/** How far this server is behind the one that it follows, as it knows itself; null: it does not. */
export function behindOfSelf<Scope>(
  { phase }: Follower<Scope>,
  { replica, now }: Pick<FollowerWorld<unknown, Scope>, 'replica' | 'now'>,
): Lag | null {
  if (phase.is !== 'following' || phase.target !== null) return null;
  return lagOf(phase.progress, replica.log().last, phase.last, now);
}

function sessionOf({ name, sessions }: Follower<unknown>): string {
  return `${name}.${sessions}`;
}

/** A new session, from what the replica holds. `target`: it comes from a comparison, and has to get to there. */
function ask<Content, Scope>(
  follower: Follower<Scope>,
  target: number | null,
  { replica, now }: FollowerWorld<Content, Scope>,
): FollowerStep<Content, Scope> {
  const log = replica.log();
  const compare = target !== null ? 'done' : replica.isIncomplete() ? 'needed' : null;
  const limits = replica.limits();
  return askFrom(follower, target, { log, id: replica.idAt(log.last), compare, limits }, now);
}

function askFrom<Content, Scope>(
  follower: Follower<Scope>,
  target: number | null,
  from: Pick<Extract<FromFollower<Scope>, { readonly is: 'follow' }>, 'log' | 'id' | 'compare' | 'limits'>,
  now: number,
): FollowerStep<Content, Scope> {
  const sessions = follower.sessions + 1;
  const state: Follower<Scope> = { ...follower, sessions, phase: { is: 'asked', at: now, target } };
  const message = { is: 'follow', session: sessionOf(state), ...from, scope: follower.scope } as const;
  return { state, commit: null, send: [message] };
}

function changesArrive<Content, Scope>(
  follower: Follower<Scope>,
  { target }: Extract<Phase, { readonly is: 'asked' | 'following' }>,
  { log, after, changes }: Extract<FromLeader<Content>, { readonly is: 'changes' }>,
  world: FollowerWorld<Content, Scope>,
): FollowerStep<Content, Scope> {
  const { replica, subject, now } = world;
  const own = replica.log();
  const isPlausible = changes.every(
    ({ position }, index) =>
      position.number === after + 1 + index && position.term === termOfNumber(log, position.number),
  );
  if (!isPlausible)
    return { ...unchanged(follower), fault: 'it sends changes at positions that its log does not have' };
  // It is told to go on from where it is, and its log says otherwise: what is here has to be compared.
  if (!contains(log, endPosition(own))) return ask(follower, null, world);
  const missing = changes.filter(({ position }) => position.number > own.last);
  if (missing.length > 0 && missing[0]!.position.number !== own.last + 1) return ask(follower, target, world);
  if (missing.length === 0 && after > own.last) return ask(follower, target, world);
  const reached = own.last + missing.length;
  const isWhole = subject.isWhole(follower.scope);
  const isDone = target !== null && reached >= target;
  const marks: Pick<Commit<Content>, 'incomplete' | 'limits'> = {
    ...(isDone ? { incomplete: false } : {}),
    ...(isDone && isWhole && replica.limits().length > 0 ? { limits: [] } : {}),
  };
  // Without anything new, which is most of the time, the disk is left alone.
  const isNothing = missing.length === 0 && Object.keys(marks).length === 0;
  const commit = isNothing ? null : { ...appliedTo(replica, missing, follower.scope, subject), ...marks };
  const provedAt = follower.phase.is === 'following' ? follower.phase.provedAt : Number.NEGATIVE_INFINITY;
  const before = follower.phase.is === 'following' ? follower.phase.progress : NO_PROGRESS;
  const phase: Phase = {
    is: 'following',
    heardAt: now,
    provedAt,
    target: isDone ? null : target,
    last: log.last,
    progress: progressed(before, reached, log.last, now),
  };
  const whole = isWhole && (target === null || isDone);
  return {
    state: { ...follower, phase },
    commit,
    send: [{ is: 'applied', session: sessionOf(follower), number: reached, whole }],
  };
}

/** Changes applied in their order; rows that are newer already, from a comparison, stay. */
function appliedTo<Content, Scope>(
  replica: Replica<Content>,
  changes: readonly Change<Content>[],
  scope: Scope,
  subject: Subject<Content, Scope>,
): Commit<Content> {
  const rows = new Map<string, Row<Content> | null>();
  const held = (key: string): Row<Content> | null => {
    const changed = rows.get(key);
    return changed === undefined ? replica.row(key) : changed;
  };
  for (const { position, writes } of changes) {
    for (const { key, content } of writes) {
      const existing = held(key);
      if (existing !== null && existing.position.number > position.number && existing.position.term >= position.term) {
        continue;
      }
      const row =
        content === null ? null : { key, position, content: subject.merged(scope, content, existing?.content ?? null) };
      rows.set(key, row);
    }
  }
  const put = [...rows.values()].filter((row) => row !== null);
  const remove = [...rows].flatMap(([key, row]) => (row === null ? [key] : []));
  return { ...NOTHING, put, remove, append: changes };
}

function beginComparing<Content, Scope>(
  follower: Follower<Scope>,
  { log, id, leads, limits: known }: Extract<FromLeader<Content>, { readonly is: 'compare' }>,
  world: FollowerWorld<Content, Scope>,
): FollowerStep<Content, Scope> {
  const { replica } = world;
  const limits = latestLimits(replica.limits(), known);
  const common = lastCommon(replica.log(), log).number;
  const comparing: Comparing = {
    is: 'comparing',
    from: log,
    id,
    keepsLog: leads,
    common,
    limits,
    removed: removedSince(replica, Math.min(common, limits[0]?.since ?? common)),
    nodes: [{ level: 0, index: 0 }],
    buckets: [],
    asked: [],
    target: log.last,
  };
  return proceed(follower, comparing, { ...NOTHING, incomplete: true }, world);
}

/** What tells whether only this server has what it did to a row; null: it removed it. `log`: of the active server. */
function loner<Content, Scope>(
  { limits }: Comparing,
  log: LogEnd,
  subject: Subject<Content, Scope>,
): (key: string, position: Position, content: Content | null) => boolean {
  const isLeftOut = leftOutBy(limits, subject);
  return (key, position, content) => !contains(log, position) || isLeftOut(position.number, key, content);
}

/** Whether a row was copied from the other server without a part that an Upgrade state left out: all of it is there. */
function isReducedCopy<Content>(replica: Replica<Content>, { key, position, content }: AsideItem<Content>): boolean {
  const [change] = replica.changesAfter(position.number - 1, { changes: 1, bytes: 1 });
  const written = change?.position.number === position.number && change.writes.find((each) => each.key === key);
  return written ? JSON.stringify(written.content) !== JSON.stringify(content) : false;
}

/** The rows removed here after a number, and the last change that did it. */
function removedSince<Content>(replica: Replica<Content>, number: number): ReadonlyMap<string, Position> {
  const removed = new Map<string, Position>();
  let after = Math.max(number, replica.logBase());
  for (;;) {
    const changes = replica.changesAfter(after, { changes: 1_000, bytes: 1024 * 1024 });
    if (changes.length === 0) return removed;
    for (const { position, writes } of changes) {
      for (const { key, content } of writes) if (content === null) removed.set(key, position);
    }
    after = changes.at(-1)!.position.number;
  }
}

function hashesArrive<Content, Scope>(
  follower: Follower<Scope>,
  comparing: Comparing,
  { request, children, log }: Extract<FromLeader<Content>, { readonly is: 'hashes' }>,
  world: FollowerWorld<Content, Scope>,
): FollowerStep<Content, Scope> {
  const question = comparing.asked.find((each) => each.question.request === request)?.question;
  if (question === undefined) return unchanged(follower);
  const isAnswer =
    question.is === 'ask-hashes' &&
    children.length === question.indexes.length &&
    children.every(({ length }) => length === FANOUT);
  if (!isAnswer) return { ...unchanged(follower), fault: 'it answers with hashes that were not asked for' };
  const level = question.level + 1;
  const differing = question.indexes.flatMap((parent, place) =>
    children[place]!.flatMap((hash, child) => {
      const index = parent * FANOUT + child;
      return isSameHash(hash, world.replica.hashOf(level, index)) ? [] : [index];
    }),
  );
  const isLowest = level === LEVELS;
  const next: Comparing = {
    ...withoutQuestion(comparing, request, log),
    nodes: isLowest ? comparing.nodes : [...comparing.nodes, ...differing.map((index) => ({ level, index }))],
    buckets: isLowest ? [...comparing.buckets, ...differing] : comparing.buckets,
  };
  return proceed(follower, next, null, world);
}

function rowsArrive<Content, Scope>(
  follower: Follower<Scope>,
  comparing: Comparing,
  message: Extract<FromLeader<Content>, { readonly is: 'rows' }>,
  world: FollowerWorld<Content, Scope>,
): FollowerStep<Content, Scope> {
  const { replica, subject } = world;
  const { request, rows, unknown, log, buckets } = message;
  const question = comparing.asked.find((each) => each.question.request === request)?.question;
  if (question === undefined) return unchanged(follower);
  if (question.is !== 'ask-rows' || buckets < 1 || buckets > question.buckets.length) {
    return { ...unchanged(follower), fault: 'it answers with rows that were not asked for' };
  }
  const answered = question.buckets.slice(0, buckets).map(({ bucket }) => bucket);
  const here = new Map(answered.map((bucket) => [bucket, replica.rowsOf(bucket)]));
  const put: Row<Content>[] = [];
  const aside: AsideItem<Content>[] = [];
  const replaced = new Set<string>();
  const isAlone = loner(comparing, log, subject);
  const setAside = (key: string, position: Position, content: Content | null): void => {
    if (!isAlone(key, position, content) || isReducedCopy(replica, { key, position, content })) return;
    aside.push({ key, position, content });
  };
  for (const { key, position, content } of rows) {
    const existing = replica.row(key);
    replaced.add(key);
    const removedAt = comparing.removed.get(key);
    if (existing !== null) setAside(key, existing.position, existing.content);
    else if (removedAt !== undefined) setAside(key, removedAt, null);
    put.push({ key, position, content: subject.merged(follower.scope, content, existing?.content ?? null) });
  }
  const gone = unknown.flatMap(({ bucket, hashes }) => named(here.get(bucket) ?? [], hashes));
  const remove = gone.filter(({ key, content }) => !replaced.has(key) && !subject.omits(follower.scope, key, content));
  for (const row of remove) setAside(row.key, row.position, row.content);
  const left = question.buckets.slice(buckets).map(({ bucket }) => bucket);
  const next = { ...withoutQuestion(comparing, request, log), buckets: [...left, ...comparing.buckets] };
  const commit = { ...NOTHING, put, remove: remove.map(({ key }) => key), aside };
  return proceed(follower, next, put.length + remove.length === 0 ? null : commit, world);
}

function named<Content>(rows: readonly HashedRow<Content>[], hashes: readonly Hash[]): HashedRow<Content>[] {
  const wanted = new Set(hashes.map(String));
  return rows.filter(({ hash }) => wanted.has(String(hash)));
}

function withoutQuestion(comparing: Comparing, request: number, log: LogEnd): Comparing {
  return {
    ...comparing,
    asked: comparing.asked.filter(({ question }) => question.request !== request),
    target: Math.max(comparing.target, log.last),
  };
}

/** Asks for what is still to be compared; once nothing is, goes on with the log. */
function proceed<Content, Scope>(
  follower: Follower<Scope>,
  comparing: Comparing,
  commit: Commit<Content> | null,
  world: FollowerWorld<Content, Scope>,
): FollowerStep<Content, Scope> {
  const { replica, now } = world;
  let { requests } = follower;
  let { nodes, buckets, asked } = comparing;
  const send: Question[] = [];
  while (asked.length < MOST_ASKED && (nodes.length > 0 || buckets.length > 0)) {
    requests += 1;
    const common = { session: sessionOf(follower), request: requests };
    let question: Question;
    if (buckets.length > 0) {
      const wanted = nextBuckets(replica, buckets);
      buckets = buckets.slice(wanted.length);
      question = { is: 'ask-rows', ...common, buckets: wanted };
    } else {
      const { level } = nodes[0]!;
      const end = nodes.findIndex((each, place) => place === NODES_ASKED || each.level !== level);
      const same = end === -1 ? nodes : nodes.slice(0, end);
      nodes = nodes.slice(same.length);
      question = { is: 'ask-hashes', ...common, level, indexes: same.map(({ index }) => index) };
    }
    asked = [...asked, { question, at: now }];
    send.push(question);
  }
  if (asked.length > 0) {
    const state = { ...follower, requests, phase: { ...comparing, nodes, buckets, asked } };
    return { state, commit, send };
  }
  // What was changed meanwhile is in the log of the active server, after the point at which the comparison began.
  const { scope } = follower;
  const { keepsLog, common, target } = comparing;
  const isWhole = world.subject.isWhole(scope);
  const limits = isWhole
    ? replica.limits()
    : withLimit(comparing.limits, { since: common, scope: JSON.stringify(scope) });
  const own = { log: replica.log(), id: replica.idAt(replica.log().last) };
  const { log, id } = keepsLog ? own : { log: comparing.from, id: comparing.id };
  const { aside, ...rest } = commit ?? NOTHING;
  const finished: Commit<Content> = {
    ...rest,
    limits,
    ...(keepsLog ? {} : { restart: { log, id: comparing.id } }),
    aside: keepsLog ? aside : [...aside, ...removedOutOfScope(scope, comparing, world)],
  };
  const next = askFrom({ ...follower, requests }, target, { log, id, compare: 'done', limits }, now);
  return { ...next, commit: finished };
}

/**
 * What this server alone has removed and the scope leaves out: it stays removed for now, but the log that says so ends
 * here.
 */
function removedOutOfScope<Content, Scope>(
  scope: Scope,
  comparing: Comparing,
  { subject, replica }: FollowerWorld<Content, Scope>,
): AsideItem<Content>[] {
  if (subject.isWhole(scope)) return [];
  const isAlone = loner(comparing, comparing.from, subject);
  return [...comparing.removed]
    .filter(([key, at]) => subject.omits(scope, key, null) && isAlone(key, at, null) && replica.row(key) === null)
    .map(([key, position]) => ({ key, position, content: null }));
}

function nextBuckets<Content>(replica: Replica<Content>, buckets: readonly number[]): BucketHashes[] {
  const wanted: BucketHashes[] = [];
  let hashes = 0;
  for (const bucket of buckets.slice(0, BUCKETS_ASKED)) {
    const held = replica.rowsOf(bucket).map(({ hash }) => hash);
    wanted.push({ bucket, hashes: held });
    hashes += held.length;
    if (hashes >= HASHES_ASKED) break;
  }
  return wanted;
}

function unchanged<Content, Scope>(state: Follower<Scope>): FollowerStep<Content, Scope> {
  return { state, commit: null, send: [] };
}
