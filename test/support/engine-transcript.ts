/**
 * Transcript files: a few commands, and below each, indented, the full transcript of what the engine did. `UPDATE=1`
 * rewrites the transcripts; the difference shows what changed for an operator.
 *
 * The commands, with their simulated environment in `engine-server.ts`:
 *
 *   server B [backup|primary|stale] [of term N] [highest N] [manual] [forced backup|primary]
 *     [reconnect 0s] [set "NAME=VALUE"]       parameters
 *     [module] [release R] [starting]         a module is watched; its start-up work is not finished yet
 *   restart [manual] [forced ...]             the process dies and starts with what is on its disk
 *   history none|TERM:NUMBER                  how far this server's replicated history goes now
 *   started                                   its start-up work is finished
 *   hears PLACE [term N] [last N] [stale] [forced] [manual] [switched ID]
 *     [release R] [takeovers N,N]
 *     [history none|TERM:NUMBER]              the companion says so, over connections that are up
 *   overhears PLACE ...                       it says so over its own connections; ours cannot be established
 *   overheard                                 it pings over its own connections; ours are down
 *   lose main|aux|both    only aux            connections break; from now on only that one can be established
 *   freezes / thaws                           the companion keeps its connections open and does not answer
 *   unverified "WHY" / silence                what answers from now on cannot be verified / nothing answers
 *   network VERDICT|held                      the result of all checks from now on; held: none of them ends
 *   diagnosed VERDICT                         the result of the check under way
 *   hold JOB, JOB done, JOB fails "WHY"       for persist, claim, commence, drain, discontinue
 *   module well|hung|gone|silent, module pid N|unknown    silent: no result at all, as if the monitor itself had stopped
 *   wait 30s, stalled 3s
 *   mode manual|automatic [for 30m] [because "WHY"], configured "NAME=VALUE"
 *   switch id=X expects N|none [immediate], rejoin, stop [without takeover]
 *   says ready X | refused X "WHY" | abort X "WHY" | prepare X expects N proposes N | stopped term N [without takeover]
 *   state                                     what the engine knows
 */

import type { ParameterValues } from '../../src/core/config/parameters/catalogue.ts';
import { findParameter } from '../../src/core/config/parameters/catalogue.ts';
import { settingsOf } from '../../src/core/config/parameters/settings.ts';
import { parseValue } from '../../src/core/config/parameters/value.ts';
import type { PeerMessage } from '../../src/core/engine/event.ts';
import { CONNECTION_NAMES, type ConnectionName } from '../../src/core/engine/monitors/connections.ts';
import type { NetworkVerdict } from '../../src/core/engine/monitors/network.ts';
import type { Durable, HistoryMark, Place, Self, State, View } from '../../src/core/engine/state.ts';
import { isServing, PLACE_NAMES, stateOf } from '../../src/core/engine/state.ts';
import type { TableIndex } from '../../src/core/engine/table.ts';
import { checksFor, happen, JOBS, type Job, newWorld, pass, resultOf, selfOf, type World } from './engine-server.ts';
import { describeState, describeStep } from './engine-transcript-lines.ts';

export interface Played {
  /** The file with its current transcripts. */
  readonly text: string;
  /** Rules that fired. */
  readonly rules: ReadonlySet<number>;
}

/**
 * Plays a transcript file. Throws with the line of a command that cannot be read. `index`: a table other than the engine's
 * own; `onStep` is called for each step, and may throw to end the run.
 */
