/** The upgrade of a pair: its plan, its beginning, and its continuation on another day or machine. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { NodePair } from '../../client/node-pair.ts';
import { RELEASE_PLACEHOLDER } from '../../core/config/pair-file/service.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { NewEntry } from '../../core/runbooks/entry.ts';
import type { Operator } from '../../core/runbooks/operator.ts';
import type { CommandOf, ProcedurePlan } from '../../core/runbooks/plan.ts';
import { isReady, type ReadinessCheck } from '../../core/runbooks/readiness.ts';
import type { ProcedureReport } from '../../core/runbooks/report.ts';
import { reportOf } from '../../core/runbooks/report.ts';
import type { Run } from '../../core/runbooks/run.ts';
import { begin, currentOf, placed } from '../../core/runbooks/run.ts';
import { ownWords } from '../../core/runbooks/upgrade/own-words.ts';
import { upgradePlan } from '../../core/runbooks/upgrade/plan.ts';
import { pureConnectWords } from '../../core/runbooks/upgrade/pureconnect-words.ts';
import { UPGRADE } from '../../core/runbooks/upgrade/steps.ts';
import type { Words } from '../../core/runbooks/words.ts';
import {
  openUpgradeJournal,
  operatorJournalPath,
  readUpgradeJournal,
  type UpgradeJournal,
} from '../../host/files/upgrade-journal.ts';
import { readStatus } from '../pair/status.ts';
import type { ChecksByHand } from './by-hand-ground.ts';
import { byHandGround } from './by-hand-ground.ts';
import type { Ground } from './ground.ts';
import type { JournalKeeper } from './journal-keeper.ts';
import { beginRun, continueRun, findJournal, latestJournal } from './journal-keeper.ts';
import { pairGround, plansOf } from './pair-ground.ts';
import { hashOfPairFile, prepareUpgrade, type UpgradeOptions } from './prepare.ts';
import { walkThrough } from './walkthrough.ts';

type BegunEntry = Extract<NewEntry, { type: 'begun' }>;

/** A pair that this tool does not run. */
export interface ByHand {
  /** `A` is active now. Null if they were not given: enough to continue, not to begin. */
  readonly names: { readonly A: string; readonly B: string } | null;
  readonly oldRelease: string | null;
  readonly newRelease: string | null;
  /** In the operating system. */
  readonly service: string;
  readonly os: boolean;
  readonly journal: string;
  readonly checks: ChecksByHand;
  /** Who is at the keyboard. */
  readonly operator: string;
}

function wordsFor(begun: BegunEntry): Words {
  const { service = null } = begun;
  return service === null ? ownWords(begun) : pureConnectWords(begun, service);
}

async function planUpgrade(pair: NodePair, options: UpgradeOptions): Promise<ProcedurePlan> {
  const { checks, entry } = await prepareUpgrade(pair, options);
  if (entry === null) throw notReady(checks);
  return planOf(entry, checks, pairGround(pair));
}

function planOf(entry: BegunEntry, checks: readonly ReadinessCheck[], ground: Ground): ProcedurePlan {
  const run = runOfPlan(entry);
  const commandOf: CommandOf = (action) => ground.commandFor(action, run);
  return upgradePlan({ ...entry, words: wordsFor(entry), commandOf, checks, cautions: entry.os ? [OS_CAUTION] : [] });
}

/** Reference: Appendix B, "Upgrading Windows on the switchover pair". */
const OS_CAUTION =
  'The operating system is upgraded too: both servers must have identical network adapter names, and the computer name and the account of the service must stay the same.';

/** A run of which nothing was done, for the commands of its actions. */
function runOfPlan(entry: BegunEntry): Run {
  const applied = begin(UPGRADE, placed(null, entry, new Date(0).toISOString(), ''));
  if (!applied.ok) throw new Error(applied.why);
  return applied.run;
}

