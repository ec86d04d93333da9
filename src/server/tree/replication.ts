/** Drives both sides of replication over one store: commits what a step says, then sends what it says. */
import { Packr } from 'msgpackr';
import type { LogLine } from '../../core/engine/effect.ts';
import {
  behindOfSelf,
  follow,
  followerHears,
  followerTicks,
  newFollower,
  stopFollowing,
} from '../../core/replication/follower.ts';
import {
  behindOfFollower,
  type Leader,
  leaderCommitted,
  leaderHears,
  leaderLosesFollower,
  leaderTicks,
  NO_FOLLOWER,
} from '../../core/replication/leader.ts';
import type { FromFollower, FromLeader } from '../../core/replication/message.ts';
import type { Commit } from '../../core/replication/replica.ts';
import { fromFollowerShape, fromLeaderShape } from '../../core/replication/shape.ts';
import type { Step } from '../../core/replication/step.ts';
import type { TreeEntry } from '../../core/tree/entry.ts';
import type { Role } from '../../core/tree/role.ts';
import { TREE, type TreeScope, WHOLE } from '../../core/tree/scope.ts';
import { isAtKey, treeEntryShape, treeScopeShape } from '../../core/tree/shape.ts';
import { monotonicMs } from '../../host/process/clock.ts';
import type { Store } from '../../host/store/store.ts';
import type { TreeFacts } from './facts.ts';
import { type Loss, lossOf } from './would-lose.ts';

export interface ReplicationHost {
  readonly store: Store<TreeEntry>;
  readonly bootId: string;
  /** Makes a commit durable and tells everyone who should know. */
  readonly commit: (commit: Commit<TreeEntry>) => void;
  readonly send: (bytes: Uint8Array) => void;
  /** Closes the connection. */
  readonly drop: (why: string) => void;
  readonly log: (line: LogLine) => void;
}

export interface Replication {
  readonly role: () => Role;
  readonly setRole: (role: Role) => void;
  readonly connected: () => void;
  readonly disconnected: () => void;
  readonly heard: (bytes: Uint8Array) => void;
  /** This server has changed something. */
  readonly committed: () => void;
  /** Called about once a second. */
  readonly tick: () => void;
  readonly facts: () => Pick<TreeFacts, 'follower' | 'lag' | 'provedAgeMs' | 'differences'>;
  /** What a switch would lose now. */
  readonly loss: () => Loss;
}

const SILENCE_MS = 60_000;

/** Plain maps, no records and no extensions: decoding yields nothing but data. */
const packr = new Packr({ useRecords: false, mapsAsObjects: true });
const fromFollower = fromFollowerShape<TreeScope>(treeScopeShape);
const fromLeader = fromLeaderShape<TreeEntry, TreeScope>(treeEntryShape, isAtKey, treeScopeShape);

export function createReplication(host: ReplicationHost): Replication {
  const { store, drop } = host;
  let role: Role = { is: 'none' };
  let isConnected = false;
  let leader: Leader<TreeScope> = NO_FOLLOWER;
  let follower = newFollower<TreeScope>(host.bootId, WHOLE);

  let said = { what: '', at: Number.NEGATIVE_INFINITY };

  const world = () => ({
    replica: store,
    subject: TREE,
    now: monotonicMs(),
    requestTimeoutMs: role.is === 'follower' ? role.requestTimeoutMs : 0,
  });

  /** Returns the new state; the old one if the commit fails, which ends the connection. */
  const take = <State>(
    before: State,
    step: Step<State, FromFollower<TreeScope> | FromLeader<TreeEntry>, TreeEntry>,
  ): State => {
    try {
      if (step.commit !== null) host.commit(step.commit);
    } catch (error) {
      const { message } = error as Error;
      complain(`cannot write what the companion sent: ${message}`);
      drop(message);
      return before;
    }
    for (const message of step.send) host.send(packr.pack(message));
    if (step.fault !== undefined) refuse(step.fault);
    return step.state;
  };

  const refuse = (fault: string): void => {
    complain(`the companion sent something that cannot be: ${fault}`);
    drop(fault);
  };

  /** The same is said once a minute: it happens again with each new connection. */
  const complain = (what: string): void => {
    const now = monotonicMs();
    if (said.what === what && now - said.at < SILENCE_MS) return;
    said = { what, at: now };
    host.log({ topic: 'SwitchoverMain', level: 'error', text: `SwitchoverMain::Tree : ${what}` });
  };

  const begin = (): void => {
    if (role.is === 'follower' && isConnected) follower = take(follower, follow(follower, role.scope, world()));
  };

  const end = (): void => {
    leader = leaderLosesFollower(leader);
    follower = stopFollowing(follower);
  };

  return {
    role: () => role,
    setRole: (next) => {
      const isNewSide = next.is !== role.is;
      role = next;
      if (isNewSide) {
        end();
        leader = NO_FOLLOWER;
      }
      begin();
    },
    connected: () => {
      end();
      isConnected = true;
      begin();
    },
    disconnected: () => {
      isConnected = false;
      end();
    },
    heard: (bytes) => {
      const message = unpacked(bytes);
      if (role.is === 'leader') {
        const parsed = fromFollower.safeParse(message);
        if (parsed.success) leader = take(leader, leaderHears(leader, parsed.data, world()));
        else refuse(issueOf(parsed.error));
      } else if (role.is === 'follower') {
        const parsed = fromLeader.safeParse(message);
        if (parsed.success) follower = take(follower, followerHears(follower, parsed.data, world()));
        else refuse(issueOf(parsed.error));
      }
    },
    committed: () => {
      if (role.is === 'leader') leader = take(leader, leaderCommitted(leader, world()));
    },
    tick: () => {
      if (role.is === 'leader') leader = take(leader, leaderTicks(leader, world()));
      if (role.is === 'follower') follower = take(follower, followerTicks(follower, world()));
    },
    facts: () => {
      const now = monotonicMs();
      const { follower: followed, provedAt, differences } = leader;
      const known = { replica: store, now };
      return {
        follower:
          followed === null
            ? null
            : {
                isComparing: followed.isComparing,
                acknowledged: followed.acknowledged,
                omitted: followed.omitted,
              },
        lag: role.is === 'leader' ? behindOfFollower(leader, known) : behindOfSelf(follower, known),
        provedAgeMs: provedAt === null ? null : now - provedAt,
        differences,
      };
    },
    loss: () => (role.is === 'leader' ? lossOf(store, leader.follower) : { paths: [], count: 0 }),
  };
}

function unpacked(bytes: Uint8Array): unknown {
  try {
    return packr.unpack(bytes);
  } catch {
    return null;
  }
}

function issueOf(error: {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}): string {
  const [issue] = error.issues;
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a message'}`;
}
