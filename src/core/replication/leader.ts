/**
 * The active server's side of replication: sends its changes in order, and answers a backup that compares. A value; the
 * caller has the replica, makes the commits and carries the messages. Times are monotonic ms.
 */

import type { Lag, Progress } from './lag.ts';
import { lagOf, NO_PROGRESS, progressed } from './lag.ts';
import { latestLimits } from './limits.ts';
import type { FromFollower, FromLeader } from './message.ts';
import { lastCommon } from './position.ts';
import type { Change, Hash, Limit, Replica, Row } from './replica.ts';
import { BUCKETS, FANOUT, isSameHash, LEVELS, NOTHING } from './replica.ts';
import type { Step } from './step.ts';
import type { Subject } from './subject.ts';

/** The backup that follows. */
interface Following<Scope> {
  readonly session: string;
  readonly scope: Scope;
  /** It compares, and gets no changes until it follows again. */
  readonly isComparing: boolean;
  readonly sent: number;
  /** The last number in each message that was sent and is not acknowledged. */
  readonly parts: readonly number[];
  readonly progress: Progress;
  /** The last number that it has, or that was left out for it. */
  readonly acknowledged: number;
  /** When something was last sent, or sent again. */
  readonly sentAt: number;
  /** What Upgrade states have left out, on either server; none: it has everything. */
  readonly limits: readonly Limit[];
  /** How many writes were left out for it since it began to follow. */
  readonly omitted: number;
}

export interface Leader<Scope> {
  readonly follower: Following<Scope> | null;
  /** When both servers were last known to hold the same, by their hashes; null: not since this server is active. */
  readonly provedAt: number | null;
  /** How often a proof found a difference that no change explains. */
  readonly differences: number;
}

export const NO_FOLLOWER: Leader<never> = { follower: null, provedAt: null, differences: 0 };

/**
 * At most so many messages are sent and not acknowledged: a slow backup costs no memory here. What is committed meanwhile
 * goes into the next one, so that many small changes need few messages and few commits.
 */
const MOST_PARTS = 4;
/** In one message. */
const PART = { changes: 500, bytes: 256 * 1024 };
const ROWS_BYTES = 256 * 1024;
const MOST_ASKED = 4_096;
/** Without an acknowledgement for this long, changes are sent again; without any, the backup learns that nothing is new. */
const REPEAT_AFTER_MS = 2_000;

type LeaderStep<Content, Scope> = Step<Leader<Scope>, FromLeader<Content>, Content>;

/** Everything that a leader works with, apart from its own state. */
export interface LeaderWorld<Content, Scope> {
  readonly replica: Replica<Content>;
  readonly subject: Subject<Content, Scope>;
  readonly now: number;
}

/** A message of the backup. Those of an earlier session change nothing. */
export function leaderHears<Content, Scope>(
  leader: Leader<Scope>,
  message: FromFollower<Scope>,
  world: LeaderWorld<Content, Scope>,
): LeaderStep<Content, Scope> {
  if (message.is === 'follow') return followed(leader, message, world);
  const { follower } = leader;
  if (follower === null || follower.session !== message.session) return unchanged(leader);
  switch (message.is) {
    case 'applied':
      return acknowledged(leader, follower, message, world);
    case 'prove':
      return proved(leader, follower, message, world);
    case 'ask-hashes':
      return answerHashes(leader, message, world);
    case 'ask-rows':
      return answerRows(leader, follower, message, world);
  }
}

/** Something was committed here: the backup gets it. */
export function leaderCommitted<Content, Scope>(
  leader: Leader<Scope>,
  world: LeaderWorld<Content, Scope>,
): LeaderStep<Content, Scope> {
  return leader.follower === null ? unchanged(leader) : sendMore(leader, leader.follower, world);
}

/** Called about once a second. */
export function leaderTicks<Content, Scope>(
  leader: Leader<Scope>,
  world: LeaderWorld<Content, Scope>,
): LeaderStep<Content, Scope> {
  const { follower } = leader;
  if (follower === null || follower.isComparing || world.now - follower.sentAt < REPEAT_AFTER_MS)
    return unchanged(leader);
  return sendAnyway(leader, { ...follower, sent: follower.acknowledged, parts: [], sentAt: world.now }, world);
}

/** The connection to the backup is gone, and with it what was on its way. */
export function leaderLosesFollower<Scope>(leader: Leader<Scope>): Leader<Scope> {
  return { ...leader, follower: null };
}