function notReady(checks: readonly ReadinessCheck[]): SwitchoverError {
  const [first, ...also] = checks.filter(({ state }) => state === 'error');
  const problem = ({ code, what, why, do: advice }: ReadinessCheck) => ({
    code: `not-ready-${code}`,
    severity: 'error' as const,
    what: `the pair is not ready for an upgrade: ${what}`,
    why,
    where: null,
    do: advice ?? 'see: switchover upgrade walkthrough --dry-run',
  });
  return new SwitchoverError('refused', problem(first!), also.map(problem));
}

/** An upgrade of one pair, not begun or opened yet. */
export interface Upgrade {
  readonly plan: () => Promise<ProcedurePlan>;
  /**
   * Begins it. Null if `begins` says no.
   *
   * @throws SwitchoverError (refused) `upgrade-in-progress`, `not-ready-…`
   */
  readonly begin: (begins: Begins) => Promise<OpenUpgrade | null>;
  /**
   * Continues it, here or on whichever machine it was begun.
   *
   * @throws SwitchoverError (unreachable) `no-upgrade` if there is none to continue
   */
  readonly resume: (operator: Operator) => Promise<OpenUpgrade>;
  /** How far the last one has got, or how it ended; null if there was none. */
  readonly report: () => Promise<ProcedureReport | null>;
}

export function upgradeOfPair(pair: NodePair, options: UpgradeOptions): Upgrade {
  return {
    plan: () => planUpgrade(pair, options),
    begin: (begins) => beginUpgrade(pair, options, begins),
    resume: (operator) => resumeUpgrade(pair, operator),
    report: () => readUpgrade(operatorJournalPath(pair.path), pair),
  };
}

export function upgradeByHand(byHand: ByHand): Upgrade {
  return {
    plan: async () => planOf(begunByHand(byHand), [], byHandGround(byHand.checks)),
    begin: (begins) => beginByHand(byHand, begins),
    resume: () => resumeByHand(byHand),
    report: () => readUpgrade(byHand.journal, null),
  };
}

/** An upgrade that was begun or found, ready to be walked through. */
export interface OpenUpgrade {
  readonly keeper: JournalKeeper;
  readonly ground: Ground;
  readonly words: Words;
  /** The path of the only journal; null if the servers keep it too. */
  readonly journal: string | null;
  readonly close: () => Promise<void>;
}

/** What the operator is asked before the first step. */
export type Begins = (plan: ProcedurePlan) => Promise<boolean>;

async function beginUpgrade(pair: NodePair, options: UpgradeOptions, begins: Begins): Promise<OpenUpgrade | null> {
  return withJournal(operatorJournalPath(pair.path), pair.pairFile.pair, async (file, close) => {
    await refuseSecond(file, pair);
    const { checks, entry } = await prepareUpgrade(pair, options);
    if (entry === null || !isReady(checks)) throw notReady(checks);
    const ground = pairGround(pair);
    if (entry.newRelease === null) refuseNameless(pair, entry);
    if (!(await begins(planOf(entry, checks, ground)))) return null;
    const keeper = await beginRun({ file, pair, by: pair.identity.name }, entry);
    return { keeper, ground, words: wordsFor(entry), journal: null, close };
  });
}

async function beginByHand(byHand: ByHand, begins: Begins): Promise<OpenUpgrade | null> {
  return withJournal(byHand.journal, null, async (file, close) => {
    await refuseSecond(file, null);
    const entry = begunByHand(byHand);
    const ground = byHandGround(byHand.checks);
    if (!(await begins(planOf(entry, [], ground)))) return null;
    const keeper = await beginRun({ file, pair: null, by: byHand.operator }, entry);
    return { keeper, ground, words: wordsFor(entry), journal: byHand.journal, close };
  });
}

