import { isBackupState } from '../engine/state.ts';
import { LETTERS, type Letter } from '../letter.ts';
import type { ServerStatus, UpgradeProgress } from '../protocol/answers.ts';
import type { HistoryEvent } from '../protocol/history-answers.ts';
import { afterSwitch } from './after-switch.ts';
import { assess, dsOf, filesOf } from './assessment.ts';
import { holdOfAnswer } from './hold.ts';
import type { Seen, SeenPair } from './seen.ts';
import type { PairStatus, ServerRow } from './status.ts';

/** The status of the pair, combined from its two servers. At least one answers. `asOf`: ISO 8601. */
export function pairStatus(pair: string, asOf: string, seen: SeenPair): PairStatus {
  const found = new Map(seen.flatMap(({ letter, answer }) => (answer === null ? [] : [[letter, answer]])));
  const view = watcherOf(found);
  const status: Omit<PairStatus, 'afterSwitch'> = {
    pair,
    asOf,
    ...assess(seen),
    servers: seen.map(rowOf),
    module: view?.module ?? null,
    connections: { main: view?.connections.main.status ?? null, aux: view?.connections.aux.status ?? null },
    network: view?.network ?? null,
    checks: view?.checks ?? [],
    replication: {
      ds: dsOf(seen),
      files: { state: filesOf(seen), behind: null, bytes: null, ageMs: null },
    },
    tree: [...found.values()].find(({ serving }) => serving)?.tree ?? null,
    lastSwitch: lastSwitchOf([...found.values()]),
    parameters: parametersOf(found),
    procedures: { upgrade: upgradeOf([...found.values()]) },
    warnings: warningsOf(found),
  };
  return { ...status, next: withUpgrade(status), afterSwitch: afterSwitch(status) };
}

/** An upgrade that goes on explains what is missing, so it comes first. */
function withUpgrade({
  next,
  protection,
  procedures: { upgrade },
}: Omit<PairStatus, 'afterSwitch'>): readonly string[] {
  if (upgrade === null || upgrade.ended !== null || protection === 'protected') return next;
  return ['continue the upgrade: switchover upgrade walkthrough --resume', ...next];
}

/**
 * The newest switch or takeover. One in an earlier term counts only if both servers answer: otherwise the silent one may
 * have made a later one.
 */
function lastSwitchOf(answers: readonly ServerStatus[]): HistoryEvent | null {
  const term = answers.find(({ serving }) => serving)?.term ?? Math.max(...answers.map((each) => each.term));
  const known = answers.flatMap(({ lastSwitch }) => lastSwitch ?? []);
  const [newest] = known.filter(({ kind }) => kind !== 'start').toSorted((one, other) => other.term - one.term);
  if (newest !== undefined && (newest.term === term || answers.length === LETTERS.length)) return newest;
  return known.find((each) => each.kind === 'start' && each.term === term) ?? null;
}

type Found = ReadonlyMap<Letter, ServerStatus>;

function parametersOf(found: Found): PairStatus['parameters'] {
  const active = [...found.values()].find(({ serving }) => serving);
  const names = new Set([...found.values()].flatMap(({ parameters }) => parameters?.waiting ?? []));
  const waiting = [...names].map((name) => ({
    name,
    servers: [...found].flatMap(([letter, { parameters }]) =>
      parameters?.waiting.includes(name) === true ? letter : [],
    ),
  }));
  return { checkpoint: active?.parameters?.checkpoint ?? null, waiting };
}

/** The later word on it; a run that goes on counts for more than one that has ended. */
function upgradeOf(answers: readonly ServerStatus[]): UpgradeProgress | null {
  const known = answers.flatMap(({ procedures }) => procedures?.upgrade ?? []);
  const over = new Set(known.flatMap(({ run, ended }) => (ended === null ? [] : run)));
  const goesOn = known.filter(({ run }) => !over.has(run));
  const candidates = goesOn.length > 0 ? goesOn : known;
  return candidates.toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at))[0] ?? null;
}

/** Both servers report much the same; a warning from both is shown once. */
function warningsOf(found: Found): PairStatus['warnings'] {
  const all = [...found].flatMap(([server, status]) => status.warnings.map((warning) => ({ server, ...warning })));
  return all
    .filter((one, index) => all.findIndex((other) => other.code === one.code) === index)
    .map((one) => (all.filter((other) => other.code === one.code).length > 1 ? { ...one, server: null } : one));
}

function rowOf({ letter, name, address, answer, fault }: Seen): ServerRow {
  return {
    letter,
    name,
    address,
    reachable: answer !== null,
    fault: fault?.why ?? null,
    state: answer?.state ?? null,
    phase: answer?.phase ?? null,
    phaseMeans: answer?.phaseMeans ?? null,
    serving: answer?.serving ?? null,
    release: answer?.release ?? null,
    mode: answer?.mode ?? null,
    modeUntil: answer?.modeUntil ?? null,
    modeBy: answer?.modeBy ?? null,
    modeReason: answer?.modeReason ?? null,
    term: answer?.term ?? null,
    since: answer?.since ?? null,
    reason: answer?.reason ?? null,
    takeoverInMs: answer?.takeoverInMs ?? null,
    heldBack: answer === null ? null : holdOfAnswer(answer),
    log: answer?.log ?? null,
  };
}

/** The server whose view of the connections and the network counts: the backup, otherwise whichever answers. */
function watcherOf(found: Found): ServerStatus | undefined {
  const all = [...found.values()];
  return all.find((status) => isBackupState(status.state)) ?? all[0];
}