function followed<Content, Scope>(
  leader: Leader<Scope>,
  message: Extract<FromFollower<Scope>, { readonly is: 'follow' }>,
  world: LeaderWorld<Content, Scope>,
): LeaderStep<Content, Scope> {
  const { replica, subject, now } = world;
  const { session, scope, log, id } = message;
  const common = lastCommon(replica.log(), log);
  const isPrefix = common.number === log.last && (log.last === 0 || id === null || replica.idAt(log.last) === id);
  const isReached = common.number >= replica.logBase();
  const limits = latestLimits(replica.limits(), message.limits);
  // Where another scope begins, and where an Upgrade state ends, what differs is found before anything is overwritten.
  const isSameScope = subject.isWhole(scope) ? limits.length === 0 : limits.at(-1)?.scope === JSON.stringify(scope);
  const leads = isPrefix && isReached;
  const isComparing = message.compare === 'needed' || (!isSameScope && message.compare !== 'done') || !leads;
  const follower: Following<Scope> = {
    session,
    scope,
    isComparing,
    sent: log.last,
    parts: [],
    progress: isComparing ? NO_PROGRESS : progressed(NO_PROGRESS, log.last, replica.log().last, now),
    acknowledged: isComparing ? 0 : log.last,
    sentAt: now,
    limits,
    omitted: 0,
  };
  // An upgrade is a matter of days: what it left out remains known by the log. A first copy need not repeat all of it.
  const keepsLog = leads && (limits.length > 0 || message.compare === null);
  return isComparing ? compare(leader, follower, keepsLog, world) : sendAnyway(leader, follower, world);
}

function compare<Content, Scope>(
  leader: Leader<Scope>,
  follower: Following<Scope>,
  leads: boolean,
  { replica }: LeaderWorld<Content, Scope>,
): LeaderStep<Content, Scope> {
  const log = replica.log();
  const { session } = follower;
  const id = replica.idAt(log.last) ?? '';
  return {
    state: { ...leader, follower: { ...follower, isComparing: true } },
    commit: null,
    send: [{ is: 'compare', session, log, id, leads, limits: replica.limits() }],
  };
}

/** As much as fits into the window. */
function sendMore<Content, Scope>(
  leader: Leader<Scope>,
  follower: Following<Scope>,
  world: LeaderWorld<Content, Scope>,
): LeaderStep<Content, Scope> {
  const { replica, now } = world;
  if (follower.isComparing) return unchanged({ ...leader, follower });
  // What it lacks is no longer in the log.
  if (follower.sent < replica.logBase()) return compare(leader, follower, false, world);
  const send: FromLeader<Content>[] = [];
  let { sent, parts, omitted } = follower;
  while (parts.length < MOST_PARTS) {
    const changes = replica.changesAfter(sent, PART).map((change) => inScope(change, follower.scope, world));
    if (changes.length === 0) break;
    send.push(changesMessage({ ...follower, sent }, world, changes));
    sent += changes.length;
    parts = [...parts, sent];
    omitted += changes.reduce((sum, change) => sum + change.omitted, 0);
  }
  if (send.length === 0) return unchanged({ ...leader, follower });
  return {
    state: { ...leader, follower: { ...follower, sent, parts, omitted, sentAt: now } },
    commit: null,
    send,
  };
}

/** The same, to a backup that waits for an answer: if nothing is new, it is told so. */
function sendAnyway<Content, Scope>(
  leader: Leader<Scope>,
  follower: Following<Scope>,
  world: LeaderWorld<Content, Scope>,
): LeaderStep<Content, Scope> {
  const step = sendMore(leader, follower, world);
  return step.send.length > 0 ? step : { ...step, send: [changesMessage(follower, world, [])] };
}

function changesMessage<Content, Scope>(
  { session, sent }: Following<Scope>,
  { replica }: LeaderWorld<Content, Scope>,
  changes: readonly Change<Content>[],
): FromLeader<Content> {
  return { is: 'changes', session, log: replica.log(), after: sent, changes };
}

/** A change without the writes that the scope leaves out. */
function inScope<Content, Scope>(
  change: Change<Content>,
  scope: Scope,
  { subject }: LeaderWorld<Content, Scope>,
): Change<Content> {
  const writes = change.writes.filter(({ key, content }) => !subject.omits(scope, key, content));
  const omitted = change.writes.length - writes.length;
  return omitted === 0 ? change : { ...change, writes, omitted: change.omitted + omitted };
}

