import type { Letter } from '../../src/core/letter.ts';
import { otherLetter } from '../../src/core/letter.ts';
import type { Follower } from '../../src/core/replication/follower.ts';
import {
  follow,
  followerHears,
  followerTicks,
  newFollower,
  stopFollowing,
} from '../../src/core/replication/follower.ts';
import type { Leader } from '../../src/core/replication/leader.ts';
import {
  leaderCommitted,
  leaderHears,
  leaderLosesFollower,
  leaderTicks,
  NO_FOLLOWER,
} from '../../src/core/replication/leader.ts';
import { changeCommit } from '../../src/core/replication/local-change.ts';
import type { FromFollower, FromLeader } from '../../src/core/replication/message.ts';
import type { LogEnd, Position } from '../../src/core/replication/position.ts';
import { contains, endPosition } from '../../src/core/replication/position.ts';
import type { Change, Commit } from '../../src/core/replication/replica.ts';
import type { Subject } from '../../src/core/replication/subject.ts';
import { randomOf } from '../../src/core/simulation/random.ts';
import type { MemoryReplica } from './memory-replica.ts';
import { memoryReplica } from './memory-replica.ts';

export type Scope = 'whole' | 'limited' | 'even';

/** Rows whose keys begin with `local` are left out of the limited scope; of the even one, those with an odd number. */
export const SUBJECT: Subject<string, Scope> = {
  isWhole: (scope) => scope === 'whole',
  omits: (scope, key) =>
    (scope === 'limited' && key.startsWith('local')) || (scope === 'even' && Number(key.split(' ')[1]) % 2 === 1),
  merged: (_scope, incoming) => incoming,
  reduces: () => false,
  sizeOf: (content) => content.length,
};

interface Server {
  readonly replica: MemoryReplica<string>;
  up: boolean;
  term: number;
  role: 'active' | 'backup';
  leader: Leader<Scope>;
  follower: Follower<Scope>;
  boots: number;
}

interface Sent {
  readonly to: Letter;
  readonly at: number;
  readonly message: FromFollower<Scope> | FromLeader<string>;
}

/** A change that was made, and the log of the server that made it, afterwards. */
interface Made {
  readonly change: Change<string>;
  readonly log: LogEnd;
  /** The rows that it replaced: key and position. */
  readonly replaced: readonly string[];
}

/** Two servers that replicate over a network that loses, repeats, delays and reorders, and that crash at any moment. */
export interface ReplicatedPair {
  readonly servers: Readonly<Record<Letter, Server>>;
  readonly made: readonly Made[];
  readonly faults: readonly string[];
  readonly counts: Readonly<Record<'takeovers' | 'crashes' | 'comparisons' | 'changes', number>>;
  /** One random event. */
  readonly act: () => void;
  /** Ends all faults, and lets both servers do what they have to. Throws an error if they never finish. */
  readonly settle: () => void;
  readonly takeOver: (letter: Letter) => void;
  readonly change: (letter: Letter, writes: Readonly<Record<string, string | null>>) => void;
  readonly setScope: (scope: Scope) => void;
}

export interface PairOptions {
  /** How many changes a log holds. */
  readonly kept: number;
  /** Nothing goes wrong by itself. */
  readonly calm?: boolean;
  /** The scope changes now and then. */
  readonly scopes?: boolean;
  /** Where the servers keep what they hold, if not in memory. */
  readonly replica?: (letter: Letter) => MemoryReplica<string>;
}

