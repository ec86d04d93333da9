import type { Letter } from '../core/letter.ts';
import { LETTERS, otherLetter } from '../core/letter.ts';
import { formatEndpoint } from '../core/network-name.ts';
import type { Problem } from '../core/problem.ts';
import { SwitchoverError } from '../core/problem.ts';
import type { ServerStatus } from '../core/protocol/answers.ts';
import type { PairStatus, Protection, ServerRow } from '../core/results/status.ts';
import type { NodePair } from '../pairs/node-pair.ts';
import { noServerAnswers } from './no-server.ts';

/** Asks both servers at once. Throws only where neither answers. */
export async function readStatus(pair: NodePair): Promise<PairStatus> {
  const answers = await Promise.allSettled(LETTERS.map((letter) => pair.status(letter)));
  const found = new Map<Letter, ServerStatus>();
  const faults = new Map<Letter, Problem>();
  for (const [index, letter] of LETTERS.entries()) {
    const answer = answers[index]!;
    if (answer.status === 'fulfilled') found.set(letter, answer.value);
    else faults.set(letter, problemOf(answer.reason));
  }
  if (found.size === 0) throw noServerAnswers(pair, faults);
  const rows = LETTERS.map((letter) => rowOf(pair, letter, found.get(letter), faults.get(letter)));
  const { protection, why } = judge(rows, found);
  const view = watcherOf(found);
  return {
    pair: pair.pairFile.pair,
    asOf: new Date().toISOString(),
    protection,
    why,
    servers: rows,
    module: view?.module ?? null,
    connections: { main: view?.connections.main.status ?? null, aux: view?.connections.aux.status ?? null },
    network: view?.network ?? null,
    checks: view?.checks ?? [],
    replication: {
      ds: { state: 'none', behind: null, ageMs: null },
      files: { state: 'none', behind: null, bytes: null, ageMs: null },
    },
    parameters: parametersOf(found),
    warnings: warningsOf(found),
  };
}

function parametersOf(found: ReadonlyMap<Letter, ServerStatus>): PairStatus['parameters'] {
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

/** Both servers see much the same; said once where both say it. */
function warningsOf(found: ReadonlyMap<Letter, ServerStatus>): PairStatus['warnings'] {
  const all = [...found].flatMap(([server, status]) => status.warnings.map((warning) => ({ server, ...warning })));
  return all
    .filter((one, index) => all.findIndex((other) => other.code === one.code) === index)
    .map((one) => (all.filter((other) => other.code === one.code).length > 1 ? { ...one, server: null } : one));
}

function rowOf(
  pair: NodePair,
  letter: Letter,
  status: ServerStatus | undefined,
  fault: Problem | undefined,
): ServerRow {
  const entry = pair.pairFile.servers[letter];
  return {
    letter,
    name: entry.name,
    address: formatEndpoint(entry.host, entry.port),
    reachable: status !== undefined,
    fault: fault?.why ?? null,
    state: status?.state ?? null,
    phase: status?.phase ?? null,
    phaseMeans: status?.phaseMeans ?? null,
    serving: status?.serving ?? null,
    release: status?.release ?? null,
    mode: status?.mode ?? null,
    term: status?.term ?? null,
    since: status?.since ?? null,
    reason: status?.reason ?? null,
    takeoverInMs: status?.takeoverInMs ?? null,
    log: status?.log ?? null,
  };
}

/** Whose view of the connections and the network counts: the backup's, else whoever answers. */
function watcherOf(found: ReadonlyMap<Letter, ServerStatus>): ServerStatus | undefined {
  const all = [...found.values()];
  return all.find((status) => status.state === 'backup' || status.state === 'reconnecting') ?? all[0];
}

/** Whether a failure of the active server would be survived, and why not. */
function judge(
  rows: readonly ServerRow[],
  found: ReadonlyMap<Letter, ServerStatus>,
): { readonly protection: Protection; readonly why: readonly string[] } {
  const active = rows.filter((row) => row.serving === true);
  const silent = rows.filter((row) => !row.reachable);
  if (active.length > 1) {
    return { protection: 'two-actives', why: ['both servers serve; the one with the lower term has to give way'] };
  }
  const [only] = active;
  if (only === undefined) {
    const why = rows.map((row) => (row.reachable ? `${nameOf(row)} is ${stateWords(row)}` : silenceOf(row)));
    return { protection: silent.length > 0 ? 'unknown' : 'no-active', why };
  }
  const other = rows.find((row) => row.letter === otherLetter(only.letter))!;
  const unserved = found.get(only.letter)?.warnings.some(({ code }) => code === 'commence-failed') === true;
  const why = [
    ...(unserved ? [`the Commence hook of ${nameOf(only)} failed: its service may not run; see ${only.log}`] : []),
    ...whyUnprotected(other, found.get(other.letter)),
  ];
  return { protection: why.length === 0 ? 'protected' : 'unprotected', why };
}

function whyUnprotected(other: ServerRow, status: ServerStatus | undefined): string[] {
  if (status === undefined) return [silenceOf(other)];
  if (status.state !== 'backup' || status.phase !== 'watching') return [`${nameOf(other)} is ${stateWords(other)}`];
  const why: string[] = [];
  for (const name of ['main', 'aux'] as const) {
    const { status: word, failure } = status.connections[name];
    if (word !== 'up')
      why.push(`the ${name} connection of ${nameOf(other)} is ${word}${failure === null ? '' : ` (${failure})`}`);
  }
  if (status.mode === 'manual') why.push(`${nameOf(other)} is in manual mode: it takes over only when told`);
  return why;
}

function nameOf(row: ServerRow): string {
  return `${row.name} (${row.letter})`;
}

function silenceOf(row: ServerRow): string {
  return `${nameOf(row)} does not answer (${row.fault ?? 'no answer'})`;
}

function stateWords(row: ServerRow): string {
  return `${row.state === 'inactive' ? 'stale' : row.state} (${row.phaseMeans})`;
}

function problemOf(reason: unknown): Problem {
  if (reason instanceof SwitchoverError) return reason.problem;
  throw reason;
}
