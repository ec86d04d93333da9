/** A scenario of the simulation, played by real server processes at two sites. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ParameterValues } from '../../src/core/config/parameters/catalogue.ts';
import type { ParameterValue } from '../../src/core/config/parameters/definition.ts';
import type { Letter } from '../../src/core/letter.ts';
import { LETTERS } from '../../src/core/letter.ts';
import type { Fault } from '../../src/core/simulation/faults.ts';
import { lasts } from '../../src/core/simulation/faults.ts';
import type { Scenario } from '../../src/core/simulation/scenario/scenario.ts';
import type { Answer, LabPair } from './lab-pair.ts';
import { labNowMs, labPair } from './lab-pair.ts';
import { type Cuts, cutsOf, HOSTS, MARKED, NETTEST, powerOf, siteOf, twoSites } from './sites.ts';
import type { AtItsEnd } from './temporary-folder.ts';

/** What was seen from outside. Times in ms since the fault. */
export interface Seen {
  /** A server that was not active, or was restarted, answered 200. */
  readonly rises: readonly { readonly server: Letter; readonly atMs: number }[];
  /** From when to when both answered 200, or neither did; a server whose module hangs counts as not answering. */
  readonly both: readonly Span[];
  readonly nobody: readonly Span[];
  /** When the fault ended; infinite if it did not. */
  readonly overAtMs: number;
  readonly afterwards: string;
  readonly lastWords: string;
}

export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** After these, a server that was silent has been restarted: it does not simply continue as active. */
const ENDS_PROCESS: readonly Fault['kind'][] = ['kill', 'power-off', 'site-dark', 'stop'];
/** Faults at 0:30 of a scenario happen this much earlier here, because a real pair has settled when it begins, in ms. */
const SETTLED_MS = 25_000;

export async function playScenario(
  scenario: Scenario,
  { parameters, manual }: { readonly parameters: ParameterValues; readonly manual?: boolean },
  atItsEnd: AtItsEnd,
): Promise<Seen> {
  const lab = await twoSites(atItsEnd);
  const has = (kind: Fault['kind']): boolean => scenario.events.some(({ fault }) => fault.kind === kind);
  const asked: ParameterValues =
    parameters['Switchover NetTest A'] === undefined
      ? parameters
      : { ...parameters, 'Switchover NetTest A': NETTEST.A, 'Switchover NetTest B': NETTEST.B };
  const marked: ParameterValues = has('connection') ? MARKED : {};
  const lines = Object.entries({ ...marked, ...asked }).map(([name, value]) => `${name}: ${inPairFile(value)}`);
  const pair = await labPair(lab, HOSTS, { parameters: lines, module: has('module-hangs') }, atItsEnd);
  const apply = async (cuts: Cuts): Promise<void> => {
    for (const [machine, commands] of cuts) await lab.sh(machine, ...commands);
  };
  const settled = scenario.beginning !== 'off';
  if (settled) {
    pair.start('A');
    await sleep(2_000);
    pair.start('B');
    await pair.settled('A');
    if (manual === true) await pair.command('B', 'mode', 'manual');
  }

  const origin = labNowMs() - (settled ? SETTLED_MS : 0);
  const main = scenario.events.findLast(({ fault }) => lasts(fault) > 0) ?? scenario.events[0]!;
  const startedAnew: { readonly server: Letter; readonly atMs: number }[] = [];
  const start = (server: Letter): void => {
    startedAnew.push({ server, atMs: labNowMs() });
    pair.start(server);
  };
  const steps = scenario.events
    .flatMap(({ atMs, fault }) => [
      { atMs, run: () => injectFault(pair, fault, apply, start) },
      { atMs: atMs + lasts(fault), run: () => undo(pair, fault, apply, start) },
    ])
    .filter(({ atMs }) => atMs < scenario.endsAtMs)
    .sort((one, other) => one.atMs - other.atMs);
  for (const { atMs, run } of [...steps, { atMs: scenario.endsAtMs, run: async () => undefined }]) {
    await sleep(Math.max(0, origin + atMs - labNowMs()));
    await run();
  }
  const afterwards = await Promise.all(LETTERS.map(async (letter) => `${letter} ${roleIn(await pair.status(letter))}`));
  // A scenario that begins with both off counts from the moment at which the processes run.
  const launchesMs = startedAnew.map(
    ({ server, atMs }) => (pair.answers[server].find(({ status }) => status > 0)?.atMs ?? atMs) - atMs,
  );
  const from = origin + main.atMs + (settled ? 0 : Math.max(...launchesMs));
  return {
    ...observe(pair.answers, startedAnew, (server, atMs) => hangs(scenario, server, atMs - origin), {
      from,
      risesFrom: settled ? from : origin,
      until: labNowMs(),
    }),
    overAtMs: lasts(main.fault) === 0 ? Number.POSITIVE_INFINITY : origin + main.atMs + lasts(main.fault) - from,
    afterwards: afterwards.join(', '),
    lastWords: pair.lastWords(),
  };
}

function inPairFile(value: ParameterValue): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return String(value);
}