export function playTranscript(text: string, index?: TableIndex, onStep?: () => void): Played {
  const rules = new Set<number>();
  const out: string[] = [];
  let lines: string[] = [];
  let world: World | null = null;
  const start = (self: Self, disk: Durable, mode: State['mode'], at: number): World => {
    const begun = at;
    const seen: World['seen'] = (event, result) => {
      onStep?.();
      if (result.rule !== null) rules.add(result.rule);
      lines.push(...describeStep(event, result, event.at - begun));
    };
    const made = newWorld(self, disk, mode, at, seen, index);
    happen(made, { type: 'start' });
    return made;
  };
  for (const [index, line] of text.trimEnd().split('\n').entries()) {
    if (line.startsWith('  ')) continue;
    out.push(line);
    if (line.trim() === '' || line.startsWith('#')) continue;
    lines = [];
    try {
      const words = wordsOf(line);
      if (words.at(0) === 'server') world = begun(start(...serverOf(words)), words);
      else if (world === null) throw new Error('a transcript begins with "server"');
      else if (words.at(0) === 'restart') world = begun(restarted(world, words, start), words);
      else if (words.at(0) === 'state') lines.push(...describeState(world.state, world.disk));
      else {
        command(world, words);
        pass(world, 0);
      }
    } catch (error) {
      throw new Error(`line ${index + 1}: ${line}: ${(error as Error).message}`);
    }
    out.push(...lines.map((each) => `  ${each}`));
  }
  return { text: `${out.join('\n')}\n`, rules };
}

/** The words of a command; a quoted text is one word. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
}

function after(words: readonly string[], word: string): string | null {
  const at = words.indexOf(word);
  return at < 0 ? null : (words[at + 1] ?? null);
}

function numberAfter(words: readonly string[], word: string): number | null {
  const value = after(words, word);
  if (value === null) return null;
  if (!/^\d+$/.test(value)) throw new Error(`"${word}" needs a number`);
  return Number(value);
}

function durationOf(word: string | null | undefined): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(word ?? '');
  if (match === null) throw new Error(`"${word}" is not a duration`);
  return Number(match[1]) * { ms: 1, s: 1000, m: 60_000 }[match[2] as 'ms' | 's' | 'm'];
}

function serverOf(words: readonly string[]): [Self, Durable, State['mode'], number] {
  const letter = words[1];
  if (letter !== 'A' && letter !== 'B') throw new Error('which server?');
  const role = (['backup', 'primary', 'stale'] as const).find((each) => words[2] === each) ?? 'none';
  const term = numberAfter(words, 'term') ?? 0;
  const disk: Durable = {
    role,
    lastPrimaryTerm: numberAfter(words, 'last') ?? (role === 'primary' || role === 'stale' ? term : 0),
    highestTerm: numberAfter(words, 'highest') ?? term,
    switched: [],
  };
  return [selfFrom(letter, words), disk, words.includes('manual') ? 'manual' : 'automatic', 0];
}

function begun(world: World, words: readonly string[]): World {
  if (!words.includes('starting')) happen(world, { type: 'started-up' });
  return world;
}

/** Every "NAME=VALUE" after a `set`. */
function valuesFrom(words: readonly string[]): ParameterValues {
  const values: Record<string, unknown> = {};
  words.forEach((word, index) => {
    if (word !== 'set') return;
    const [name = '', text = ''] = (words[index + 1] ?? '').split('=');
    const definition = findParameter(name);
    if (definition === null) throw new Error(`there is no parameter ${name}`);
    const parsed = parseValue(definition, text, null);
    if (!parsed.ok) throw new Error(parsed.problem.what);
    values[definition.name] = parsed.value;
  });
  return values;
}

function selfFrom(letter: 'A' | 'B', words: readonly string[]): Self {
  const reconnect = after(words, 'reconnect');
  const values: ParameterValues = {
    ...valuesFrom(words),
    ...(reconnect === null ? {} : { 'Switchover Reconnect Timeout': durationOf(reconnect) / 1000 }),
  };
  const forced = after(words, 'forced');
  const settings = settingsOf(values, letter);
  return selfOf(letter, {
    settings,
    module: words.includes('module') ? { name: settings.monitoring, startLimitMs: 60_000 } : null,
    release: after(words, 'release') ?? '1.0',
    forceBackup: forced === 'backup',
    forcePrimary: forced === 'primary',
  });
}

