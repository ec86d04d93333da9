/** The parameters of a running pair, read from both servers, and changed on the active one. */
import { randomUUID } from 'node:crypto';
import type { NodePair } from '../../client/node-pair.ts';
import type { Letter } from '../../core/letter.ts';
import { LETTERS } from '../../core/letter.ts';
import type { ChangeRequest } from '../../core/parameter-history/change.ts';
import type { Problem } from '../../core/problem.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { ChangeReply, ServerParameters } from '../../core/protocol/parameter-answers.ts';
import { askedTwice } from '../pair/change-request.ts';
import { noServerAnswers } from '../pair/no-server.ts';

export interface PairView {
  /** The server whose values apply: the active one, else one that answers. */
  readonly from: ServerParameters;
  /** All that answer; the one that is not active first, because it would take over. */
  readonly servers: readonly ServerParameters[];
  readonly warnings: readonly Problem[];
}

/**
 * Asks both servers in parallel.
 *
 * @throws SwitchoverError (unreachable) `no-server-reachable` if neither answers; (refused) `no-credential`
 */
export async function readPairParameters(pair: NodePair): Promise<PairView> {
  const answers = await Promise.allSettled(LETTERS.map((letter) => pair.parameters.read(letter)));
  const servers = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const serving = servers.filter(({ serving }) => serving);
  const from = serving[0] ?? servers[0];
  if (from === undefined) throw noServerAnswers(pair, faultsOf(answers));
  const ordered = servers.toSorted((one, other) => Number(one.serving) - Number(other.serving));
  return { from, servers: ordered, warnings: serving.length === 1 ? [] : [notOneActive(pair, from, serving.length)] };
}

function faultsOf(answers: readonly PromiseSettledResult<unknown>[]): ReadonlyMap<Letter, Problem> {
  const faults = new Map<Letter, Problem>();
  for (const [index, letter] of LETTERS.entries()) {
    const answer = answers[index];
    if (answer?.status !== 'rejected') continue;
    if (!(answer.reason instanceof SwitchoverError)) throw answer.reason;
    faults.set(letter, answer.reason.problem);
  }
  return faults;
}

function notOneActive(pair: NodePair, from: ServerParameters, serving: number): Problem {
  return {
    code: serving === 0 ? 'no-active-server' : 'two-actives',
    severity: 'warning',
    what: `these are the values of ${from.name} (${from.letter}); ${serving === 0 ? 'no active server answers' : 'both servers are active'}`,
    why: 'the values of the active server apply, and may differ',
    where: pair.path,
    do: 'check: switchover status',
  };
}

/** What an operator wants, without the identity of the request. */
export type Wish = Omit<ChangeRequest, 'id'>;

export type ChangeDone = Extract<ChangeReply, { readonly accepted: true }>;

/**
 * Requests a change from the active server. If there is no answer, the request is repeated once with the same id, so that
 * nothing is changed twice.
 *
 * @throws SwitchoverError (usage, refused) with everything the server reports; (unfinished) `change-outcome-unknown`;
 * (unreachable) if no server could be asked
 */
export async function changePairParameters(
  pair: NodePair,
  wish: Wish,
): Promise<{ readonly view: PairView; readonly done: ChangeDone }> {
  const view = await readPairParameters(pair);
  if (view.warnings.some(({ code }) => code === 'two-actives')) throw twoActives(view);
  const request = { id: randomUUID(), ...wish };
  const { letter } = view.from;
  const reply = await askedTwice(() => pair.parameters.change(letter, request), 'switchover params history');
  if (reply.accepted) return { view, done: reply };
  const [first, ...also] = reply.problems;
  throw new SwitchoverError(reply.kind, first!, also);
}

function twoActives({ servers }: PairView): SwitchoverError {
  return new SwitchoverError('refused', {
    code: 'two-actives',
    what: `${servers.map(({ name, letter }) => `${name} (${letter})`).join(' and ')} are both active; nothing was changed`,
    why: 'one of them will step down, and a change made on it would be set aside',
    where: null,
    do: 'wait until one of them has stepped down, as shown by status',
  });
}