function begunByHand({ names, oldRelease, newRelease, service, os }: ByHand): BegunEntry {
  if (names === null) {
    throw new SwitchoverError('usage', {
      code: 'server-names-needed',
      what: 'the names of the two servers are not given',
      why: 'the instructions name them',
      where: null,
      do: 'add --server-a NAME (the active server) and --server-b NAME (the backup)',
    });
  }
  return {
    type: 'begun',
    run: randomUUID(),
    runbook: UPGRADE.name,
    version: UPGRADE.version,
    pair: `${names.A} and ${names.B}`.slice(0, 64),
    names,
    first: 'B',
    oldRelease,
    newRelease,
    startModes: { A: null, B: null },
    os,
    machines: { A: null, B: null },
    pairFile: '',
    byHand: true,
    service,
  };
}

async function resumeUpgrade(pair: NodePair, operator: Operator): Promise<OpenUpgrade> {
  const opened = await withJournal(operatorJournalPath(pair.path), pair.pairFile.pair, async (file, close) => {
    const { journal } = await findJournal(file, pair);
    if (journal === null || journal.run.ended !== null) throw nothingToResume(pair.path, false);
    const { run } = journal;
    const pairFile = hashOfPairFile(pair);
    if (pairFile !== lastPairFile(run) && !(await operator.accepts(PAIR_FILE_CHANGED))) return null;
    const keeper = continueRun({ file, pair, by: pair.identity.name }, journal);
    await keeper.append({ type: 'resumed', machine: hostname(), pairFile });
    return { keeper, ground: pairGround(pair), words: wordsFor(run.begun), journal: null, close };
  });
  if (opened === null) throw pairFileChanged(pair.path);
  return opened;
}

const PAIR_FILE_CHANGED =
  'The servers or the commands of their services in the pair file have changed since this upgrade was last continued. Go on with those of now?';

function pairFileChanged(file: string): SwitchoverError {
  return new SwitchoverError('refused', {
    code: 'pair-file-changed',
    what: 'the pair file has changed since the upgrade was last continued',
    why: 'other commands would run now than those that were shown',
    where: file,
    do: 'compare it with the one before, and resume again',
  });
}

function lastPairFile(run: Run): string {
  const last = run.entries.findLast((entry) => entry.type === 'begun' || entry.type === 'resumed');
  return last !== undefined && 'pairFile' in last ? last.pairFile : '';
}

async function resumeByHand({
  journal: path,
  checks,
  operator,
}: Pick<ByHand, 'journal' | 'checks' | 'operator'>): Promise<OpenUpgrade> {
  // Looked at first: a mistyped path must not leave an empty journal.
  if ((await readUpgradeJournal(path, null)) === null) throw nothingToResume(path, true);
  const opened = await withJournal(path, null, async (file, close) => {
    const journal = file.journal();
    if (journal === null || journal.run.ended !== null) throw nothingToResume(path, true);
    const keeper = continueRun({ file, pair: null, by: operator }, journal);
    await keeper.append({ type: 'resumed', machine: hostname(), pairFile: '' });
    return { keeper, ground: byHandGround(checks), words: wordsFor(journal.run.begun), journal: path, close };
  });
  return opened!;
}

/** Closes the journal unless it goes on with what is returned. */
async function withJournal(
  path: string,
  pair: string | null,
  use: (file: UpgradeJournal, close: () => Promise<void>) => Promise<OpenUpgrade | null>,
): Promise<OpenUpgrade | null> {
  const file = await openUpgradeJournal(path, pair);
  let opened: OpenUpgrade | null = null;
  try {
    opened = await use(file, file.close);
    return opened;
  } finally {
    if (opened === null) await file.close();
  }
}

async function refuseSecond(file: UpgradeJournal, pair: NodePair | null): Promise<void> {
  const { journal } = await findJournal(file, pair);
  if (journal === null || journal.run.ended !== null) return;
  const { at, by } = journal.run.begun;
  throw new SwitchoverError('refused', {
    code: 'upgrade-in-progress',
    what: `an upgrade of this pair was begun at ${at} by ${by}, and has not ended`,
    why: null,
    where: file.path,
    do: `continue it: ${commandFor('walkthrough --resume', pair === null)}; or end it as things stand: ${commandFor('abort', pair === null)}`,
  });
}

