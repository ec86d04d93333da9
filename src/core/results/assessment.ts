/**
 * Combines what the two servers report into one verdict: whether the pair would survive a failure of the active server,
 * why not, and what to do about it.
 */
import type { Activity } from '../engine/activity.ts';
import type { ReplicationState, ServerStatus } from '../protocol/answers.ts';
import { isCurrent } from '../replication/lag.ts';
import { HOLD_WORDS, holdOfAnswer } from './hold.ts';
import { nextSteps } from './next-steps.ts';
import type { Answering, Seen, SeenPair } from './seen.ts';
import { isAnswering, isServing, mayServe, nameOf, otherOf } from './seen.ts';
import { STATE_WORDS } from './state-words.ts';
import type { PairStatus, Protection } from './status.ts';

export interface Assessment {
  readonly protection: Protection;
  /** The verdict in one line. */
  readonly headline: string;
  readonly activity: Activity | null;
  readonly why: readonly string[];
  readonly next: readonly string[];
}

/** For a pair of which at least one server answers. */
export function assess(pair: SeenPair): Assessment {
  const facts = factsOf(pair);
  const activity = activityOf(pair);
  const known = { ...facts, activity };
  return { ...known, headline: headlineOf(pair, known), next: nextSteps(pair, known) };
}

/** The exit code of `status`: 0 if the pair is protected. */
export function exitCodeOf(protection: Protection): 0 | 1 {
  return protection === 'protected' ? 0 : 1;
}

/** One server that has file replication configured is enough. */
export function filesOf(pair: SeenPair): ReplicationState {
  const said = pair.filter(isAnswering).map(({ answer }) => answer.files);
  return said.find((each) => each !== 'none') ?? 'none';
}

/** How far the backup's configuration tree is behind, as the active server knows. */
export function dsOf(pair: SeenPair): PairStatus['replication']['ds'] {
  const [active] = pair.filter(isServing);
  const tree = active?.answer.behind.tree;
  // A version before the tree replicates none.
  if (active !== undefined && tree === undefined) return { state: 'none', behind: null, ageMs: null };
  const { items = null, ageMs = null } = tree ?? {};
  return { state: items === null ? 'unknown' : isCurrent(ageMs) ? 'current' : 'behind', behind: items, ageMs };
}

type Facts = Pick<Assessment, 'protection' | 'why'>;

function factsOf(pair: SeenPair): Facts {
  const active = pair.filter(isServing);
  if (active.length > 1) {
    return {
      protection: 'two-actives',
      why: ['both servers are active; the one with the lower term steps down as soon as they can reach each other'],
    };
  }
  const [only] = active;
  if (only === undefined) {
    const isUnknown = pair.some((each) => mayServe(each, otherOf(pair, each)));
    return { protection: isUnknown ? 'unknown' : 'no-active', why: pair.map(sayOne) };
  }
  const other = otherOf(pair, only);
  const notReady = [...whyNoBackup(other, only), ...whyMaybeTwo(other, only)];
  const why = [...whyNotServed(only), ...(notReady.length > 0 ? notReady : whyBehind(pair, other))];
  return { protection: why.length === 0 ? 'protected' : 'unprotected', why };
}

/** A requested switch is more informative than the takeover it looks like from the other side. */
function activityOf(pair: SeenPair): Activity | null {
  const all = pair.map(({ answer }) => answer?.activity ?? null);
  return all.find((each) => each === 'switching') ?? all.find((each) => each !== null) ?? null;
}

// --- the headline ------------------------------------------------------------------------------------------------

const HEADLINES: Readonly<Record<Protection, string>> = {
  protected: 'PROTECTED: the backup would take over',
  unprotected: 'UNPROTECTED: one server is active, and no backup would take over',
  'no-active': 'NO ACTIVE SERVER',
  'two-actives': 'TWO ACTIVE SERVERS',
  unknown: 'UNKNOWN: a server that does not answer may be active',
};

const WITHOUT_FILES = 'PROTECTED (files are not mirrored): the backup would take over';
const MAY_BE_TWO = 'UNPROTECTED: one server is active, and the other may be active too';

function headlineOf(pair: SeenPair, { protection, activity }: Facts & Pick<Assessment, 'activity'>): string {
  if (protection === 'protected') return filesOf(pair) === 'not-implemented' ? WITHOUT_FILES : HEADLINES.protected;
  if (protection === 'two-actives') return HEADLINES['two-actives'];
  if (activity === 'switching') return `SWITCHING: ${switchWords(pair)}`;
  if (activity === 'taking-over') return `TAKING OVER: ${takeoverWords(pair)}`;
  const held = heldServer(pair);
  if (held !== null) {
    const willNot = `WILL NOT TAKE OVER (${HOLD_WORDS[holdOfAnswer(held.answer)!]})`;
    if (protection === 'unprotected') return `UNPROTECTED: the backup ${willNot}`;
    if (protection === 'no-active') return `NO ACTIVE SERVER: ${nameOf(held)} ${willNot}`;
    return `UNKNOWN: ${nameOf(otherOf(pair, held))} may be active, and ${nameOf(held)} ${willNot}`;
  }
  if (protection === 'unprotected' && pair.some((each) => mayServe(each, otherOf(pair, each)))) return MAY_BE_TWO;
  if (protection === 'no-active' && pair.some(isStarting)) return 'NO ACTIVE SERVER YET: the pair is starting';
  return HEADLINES[protection];
}