async function injectFault(
  pair: LabPair,
  fault: Fault,
  apply: (cuts: Cuts) => Promise<void>,
  start: (letter: Letter) => void,
): Promise<void> {
  const network = cutsOf(fault);
  if (network !== null) return apply(network.cut);
  switch (fault.kind) {
    case 'start':
      return start(fault.server);
    case 'kill':
      return pair.signal(fault.server, 'SIGKILL');
    case 'stop':
      return pair.signal(fault.server, 'SIGTERM');
    case 'freeze':
      return pair.signal(fault.server, 'SIGSTOP');
    case 'suspend':
      await apply(powerOf(fault.server).cut);
      return pair.signal(fault.server, 'SIGSTOP');
    case 'power-off':
      await apply(powerOf(fault.server).cut);
      return pair.signal(fault.server, 'SIGKILL');
    case 'site-dark':
      await apply(siteOf(fault.server).cut);
      return pair.signal(fault.server, 'SIGKILL');
    case 'module-hangs':
      return pair.signal(`module ${fault.server}`, 'SIGSTOP');
    case 'switch':
      return askSwitch(pair, fault.to ?? 'B');
    default:
      throw new Error(`${fault.kind} cannot be done here`);
  }
}

/** Like an operator at that server. */
async function askSwitch(pair: LabPair, to: Letter): Promise<void> {
  const { code, stderr } = await pair.command(to, 'switch', '--yes');
  // If it has taken over by itself, the command finds no server to switch to, and the goal is reached anyway.
  if (code !== 0 && pair.answers[to].at(-1)?.status !== 200) throw new Error(`the switch failed: ${stderr}`);
}

async function undo(
  pair: LabPair,
  fault: Fault,
  apply: (cuts: Cuts) => Promise<void>,
  start: (letter: Letter) => void,
): Promise<void> {
  if (lasts(fault) === 0) return;
  const network = cutsOf(fault);
  if (network !== null) return apply(network.mend);
  if (!('server' in fault) || fault.server === null) return;
  if (fault.kind === 'freeze') return pair.signal(fault.server, 'SIGCONT');
  if (fault.kind === 'module-hangs') return pair.signal(`module ${fault.server}`, 'SIGCONT');
  if (fault.kind === 'site-dark') await apply(siteOf(fault.server).mend);
  else if (fault.kind !== 'kill' && fault.kind !== 'stop') await apply(powerOf(fault.server).mend);
  if (fault.kind === 'suspend') return pair.signal(fault.server, 'SIGCONT');
  if (ENDS_PROCESS.includes(fault.kind)) start(fault.server);
}

function roleIn(status: Awaited<ReturnType<LabPair['status']>>): string {
  if (status?.state === undefined || status.state === null) return 'off';
  if (status.serving) return 'active';
  return status.state === 'inactive' ? 'stale' : status.state;
}

/** In scenario ms. */
function hangs({ events }: Scenario, server: Letter, ms: number): boolean {
  return events.some(
    ({ atMs, fault }) =>
      fault.kind === 'module-hangs' && fault.server === server && ms >= atMs && ms < atMs + lasts(fault),
  );
}

function observe(
  answers: Readonly<Record<Letter, readonly Answer[]>>,
  startedAnew: readonly { readonly server: Letter; readonly atMs: number }[],
  moduleHangs: (server: Letter, atMs: number) => boolean,
  { from, risesFrom, until }: { readonly from: number; readonly risesFrom: number; readonly until: number },
): Pick<Seen, 'rises' | 'both' | 'nobody'> {
  const serves = (letter: Letter, atMs: number): boolean =>
    answers[letter].findLast((each) => each.atMs <= atMs)?.status === 200;
  const times = LETTERS.flatMap((letter) => answers[letter].map(({ atMs }) => atMs)).filter((atMs) => atMs > from);
  const moments = [from, ...times.sort((one, other) => one - other), until];
  const spans = (isSo: (serving: readonly Letter[], atMs: number) => boolean): Span[] => {
    const found: { fromMs: number; untilMs: number }[] = [];
    for (const [index, atMs] of moments.slice(0, -1).entries()) {
      const serving = LETTERS.filter((letter) => serves(letter, atMs));
      if (!isSo(serving, atMs)) continue;
      const span = { fromMs: atMs - from, untilMs: moments[index + 1]! - from };
      const last = found.at(-1);
      if (last?.untilMs === span.fromMs) last.untilMs = span.untilMs;
      else found.push(span);
    }
    return found;
  };
  const rises = LETTERS.flatMap((server) => {
    const served = answers[server].filter(({ status }) => status === 200);
    return served.flatMap(({ atMs }, index) => {
      if (atMs < risesFrom) return [];
      const before = served[index - 1]?.atMs;
      const anew = startedAnew.some((each) => each.server === server && each.atMs > (before ?? 0) && each.atMs < atMs);
      return before === undefined || anew ? [{ server, atMs: atMs - from }] : [];
    });
  });
  return {
    rises: rises.sort((one, other) => one.atMs - other.atMs),
    both: spans((serving) => serving.length === 2),
    nobody: spans((serving, atMs) => serving.every((letter) => moduleHangs(letter, atMs))),
  };
}