function restarted(
  world: World,
  words: readonly string[],
  start: (self: Self, disk: Durable, mode: State['mode'], at: number) => World,
): World {
  const forced = after(words, 'forced');
  const self: Self = {
    ...world.state.self,
    bootId: `${world.state.self.bootId}'`,
    forceBackup: forced === 'backup',
    forcePrimary: forced === 'primary',
  };
  const mode = words.includes('manual') ? 'manual' : world.state.mode;
  return start(self, world.disk, mode, world.at);
}

function viewFrom(world: World, words: readonly string[]): View {
  const place = words[1] as Place;
  if (!PLACE_NAMES.includes(place)) throw new Error(`there is no place ${place}`);
  const letter = world.state.self.letter === 'A' ? 'B' : 'A';
  const term = numberAfter(words, 'term') ?? world.companion?.term ?? 0;
  const primary = stateOf(place) === 'primary';
  const lastPrimaryTerm = numberAfter(words, 'last') ?? (primary ? term : (world.companion?.lastPrimaryTerm ?? 0));
  const highestTerm = Math.max(numberAfter(words, 'highest') ?? 0, term, lastPrimaryTerm);
  return {
    letter,
    name: world.state.self.companionName,
    bootId: `boot-${letter}`,
    release: after(words, 'release') ?? world.companion?.release ?? '1.0',
    place,
    serving: isServing({ ...world.state, place }),
    term,
    highestTerm,
    lastPrimaryTerm,
    stale: words.includes('stale'),
    mode: words.includes('manual') ? 'manual' : 'automatic',
    forceBackup: words.includes('forced'),
    history: markFrom(after(words, 'history') ?? 'unknown'),
    switched: words.includes('switched') ? [String(after(words, 'switched'))] : [],
    takeovers: (after(words, 'takeovers') ?? '').split(',').filter(Boolean).map(Number),
  };
}

function markFrom(text: string): HistoryMark {
  if (text === 'none' || text === 'unknown') return text;
  const [, term, number] = /^(\d+):(\d+)$/.exec(text) ?? [];
  if (term === undefined) throw new Error(`"${text}" is not a position in a history`);
  return { term: Number(term), number: Number(number) };
}

function command(world: World, words: readonly string[]): void {
  const [verb, what] = words;
  switch (verb) {
    case 'hears':
      return hears(world, viewFrom(world, words));
    case 'overhears':
      world.reachable = [];
      world.companion = viewFrom(world, words);
      return happen(world, { type: 'view', view: world.companion });
    case 'overheard':
      return happen(world, { type: 'overheard' });
    case 'lose':
      return lose(world, what);
    case 'only':
      world.reachable = [what as ConnectionName];
      return;
    case 'freezes':
    case 'thaws':
      world.frozen = verb === 'freezes';
      return;
    case 'unverified':
      world.impostor = what ?? 'unknown';
      return untilDialled(world);
    case 'silence':
      world.impostor = null;
      return;
    case 'network':
      world.network = what === 'held' ? null : (what as NetworkVerdict);
      return;
    case 'diagnosed':
      return diagnosed(world, what as NetworkVerdict);
    case 'module':
      if (what === 'pid') world.pid = words[2] === 'unknown' ? null : numberAfter(words, 'pid');
      else world.module = what as World['module'];
      return;
    case 'started':
      return happen(world, { type: 'started-up' });
    case 'mode':
      return modeSet(world, words);
    case 'configured': {
      const settings = settingsOf(valuesFrom(['set', what ?? '']), world.state.self.letter);
      return happen(world, { type: 'configured', settings });
    }
    case 'history':
      return happen(world, { type: 'history-changed', history: markFrom(what ?? '') });
    case 'hold':
      world.held.add(what as Job);
      return;
    case 'wait':
      return pass(world, durationOf(what));
    case 'stalled':
      world.at += durationOf(what);
      return happen(world, { type: 'stalled', forMs: durationOf(what) });
    case 'switch':
      return requested(world, words);
    case 'rejoin':
      return happen(world, { type: 'rejoin-requested', id: 'rejoin', by: 'ann' });
    case 'stop':
      return happen(world, { type: 'stop-requested', by: 'ann', takeover: !words.includes('without') });
    case 'says':
      return happen(world, { type: 'message', message: messageFrom(words) });
    default:
      if (!JOBS.includes(verb as Job)) throw new Error(`there is no command ${verb}`);
      return finish(world, verb as Job, what === 'fails' ? (words[2] ?? '') : undefined);
  }
}

