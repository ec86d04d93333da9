/**
 * The invariant of the controlled switch: an operator requests it on a backup, nothing is broken and nothing else happens
 * until it ends; then it succeeds.
 */

import type { SettledSwitch } from '../engine/state.ts';
import type { Letter } from '../letter.ts';
import { LETTERS, otherLetter } from '../letter.ts';
import type { Fault } from './faults.ts';
import { lasts } from './faults.ts';
import type { Invariant, InvariantContext, PairStates } from './invariant.ts';

/** How long the after-effects of a fault may last, such as retransmitted frames and duplicate messages, in ms. */
const QUIET_MS = 60_000;
/** The maximum one-way latency of a long line that is not broken, in ms. */
const FAR_MS = 250;
/** The maximum time of a switch on such a line if nothing on the servers is slow, in ms. */
const MADE_WITHIN_MS = 10_000;
/** These have no after-effects: a restarted server opens new connections. */
const OVER_AT_ONCE: readonly Fault['kind'][] = ['kill', 'stop', 'start', 'rejoin', 'mode', 'switch'];

/** A switch under way. */
interface Asked {
  readonly at: number;
  readonly to: Letter;
  /** The switches that each server had decided before. */
  readonly settled: Readonly<Record<Letter, readonly SettledSwitch[]>>;
}

export function checkSwitches(context: InvariantContext, find: (what: string) => void): Omit<Invariant, 'name'> {
  let broken = 0;
  let quietFrom = 0;
  let asked: Asked | null = null;

  const arm = (fault: Fault): Asked | null => {
    if (fault.kind !== 'switch' || fault.immediate || fault.times > 1) return null;
    if (broken > 0 || context.now() < quietFrom || !context.isSound()) return null;
    const states = context.states();
    const to = LETTERS.find((letter) => isReady(states, letter));
    if (to === undefined || (fault.to !== null && fault.to !== to)) return null;
    return { at: context.now(), to, settled: { A: states.A!.settled, B: states.B!.settled } };
  };

  return {
    onFault: (fault, ended) => {
      if (fault?.kind === 'slow-network' && fault.toMs <= FAR_MS) return;
      const armed: Asked | null = fault === null || ended ? null : arm(fault);
      if (fault === null) broken = 0;
      else if (lasts(fault) > 0) broken = Math.max(0, broken + (ended ? -1 : 1));
      if (fault === null || !isOverAtOnce(fault)) quietFrom = context.now() + QUIET_MS;
      asked = armed;
    },
    onEffect: (letter, effect) => {
      if (letter !== asked?.to || effect.type !== 'reply' || effect.reply.accepted) return;
      find(`${letter} refuses a switch although all is well: ${effect.reply.code}`);
      asked = null;
    },
    onSecond: (states) => {
      if (asked === null) return;
      const { at, to, settled } = asked;
      const outcomes = LETTERS.map((letter) =>
        states[letter]?.settled.find(({ id }) => !settled[letter].some((before) => before.id === id)),
      );
      const givenUp = outcomes.find((each) => each?.outcome === 'given-up');
      const isOver = !outcomes.includes(undefined);
      if (givenUp === undefined && !isOver && context.now() - at <= MADE_WITHIN_MS) return;
      if (givenUp !== undefined) find(`the switch to ${to} is given up although all is well: ${givenUp.reason}`);
      else if (!isOver) find(`the switch to ${to} has not ended ${MADE_WITHIN_MS} ms after the request`);
      asked = null;
    },
  };
}

function isOverAtOnce(fault: Fault): boolean {
  return OVER_AT_ONCE.includes(fault.kind) && !(fault.kind === 'switch' && fault.times > 1);
}

/** A backup that hears its active server, whether or not the active server has its own connection. */
function isReady(states: PairStates, letter: Letter): boolean {
  const backup = states[letter];
  const active = states[otherLetter(letter)];
  return (
    backup?.place === 'backup.watching' && active?.place === 'primary.serving' && backup.companion?.serving === true
  );
}