function acknowledged<Content, Scope>(
  leader: Leader<Scope>,
  follower: Following<Scope>,
  { number, whole }: Extract<FromFollower<Scope>, { readonly is: 'applied' }>,
  world: LeaderWorld<Content, Scope>,
): LeaderStep<Content, Scope> {
  if (follower.isComparing) return unchanged(leader);
  if (number > world.replica.log().last) {
    return { ...unchanged(leader), fault: `it acknowledges change ${number}, which does not exist` };
  }
  const known = Math.max(follower.acknowledged, number);
  const parts = follower.parts.filter((last) => last > known);
  const next: Following<Scope> = {
    ...follower,
    sent: Math.max(follower.sent, number),
    parts,
    progress: progressed(follower.progress, known, world.replica.log().last, world.now),
    acknowledged: known,
    limits: whole ? [] : follower.limits,
  };
  const step = sendMore(leader, next, world);
  const isWholeAgain = whole && world.replica.limits().length > 0;
  return isWholeAgain ? { ...step, commit: { ...NOTHING, limits: [] } } : step;
}

function proved<Content, Scope>(
  leader: Leader<Scope>,
  follower: Following<Scope>,
  { number, root }: Extract<FromFollower<Scope>, { readonly is: 'prove' }>,
  world: LeaderWorld<Content, Scope>,
): LeaderStep<Content, Scope> {
  const { replica, subject, now } = world;
  const isComparable = number === replica.log().last && subject.isWhole(follower.scope) && !follower.isComparing;
  if (!isComparable) return unchanged(leader);
  if (isSameHash(root, replica.hashOf(0, 0))) return unchanged({ ...leader, provedAt: now });
  return compare({ ...leader, differences: leader.differences + 1 }, follower, true, world);
}

function answerHashes<Content, Scope>(
  leader: Leader<Scope>,
  { session, request, level, indexes }: Extract<FromFollower<Scope>, { readonly is: 'ask-hashes' }>,
  { replica }: LeaderWorld<Content, Scope>,
): LeaderStep<Content, Scope> {
  const isKnown = Number.isInteger(level) && level >= 0 && level < LEVELS && indexes.length <= MOST_ASKED;
  const isInRange =
    isKnown && indexes.every((index) => Number.isInteger(index) && index >= 0 && index < FANOUT ** level);
  if (!isInRange) return { ...unchanged(leader), fault: 'it asks for nodes that do not exist' };
  const children = indexes.map((index) =>
    Array.from({ length: FANOUT }, (_, child): Hash => replica.hashOf(level + 1, index * FANOUT + child)),
  );
  return { ...unchanged(leader), send: [{ is: 'hashes', session, log: replica.log(), request, children }] };
}

function answerRows<Content, Scope>(
  leader: Leader<Scope>,
  { scope }: Following<Scope>,
  { session, request, buckets }: Extract<FromFollower<Scope>, { readonly is: 'ask-rows' }>,
  { replica, subject }: LeaderWorld<Content, Scope>,
): LeaderStep<Content, Scope> {
  const isInRange = ({ bucket }: { readonly bucket: number }): boolean =>
    Number.isInteger(bucket) && bucket >= 0 && bucket < BUCKETS;
  if (buckets.length === 0 || buckets.length > MOST_ASKED || !buckets.every(isInRange)) {
    return { ...unchanged(leader), fault: 'it asks for rows that cannot exist' };
  }
  const rows: Row<Content>[] = [];
  const unknown: { readonly bucket: number; readonly hashes: readonly Hash[] }[] = [];
  let bytes = 0;
  let answered = 0;
  for (const { bucket, hashes } of buckets) {
    if (bytes >= ROWS_BYTES) break;
    answered += 1;
    const there = new Set(hashes.map(String));
    for (const { hash, ...row } of replica.rowsOf(bucket)) {
      if (there.delete(String(hash)) || subject.omits(scope, row.key, row.content)) continue;
      rows.push(row);
      bytes += row.key.length + subject.sizeOf(row.content);
    }
    if (there.size > 0) unknown.push({ bucket, hashes: hashes.filter((hash) => there.has(String(hash))) });
  }
  const send: FromLeader<Content> = {
    is: 'rows',
    session,
    log: replica.log(),
    request,
    buckets: answered,
    rows,
    unknown,
  };
  return { ...unchanged(leader), send: [send] };
}

function unchanged<Content, Scope>(state: Leader<Scope>): LeaderStep<Content, Scope> {
  return { state, commit: null, send: [] };
}

/** How far the backup is behind, as its active server knows; null: it does not. */
export function behindOfFollower<Scope>(
  { follower }: Leader<Scope>,
  { replica, now }: Pick<LeaderWorld<unknown, Scope>, 'replica' | 'now'>,
): Lag | null {
  if (follower === null || follower.isComparing) return null;
  return lagOf(follower.progress, follower.acknowledged, replica.log().last, now);
}