/** Connections that are up receive it; those that are down are dialled when due. */
function hears(world: World, view: View): void {
  if (world.companion === null || world.reachable.length === 0) world.reachable = CONNECTION_NAMES;
  const connected = world.companion !== null && isConnected(world);
  world.companion = view;
  world.impostor = null;
  if (connected) return happen(world, { type: 'view', view });
  for (let tries = 0; tries < 20 && !isConnected(world); tries++) untilDialled(world);
}

function isConnected(world: World): boolean {
  return CONNECTION_NAMES.some((name) => world.state.connections[name].status === 'up');
}

function untilDialled(world: World): void {
  pass(world, Math.max(0, (nextDial(world) ?? world.at) - world.at));
}

function nextDial(world: World): number | null {
  const due = world.reachable.map((name) => world.state.timers[`dial-${name}`]).filter((at) => at !== undefined);
  return due.length === 0 ? null : Math.min(...due);
}

function lose(world: World, which: string | undefined): void {
  if (which === 'both') world.companion = null;
  for (const connection of CONNECTION_NAMES) {
    if (which !== 'both' && which !== connection) continue;
    if (world.state.connections[connection].status !== 'up') continue;
    happen(world, { type: 'connection-lost', connection, reason: 'ECONNRESET' });
  }
}

function diagnosed(world: World, verdict: NetworkVerdict): void {
  const id = world.pending.get('diagnose');
  if (id === undefined) throw new Error('no check is under way');
  world.pending.delete('diagnose');
  happen(world, { type: 'diagnosed', id, checks: checksFor(verdict) });
}

function finish(world: World, job: Job, detail: string | undefined): void {
  const id = world.pending.get(job);
  world.held.delete(job);
  if (id === undefined) {
    if (detail !== undefined) world.failing.set(job, detail);
    return;
  }
  world.pending.delete(job);
  if (job === 'persist' && detail === undefined) world.disk = world.state.durable;
  happen(world, resultOf(job, id, detail));
}

function requested(world: World, words: readonly string[]): void {
  const id = /^id=(.+)$/.exec(words[1] ?? '')?.[1];
  const expects = after(words, 'expects');
  if (id === undefined || expects === null) throw new Error('switch id=X expects N|none');
  const expectedTerm = expects === 'none' ? null : Number(expects);
  const request = { id, by: 'ann', expectedTerm, immediate: words.includes('immediate') };
  happen(world, { type: 'switch-requested', request });
}

function modeSet(world: World, words: readonly string[]): void {
  const mode = words[1];
  if (mode !== 'manual' && mode !== 'automatic') throw new Error('which mode?');
  const length = after(words, 'for');
  const forMs = length === null ? null : durationOf(length);
  const request = { id: 'mode', by: 'ann', mode, forMs, reason: after(words, 'because') } as const;
  happen(world, { type: 'mode-requested', request });
}

function messageFrom(words: readonly string[]): PeerMessage {
  const [, kind, id = '', reason = ''] = words;
  switch (kind) {
    case 'ready':
      return { kind, id };
    case 'refused':
    case 'abort':
      return { kind, id, reason };
    case 'prepare':
      return {
        kind,
        id,
        by: 'ann',
        expectedTerm: numberAfter(words, 'expects') ?? 0,
        proposedTerm: numberAfter(words, 'proposes') ?? 0,
        commitWithinMs: 65_000,
      };
    case 'stopped':
      return { kind, term: numberAfter(words, 'term') ?? 0, takeover: !words.includes('without') };
    default:
      throw new Error(`there is no message ${kind}`);
  }
}
