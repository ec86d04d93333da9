/** Procedures on a pair that this tool runs: its servers answer, and their services have commands. */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unlessFailed } from '../../client/call-server.ts';
import type { NodePair } from '../../client/node-pair.ts';
import type { Command } from '../../core/config/pair-file/pair-file.ts';
import { installCommand, serviceOf } from '../../core/config/pair-file/service.ts';
import type { Letter } from '../../core/letter.ts';
import { LETTERS, otherLetter } from '../../core/letter.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { NOTHING_LISTENS } from '../../core/results/seen.ts';
import { findingOf } from '../../core/runbooks/check.ts';
import type { PairFacts, ServerFacts } from '../../core/runbooks/facts.ts';
import type { Run } from '../../core/runbooks/run.ts';
import type { Action, Check } from '../../core/runbooks/step.ts';
import { machineChanged, machineOf } from '../../core/runbooks/upgrade/machine.ts';
import { machineOf as placeOf, runServiceCommand } from '../../host/process/service-command.ts';
import { type ServiceFact, serviceFacts } from '../../host/process/service-facts.ts';
import { lossOf } from '../pair/loss.ts';
import { planSwitch, runSwitch } from '../pair/switch.ts';
import type { Ground, Ran, ServicePlans } from './ground.ts';

export function plansOf(pair: NodePair): ServicePlans {
  return { A: serviceOf(pair.pairFile, 'A'), B: serviceOf(pair.pairFile, 'B') };
}

/** The folder of the pair file, in which commands on this machine run. */
export function folderOf({ path: file }: NodePair): string {
  return path.dirname(path.resolve(file));
}

export function pairGround(pair: NodePair): Ground {
  const plans = plansOf(pair);
  const folder = folderOf(pair);
  return {
    commandFor: (action, run) => {
      if (action.deed.kind === 'switch') return { words: ['switchover', 'switch'], where: 'here' };
      const command = commandOf(action, plans, run);
      const server = serverOf(action);
      if (command === null || server === null || plans[server].run === 'by-hand') return null;
      return { words: command, where: plans[server].run === 'local' ? 'here' : `on ${placeOf(plans[server])}` };
    },
    carryOut: async (action, run, say, signal) => {
      const { deed } = action;
      if (deed.kind === 'switch') return switchTo(pair, deed.server, `upgrade ${run.begun.run}`, say);
      const server = serverOf(action)!;
      const plan = plans[server];
      const result = await runServiceCommand(plan, commandOf(action, plans, run)!, { folder, signal });
      const why = result.problem === null ? '' : [result.problem.what, result.problem.why].filter(Boolean).join(': ');
      return { ok: result.ok, detail: result.ok ? result.output : why, tookMs: result.tookMs, downtimeMs: null };
    },
    look: async (run, { action, record }) => {
      const seen = await gather(pair, plans, folder, needs(action.check));
      const facts = action.check.is === 'active' ? await withModule(pair, seen, action.check.server) : seen;
      const { oldRelease, newRelease, startModes } = run.begun;
      const before = { oldRelease, newRelease, startModes, boot: record.before };
      const finding = findingOf(action.check, facts, before);
      const changed = finding.holds === 'yes' && isFirstStart(action, run) ? await machineChange(pair, run) : null;
      return { finding: changed === null ? finding : { holds: 'no', says: changed }, facts, isByCommand: false };
    },
    glance: () => gather(pair, plans, folder, {}),
    bootOf: async ({ deed }) => {
      if (deed.kind !== 'restart') return null;
      return (await serviceFacts(plans[deed.server], folder, ['boot'])).boot;
    },
    wouldLose: async () => {
      const answers = await Promise.all(LETTERS.map((letter) => pair.status(letter).catch(() => null)));
      const active = LETTERS.find((_, index) => answers[index]?.serving === true);
      return lossOf(pair, active ?? null);
    },
  };
}

/** The start after the operating system was upgraded: the machine has to be the one it was. */
function isFirstStart({ deed, check }: Action, { begun }: Run): boolean {
  return begun.os && deed.kind === 'start' && deed.server === begun.first && check.is === 'backup';
}

async function machineChange(pair: NodePair, { begun }: Run): Promise<string | null> {
  const { first, machines } = begun;
  const now = machineOf(await unlessFailed(pair.facts(first)));
  return machineChanged(machines[first], now, machines[otherLetter(first)]);
}

function serverOf({ deed }: Action): Letter | null {
  return 'server' in deed ? deed.server : null;
}

/** Null: by hand, or nothing is run. */
function commandOf({ deed }: Action, plans: ServicePlans, run: Run | null): Command | null {
  if (!('server' in deed)) return null;
  const plan = plans[deed.server];
  switch (deed.kind) {
    case 'stop':
    case 'start':
    case 'restart':
    case 'test':
      return plan[deed.kind];
    case 'start-mode': {
      const word = deed.to === 'manual' ? plan.startMode?.manual : run?.begun.startModes[deed.server];
      return word === undefined || word === null ? null : (plan.startMode?.set(word) ?? null);
    }
    case 'install': {
      const release = deed.release === 'new' ? run?.begun.newRelease : run?.begun.oldRelease;
      return release === undefined || release === null ? null : installCommand(plan, release);
    }
    case 'switch':
      return null;
  }
}