export function replicatedPair(seed: number, options: PairOptions): ReplicatedPair {
  const random = randomOf(seed);
  const made: Made[] = [];
  const faults: string[] = [];
  const counts = { takeovers: 0, crashes: 0, comparisons: 0, changes: 0 };
  const server = (letter: Letter): Server => ({
    replica: options.replica?.(letter) ?? memoryReplica(options.kept),
    up: true,
    term: 0,
    role: 'backup',
    leader: NO_FOLLOWER,
    follower: newFollower(`${letter}.0`, 'whole'),
    boots: 0,
  });
  const servers: Record<Letter, Server> = { A: server('A'), B: server('B') };
  let now = 0;
  let scope: Scope = 'whole';
  let isCut = false;
  let isRough = options.calm !== true;
  let inFlight: Sent[] = [];
  let acknowledged: { readonly by: Letter; readonly position: Position } | null = null;

  const world = (letter: Letter) => ({
    replica: servers[letter].replica,
    subject: SUBJECT,
    now,
    requestTimeoutMs: 3_000,
  });

  const send = (to: Letter, message: Sent['message']): void => {
    if (isCut || (isRough && random.chance(0.05))) return;
    if (message.is === 'compare') counts.comparisons += 1;
    const delay = isRough ? random.between(1, random.chance(0.1) ? 4_000 : 50) : 1;
    inFlight.push({ to, at: now + delay, message });
    if (isRough && random.chance(0.05)) inFlight.push({ to, at: now + random.between(1, 3_000), message });
  };

  /** Carries a step out; a crash may come between any two of its effects. */
  const carryOut = (
    letter: Letter,
    step: {
      readonly commit: Commit<string> | null;
      readonly send: readonly Sent['message'][];
      readonly fault?: string;
    },
  ): void => {
    if (step.fault !== undefined) faults.push(step.fault);
    const crashes = isRough && random.chance(0.004);
    const at = crashes ? random.between(0, 1 + step.send.length) : Number.POSITIVE_INFINITY;
    if (at === 0) return crash(letter);
    if (step.commit !== null) servers[letter].replica.commit(step.commit);
    for (const [index, message] of step.send.entries()) {
      if (index + 1 === at) break;
      send(otherLetter(letter), message);
    }
    if (crashes) crash(letter);
  };

  const crash = (letter: Letter): void => {
    counts.crashes += 1;
    servers[letter].up = false;
    connectionLost();
  };

  const connectionLost = (): void => {
    inFlight = inFlight.filter(() => isRough && random.chance(0.3));
    for (const each of Object.values(servers)) {
      each.leader = leaderLosesFollower(each.leader);
      each.follower = stopFollowing(each.follower);
    }
  };

  /** Where two servers can talk, the lower term gives way, and a backup follows. */
  const meet = (): void => {
    const { A, B } = servers;
    if (isCut || !A.up || !B.up) return;
    if (A.role === 'active' && B.role === 'active') {
      const loser = A.term < B.term ? A : B;
      loser.role = 'backup';
      loser.leader = NO_FOLLOWER;
    }
    for (const letter of ['A', 'B'] as const) {
      const own = servers[letter];
      if (own.role !== 'backup' || own.follower.phase.is !== 'idle' || servers[otherLetter(letter)].role !== 'active')
        continue;
      const step = follow(own.follower, scope, world(letter));
      own.follower = step.state;
      carryOut(letter, step);
    }
  };

  const takeOver = (letter: Letter): void => {
    const own = servers[letter];
    const other = servers[otherLetter(letter)];
    if (!own.up || own.role === 'active') return;
    counts.takeovers += 1;
    // Terms are durable before use: each server has its own, odd or even.
    const highest = Math.max(own.term, other.term);
    own.term = highest + 1 + ((highest + 1) % 2 === (letter === 'A' ? 1 : 0) ? 0 : 1);
    own.role = 'active';
    own.follower = stopFollowing(own.follower);
    own.leader = NO_FOLLOWER;
    if (acknowledged !== null && acknowledged.by === letter && !contains(own.replica.log(), acknowledged.position)) {
      faults.push(
        `${letter} became active without ${JSON.stringify(acknowledged.position)}, which it had acknowledged`,
      );
    }
    acknowledged = null;
    if (!isCut && other.up && other.role === 'active') {
      other.role = 'backup';
      connectionLost();
    }
  };

  const change = (letter: Letter, writes: Readonly<Record<string, string | null>>): void => {
    const own = servers[letter];
    if (!own.up || own.role !== 'active') return;
    counts.changes += 1;
    const commit = changeCommit(own.replica, own.term, {
      id: `${letter}${counts.changes}`,
      at: '2026-01-01T00:00:00.000Z',
      by: letter,
      reason: null,
      request: null,
      writes: Object.entries(writes).map(([key, content]) => ({ key, content })),
    });
    const replaced = Object.keys(writes).flatMap((key) => {
      const row = own.replica.row(key);
      return row === null ? [] : [`${key} ${row.position.term}.${row.position.number}`];
    });
    own.replica.commit(commit);
    made.push({ change: commit.append[0]!, log: own.replica.log(), replaced });
    const step = leaderCommitted(own.leader, world(letter));
    own.leader = step.state;
    carryOut(letter, step);
  };

  const deliver = (): void => {
    const due = inFlight.filter(({ at }) => at <= now).toSorted((one, other) => one.at - other.at);
    inFlight = inFlight.filter(({ at }) => at > now);
    for (const { to, message } of due) {
      const own = servers[to];
      if (!own.up || isCut) continue;
      if (isFromLeader(message)) {
        if (own.role !== 'backup') continue;
        const step = followerHears(own.follower, message, world(to));
        own.follower = step.state;
        carryOut(to, step);
      } else {
        if (own.role !== 'active') continue;
        const step = leaderHears(own.leader, message, world(to));
        own.leader = step.state;
        carryOut(to, step);
        const { follower } = own.leader;
        if (follower !== null && !follower.isComparing && SUBJECT.isWhole(follower.scope)) {
          const number = follower.acknowledged;
          const term = own.replica.log().terms.findLast(({ first }) => first <= number)?.term ?? 0;
          acknowledged = { by: otherLetter(to), position: { term, number } };
        }
      }
    }
  };

  const tick = (): void => {
    for (const letter of ['A', 'B'] as const) {
      const own = servers[letter];
      if (!own.up) continue;
      if (own.role === 'active') {
        const step = leaderTicks(own.leader, world(letter));
        own.leader = step.state;
        carryOut(letter, step);
      } else {
        const step = followerTicks(own.follower, world(letter));
        own.follower = step.state;
        carryOut(letter, step);
      }
    }
  };

  const pass = (ms: number): void => {
    now += ms;
    deliver();
    if (random.chance(0.2) || ms >= 1_000) tick();
    meet();
  };

  const boot = (letter: Letter): void => {
    const own = servers[letter];
    if (own.up) return;
    own.up = true;
    own.boots += 1;
    own.follower = newFollower(`${letter}.${own.boots}`, scope);
    own.leader = NO_FOLLOWER;
    // It resumes its term if it was active and the companion did not take over.
    if (own.role === 'active' && servers[otherLetter(letter)].term > own.term && !isCut) own.role = 'backup';
  };

  const act = (): void => {
    const letter = random.pick(['A', 'B'] as const);
    const draw = random.next();
    if (draw < 0.35) {
      const writes = Array.from({ length: random.between(1, 3) }, () => [
        `${random.chance(0.3) ? 'local' : 'key'} ${random.between(1, 20)}`,
        random.chance(0.25) ? null : `value ${made.length}.${random.between(1, 1_000)}`,
      ]);
      change(letter, Object.fromEntries(writes));
    } else if (draw < 0.36 && options.scopes === true) setScope(random.pick(['whole', 'limited', 'even']));
    else if (draw < 0.37) takeOver(letter);
    else if (draw < 0.38 && servers[letter].up) crash(letter);
    else if (draw < 0.42) boot(letter);
    else if (draw < 0.43) {
      isCut = !isCut;
      connectionLost();
    } else pass(random.pick([1, 5, 20, 100, 1_000]));
    if (servers.A.role === 'backup' && servers.B.role === 'backup' && random.chance(0.3)) takeOver(letter);
  };

  const isSettled = (): boolean => {
    const active = Object.values(servers).find(({ role }) => role === 'active');
    const backup = Object.values(servers).find(({ role }) => role === 'backup');
    if (active === undefined || backup === undefined || backup.follower.phase.is !== 'following') return false;
    const { replica } = active;
    return (
      !backup.replica.isIncomplete() &&
      inFlight.length === 0 &&
      JSON.stringify(endPosition(replica.log())) === JSON.stringify(endPosition(backup.replica.log())) &&
      active.leader.follower?.acknowledged === replica.log().last
    );
  };

  const setScope = (next: Scope): void => {
    scope = next;
    connectionLost();
  };

  return {
    servers,
    made,
    faults,
    counts,
    act,
    takeOver,
    change,
    setScope,
    settle: () => {
      isRough = false;
      if (options.scopes === true) setScope('whole');
      isCut = false;
      boot('A');
      boot('B');
      if (servers.A.role === 'backup' && servers.B.role === 'backup') takeOver('A');
      for (let rounds = 0; rounds < 3_000; rounds += 1) {
        pass(rounds % 10 === 0 ? 1_000 : 5);
        if (isSettled()) return;
      }
      throw new Error(`seed ${seed} never settles`);
    },
  };
}

function isFromLeader(message: Sent['message']): message is FromLeader<string> {
  return ['changes', 'compare', 'hashes', 'rows'].includes(message.is);
}
