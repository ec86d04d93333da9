/** Answers to `/v1/status`, for tests that evaluate them. */

import { PLACES, type Place, phaseOf, stateOf } from '../../src/core/engine/state.ts';
import type { Letter } from '../../src/core/letter.ts';
import type { Problem } from '../../src/core/problem.ts';
import type { ServerStatus } from '../../src/core/protocol/answers.ts';
import { NOTHING_LISTENS, type Seen } from '../../src/core/results/seen.ts';

const NAMES = { A: 'alpha', B: 'beta' } as const;
const ADDRESSES = { A: '10.0.0.1:3633', B: '10.0.0.2:3633' } as const;
const SERVING: readonly Place[] = ['primary.serving', 'primary.raising', 'primary.draining'];

type Answer = (letter: Letter) => Seen;

/** A server that answers, with its place and anything special. */
export function answers(place: Place, special: Partial<ServerStatus> = {}): Answer {
  return (letter) => ({
    letter,
    name: NAMES[letter],
    address: ADDRESSES[letter],
    fault: null,
    answer: {
      letter,
      name: NAMES[letter],
      state: stateOf(place),
      phase: phaseOf(place),
      phaseMeans: PLACES[place].means,
      serving: SERVING.includes(place),
      release: '4.0',
      version: '0.1.0',
      mode: 'automatic',
      modeReason: null,
      modeBy: null,
      modeUntil: null,
      term: 3,
      since: '2026-11-30T02:00:00.000Z',
      reason: null,
      bootId: `boot-${letter}`,
      pid: 100,
      log: `/srv/pair/${letter}/logs/switchover.log`,
      connections: { main: UP, aux: UP },
      module: null,
      network: null,
      checks: [],
      activity: null,
      heldBack: null,
      takeoverInMs: null,
      parameters: null,
      tree: null,
      procedures: null,
      lastSwitch: null,
      behind: {},
      files: 'none',
      wouldLose: [],
      warnings: [],
      ...special,
    },
  });
}

/** A server that cannot be queried, and why. */
export function silent(why: string, code = 'server-unreachable'): Answer {
  return (letter) => ({
    letter,
    name: NAMES[letter],
    address: ADDRESSES[letter],
    answer: null,
    fault: fault(letter, code, why),
  });
}

function fault(letter: Letter, code: string, why: string): Problem {
  const what = `server ${letter} (${NAMES[letter]}) does not answer`;
  const next = `check that it is running on that machine; start it with: switchover node run --server ${letter}`;
  return { code, severity: 'error', what, why: `${ADDRESSES[letter]}: ${why}`, where: null, do: next };
}

export const UP = { status: 'up', failure: null } as const;
export const DOWN = { status: 'down', failure: 'no answer in time' } as const;
/** No connection to the companion. */
export const CUT = { connections: { main: DOWN, aux: DOWN } } as const;
export const REFUSED = silent(NOTHING_LISTENS);
export const NO_ANSWER = silent('no answer in time');

export function warned(code: string): Pick<ServerStatus, 'warnings'> {
  return { warnings: [{ code, what: `what ${code} means`, do: `what to do about ${code}` }] };
}