function heldServer(pair: SeenPair): Answering | null {
  return pair.filter(isAnswering).find((each) => !each.answer.serving && holdOfAnswer(each.answer) !== null) ?? null;
}

function isStarting({ answer }: Seen): boolean {
  return answer !== null && (answer.state === 'init' || answer.state === 'primary');
}

const LETTING_GO: readonly string[] = ['draining', 'discontinuing', 'yielded'];

function isLettingGo({ state, phase }: ServerStatus): boolean {
  return state === 'stopping' || (state === 'primary' && LETTING_GO.includes(phase));
}

/** The server that is becoming active; it may be the one that does not answer. */
function takerOf(pair: SeenPair): Seen {
  const busy = pair.filter(isAnswering).filter(({ answer }) => answer.activity !== null);
  const taker = busy.find(({ answer }) => !isLettingGo(answer));
  return taker ?? otherOf(pair, busy[0] ?? pair[0]);
}

function switchWords(pair: SeenPair): string {
  const taker = takerOf(pair);
  if (taker.answer?.phase === 'reverting') return `the switch to ${nameOf(taker)} is being undone`;
  return `${nameOf(taker)} is becoming active`;
}

function takeoverWords(pair: SeenPair): string {
  const taker = takerOf(pair);
  const from = otherOf(pair, taker);
  switch (taker.answer?.state) {
    case 'reconnecting':
      if (isServing(from)) return `${nameOf(taker)} cannot hear ${nameOf(from)}, which is active`;
      return `${nameOf(taker)} becomes active unless it hears that ${nameOf(from)} is active`;
    case 'backup':
      if (taker.answer.phase === 'watching') return `${nameOf(taker)} is becoming active`;
      return `${nameOf(taker)} becomes active unless the module of ${nameOf(from)} answers`;
    default:
      return `${nameOf(taker)} is becoming active`;
  }
}

// --- the reasons -------------------------------------------------------------------------------------------------

function whyNotServed({ answer, ...active }: Answering): string[] {
  if (!answer.warnings.some(({ code }) => code === 'commence-failed')) return [];
  return [`the Commence hook of ${nameOf(active)} failed: its service may not be running; see ${answer.log}`];
}

function whyNoBackup(backup: Seen, active: Answering): string[] {
  const { answer } = backup;
  if (answer?.state.startsWith('upgrade') === true) return [sayOne(backup), whyUpgrade(backup, active)];
  if (answer === null || answer.state !== 'backup' || answer.phase !== 'watching') return [sayOne(backup)];
  const why: string[] = [];
  for (const name of ['main', 'aux'] as const) {
    const { status, failure } = answer.connections[name];
    if (status === 'up') continue;
    why.push(`the ${name} connection of ${nameOf(backup)} is ${status}${failure === null ? '' : ` (${failure})`}`);
  }
  const { check = null } = answer.module ?? {};
  if (check?.result === 'could-not-start') why.push(`the module could not start on ${nameOf(backup)}: ${check.why}`);
  if (check?.result === 'unknown') why.push(`it is not yet known whether the module could start on ${nameOf(backup)}`);
  if (answer.mode === 'manual') why.push(`${nameOf(backup)} is in manual mode: it does not take over by itself`);
  return why;
}

function whyBehind(pair: SeenPair, backup: Seen): string[] {
  const { state, behind, ageMs } = dsOf(pair);
  const [name, tree] = [nameOf(backup), 'the configuration tree'];
  if (state === 'unknown') return [`${name} does not have ${tree} of the active server, or not all of it yet`];
  if (state !== 'behind') return [];
  if (ageMs === null) return [`${name} still lacks ${behind} changes of ${tree}`];
  return [`${name} lacks ${behind} changes of ${tree}, or has not confirmed them, for ${Math.round(ageMs / 1000)} s`];
}

function whyUpgrade(backup: Seen, active: Answering): string {
  const [here, there] = [backup.answer?.release, active.answer.release];
  const unknown = [backup, active].filter(({ answer }) => (answer?.release ?? null) === null).map(nameOf);
  const why =
    unknown.length > 0
      ? `the release of ${unknown.join(' and of ')} is not known`
      : `${nameOf(backup)} runs release ${here}, ${nameOf(active)} ${there}`;
  return `${why}: no automatic takeover`;
}

function whyMaybeTwo(silent: Seen, active: Answering): string[] {
  if (!mayServe(silent, active)) return [];
  return [`${nameOf(active)} cannot reach it either: it may be cut off or stalled, and still be active`];
}

function sayOne(server: Seen): string {
  const { answer, fault } = server;
  if (answer === null) return `${nameOf(server)} does not answer (${fault?.why ?? 'no answer'})`;
  return `${nameOf(server)} is ${STATE_WORDS[answer.state]} (${answer.phaseMeans})`;
}