type Needs = Readonly<Partial<Record<Letter, readonly ServiceFact[]>>>;

/** Commands on a server's machine take a while, so only what a check needs is asked. */
function needs(check: Check): Needs {
  switch (check.is) {
    case 'stopped':
      return { [check.server]: ['running'] };
    case 'restarted':
      return { [check.server]: ['boot'] };
    case 'start-mode':
      return { [check.server]: ['startMode'] };
    case 'release':
      return { [check.server]: ['release'] };
    default:
      return {};
  }
}

async function gather(pair: NodePair, plans: ServicePlans, folder: string, wanted: Needs): Promise<PairFacts> {
  const [A, B] = await Promise.all(
    LETTERS.map(async (letter): Promise<ServerFacts> => {
      const [seen, service] = await Promise.all([
        look(pair, letter),
        serviceFacts(plans[letter], folder, wanted[letter] ?? []),
      ]);
      return { letter, name: pair.pairFile.servers[letter].name, ...seen, service };
    }),
  );
  return { A: A!, B: B! };
}

/** The backup does not monitor the module while the releases differ, so it is asked here. */
async function withModule(pair: NodePair, facts: PairFacts, letter: Letter): Promise<PairFacts> {
  if (facts[letter].status?.serving !== true) return facts;
  const module = await unlessFailed(pair.module(letter));
  return { ...facts, [letter]: { ...facts[letter], module } };
}

type Seen = Omit<ServerFacts, 'letter' | 'name' | 'service'>;

async function look(pair: NodePair, letter: Letter): Promise<Seen> {
  try {
    const [status, isPrimary] = await Promise.all([
      pair.status(letter),
      pair.health(letter, '/primary').catch(() => null),
    ]);
    return { status, silence: null, why: null, isPrimary };
  } catch (error) {
    if (!(error instanceof SwitchoverError)) throw error;
    const why = error.problem.why ?? error.problem.what;
    const isAbsent = error.problem.code === 'server-unreachable' && why.endsWith(NOTHING_LISTENS);
    return { status: null, silence: isAbsent ? 'absent' : 'silent', why, isPrimary: null };
  }
}

/** How often `/primary` is asked while a switch is under way, in ms. */
const DOWNTIME_EVERY_MS = 50;

async function switchTo(pair: NodePair, to: Letter, reason: string, say: (words: string) => void): Promise<Ran> {
  const began = performance.now();
  const meter = downtimeMeter(pair);
  try {
    const plan = await planSwitch(pair, false);
    if (plan.to !== to) {
      const { name } = pair.pairFile.servers[to];
      const why = `a switch would not make ${name} (${to}) active: it is active already`;
      return ran(began, false, why, await meter.end());
    }
    const result = await runSwitch(pair, plan, { reason, waitForProtection: false, onPhase: say });
    const downtimeMs = await meter.end();
    if (result.outcome === 'given-up')
      return ran(began, false, `given up: ${result.reason ?? 'reason unknown'}`, downtimeMs);
    return ran(began, true, `switched, now in term ${result.term}`, downtimeMs);
  } catch (error) {
    if (!(error instanceof SwitchoverError)) throw error;
    const { what, why } = error.problem;
    return ran(began, false, why === null ? what : `${what}: ${why}`, await meter.end());
  } finally {
    await meter.end();
  }
}

function ran(began: number, ok: boolean, detail: string, downtimeMs: number | null): Ran {
  return { ok, detail, tookMs: Math.round(performance.now() - began), downtimeMs };
}

/** Measures how long `/primary` answered on neither server, from the last yes before to the first yes after. */
function downtimeMeter(pair: NodePair): { readonly end: () => Promise<number | null> } {
  let longest: number | null = null;
  let lastYes = performance.now();
  let wasDown = false;
  let isOver = false;
  const ask = async (): Promise<void> => {
    const answers = await Promise.all(LETTERS.map((letter) => pair.health(letter, '/primary').catch(() => false)));
    const now = performance.now();
    if (!answers.includes(true)) {
      wasDown = true;
      return;
    }
    if (wasDown) longest = Math.max(longest ?? 0, Math.round(now - lastYes));
    lastYes = now;
    wasDown = false;
  };
  const measuring = (async () => {
    while (!isOver) {
      await ask();
      if (!isOver) await sleep(DOWNTIME_EVERY_MS);
    }
    await ask();
  })();
  return {
    end: async () => {
      isOver = true;
      await measuring;
      return longest ?? (wasDown ? null : 0);
    },
  };
}