/** An install command with the name of the release in it cannot be run without that name. */
function refuseNameless(pair: NodePair, { oldRelease }: BegunEntry): void {
  const plans = plansOf(pair);
  const needsName = Object.values(plans).some(({ install }) =>
    install?.some((word) => word.includes(RELEASE_PLACEHOLDER)),
  );
  if (!needsName || oldRelease === null) return;
  throw new SwitchoverError('usage', {
    code: 'release-needed',
    what: 'the name of the new release is not given',
    why: `the install command in the pair file contains ${RELEASE_PLACEHOLDER}`,
    where: pair.path,
    do: 'add --release NAME',
  });
}

/** `byHand`: the message has the path of the journal as its place. */
function commandFor(words: string, byHand: boolean): string {
  return `switchover upgrade ${words}${byHand ? ' --by-hand --journal FILE' : ''}`;
}

function nothingToResume(where: string, byHand: boolean): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'no-upgrade',
    what: 'there is no upgrade to continue',
    why: null,
    where,
    do: byHand
      ? 'give its journal: --journal FILE; or begin one: switchover upgrade walkthrough --by-hand'
      : 'begin one: switchover upgrade walkthrough',
  });
}

async function readUpgrade(path: string, pair: NodePair | null): Promise<ProcedureReport | null> {
  const own = await readUpgradeJournal(path, pair === null ? null : pair.pairFile.pair);
  const { journal } = await latestJournal({ path, journal: own }, pair);
  // Without an answer of either server, "none" would not be known.
  if (journal === null && pair !== null) await readStatus(pair);
  return journal === null ? null : reportOf(journal.run, wordsFor(journal.run.begun));
}

/**
 * Walks through an open upgrade to its end, and closes it. The reports are written however far it gets.
 *
 * @param reports paths, whose endings say in which form
 * @throws SwitchoverError (unfinished) `upgrade-stopped`, `upgrade-interrupted`
 */
export async function walkUpgrade(
  { keeper, ground, words, journal, close }: OpenUpgrade,
  operator: Operator,
  signal: AbortSignal,
): Promise<ProcedureReport> {
  try {
    const { run, how } = await walkThrough({ keeper, ground, words, operator, signal });
    if (how !== 'ended') throw unfinished(run, words, how, journal);
    return reportOf(run, words);
  } finally {
    await close();
  }
}

/** Ends an upgrade as things stand. One that is on its way out already goes on. */
export async function abortUpgrade(
  upgrade: Upgrade,
  reason: string | null,
  operator: Operator,
  signal: AbortSignal,
): Promise<ProcedureReport> {
  const open = await upgrade.resume(operator);
  try {
    if (open.keeper.run().turns.at(-1)?.to !== 'out') await open.keeper.append({ type: 'aborted', reason });
  } catch (error) {
    await open.close();
    throw error;
  }
  return walkUpgrade(open, operator, signal);
}

/** `journal`: that of a pair that this tool does not run; otherwise the servers have it. */
function unfinished(run: Run, words: Words, how: 'stopped' | 'interrupted', journal: string | null): SwitchoverError {
  const byHand = journal !== null;
  const current = currentOf(run);
  const at = current === null ? 'after its last step' : `at: ${words.step(current.step).title}`;
  const isRunning = current?.record.phase === 'running';
  return new SwitchoverError('unfinished', {
    code: `upgrade-${how}`,
    what: how === 'stopped' ? `the upgrade is stopped ${at}` : `the walkthrough was interrupted ${at}`,
    why: isRunning ? 'a command was started, and its end was not waited for: it may have done its work' : null,
    where: journal,
    do: `continue it: ${commandFor('walkthrough --resume', byHand)}; see where it stands: ${commandFor('status', byHand)}`,
  });
}
