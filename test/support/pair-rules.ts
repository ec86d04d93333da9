/** What must hold at every step of two engines, whatever is done to them. */

import type { Event } from '../../src/core/engine/event.ts';
import { keyOf } from '../../src/core/engine/event.ts';
import { anyUp } from '../../src/core/engine/monitors/connections.ts';
import { forbidsTakeover } from '../../src/core/engine/monitors/network.ts';
import type { Place, State } from '../../src/core/engine/state.ts';
import type { Letter } from '../../src/core/letter.ts';
import type { Node, Pair } from './engine-pair.ts';

export interface Witness {
  readonly owners: Map<number, Letter>;
  /** How often a switch ended with the new side active. */
  readonly made: Map<string, number>;
  /** Rendered only when something fails. */
  readonly scenario: (() => string)[];
}

export function newWitness(): Witness {
  return { owners: new Map(), made: new Map(), scenario: [] };
}

/** Throws at the first step that breaks a rule. Called too often to use `expect`. */
export function watching(witness: Witness): Pair['seen'] {
  return (node, before, event, result) => {
    const after = result.state;
    witness.scenario.push(
      () => `${event.at} ${node.letter} ${keyOf(event)}: rule ${result.rule}, ${before.place} -> ${after.place}`,
    );
    if (result.rule === null) return ensure(after === before, 'a rejected event changes nothing');
    ensure(after.durable.highestTerm >= before.durable.highestTerm, 'no term that was heard of is forgotten');
    if (after.takeover !== null && after.takeover.term !== before.takeover?.term) {
      checkTerm(witness, node, after);
      if (isByItself(event)) checkTakeover(before, after, event);
    }
    for (const effect of result.effects) {
      if (effect.type !== 'discontinue' || effect.term === 0) continue;
      ensure(effect.term % 2 === (node.letter === 'A' ? 1 : 0), 'the term that ends is one of this server');
    }
    checkSwitches(witness, before, after);
    checkPlace(after);
  };
}

function ensure(holds: boolean, what: string): void {
  if (!holds) throw new Error(`broken: ${what}`);
}

function checkTerm(witness: Witness, node: Node, { takeover, durable }: State): void {
  const term = takeover?.term ?? 0;
  ensure(term % 2 === (node.letter === 'A' ? 1 : 0), 'A owns the odd terms, B the even ones');
  ensure((witness.owners.get(term) ?? node.letter) === node.letter, 'no term is used by two servers');
  ensure(durable.highestTerm >= term && durable.lastPrimaryTerm === term, 'the term that is taken is made durable');
  witness.owners.set(term, node.letter);
}

function isByItself(event: Event): boolean {
  return event.type !== 'switch-requested' && !(event.type === 'message' && event.message.kind === 'ready');
}

function checkTakeover(before: State, after: State, event: Event): void {
  if (after.takeover?.cause === 'resumed') return;
  const verdict = event.type === 'diagnosed' ? after.network?.verdict : before.network?.verdict;
  const forbidden = verdict !== undefined && forbidsTakeover(verdict);
  ensure(!forbidden || anyUp(before.connections) || anyUp(after.connections), 'cut off: never active by itself');
  ensure(before.mode !== 'manual' || before.durable.role !== 'backup', 'manual mode never switches by itself');
  ensure(before.durable.role !== 'stale', 'a stale server never becomes active by itself');
}

function checkSwitches(witness: Witness, before: State, after: State): void {
  if (before.place !== 'primary.commencing' || after.place !== 'primary.serving') return;
  for (const { id, outcome } of after.settled) {
    if (outcome !== 'switched' || before.settled.some((each) => each.id === id)) continue;
    const times = (witness.made.get(id) ?? 0) + 1;
    witness.made.set(id, times);
    ensure(times === 1, `the repeated switch ${id} is made once`);
  }
}

/** Places where the companion is watched, which needs a connection. */
const WATCHING: readonly Place[] = ['backup.watching', 'backup.asking', 'init.yielding'];
/** Places that only a message from the companion or an operator can end. */
const PATIENT: readonly Place[] = [
  'backup.watching',
  'primary.serving',
  'inactive.stale',
  'reconnecting.held',
  'error.unverified',
  'stopping.stopped',
];
const UPKEEP = new Set(['dial-main', 'dial-aux', 'ping-main', 'ping-aux']);

function checkPlace({ place, connections, timers }: State): void {
  if (WATCHING.includes(place)) ensure(anyUp(connections), `${place} has a connection`);
  if (PATIENT.includes(place)) return;
  ensure(
    Object.keys(timers).some((name) => !UPKEEP.has(name)),
    `${place} has a limit`,
  );
}
