import type { LogLine, Reply } from '../core/engine/effect.ts';
import type { ModeRequest, SwitchRequest, UntimedEvent } from '../core/engine/event.ts';
import type { State } from '../core/engine/state.ts';
import { SETTLED_KEPT, termOf } from '../core/engine/state.ts';
import { step } from '../core/engine/step.ts';
import type { SwitchOutcome } from '../core/protocol/answers.ts';
import { monotonicMs } from '../host/process/clock.ts';

/** Operators' requests in progress, by id. */
export interface Requests {
  /** The engine's answer; passed to the operator once it may be. */
  readonly reply: (id: string, reply: Promise<Reply>) => void;
  readonly requestSwitch: (request: SwitchRequest, reason: string | null) => Promise<Reply>;
  /** What the engine would answer now, without changing anything. */
  readonly answerTo: (request: SwitchRequest) => Reply;
  readonly requestRejoin: (id: string, by: string) => Promise<Reply>;
  readonly requestMode: (request: ModeRequest) => Promise<Reply>;
  readonly switchOutcome: (id: string) => SwitchOutcome | null;
  /** The reason given by the operator for one of the last requested switches; null for any other. */
  readonly reasonOf: (id: string) => string | null;
}

const NO_ANSWER: Reply = {
  accepted: false,
  code: 'not-now',
  what: 'this server has shut down or failed and makes no more decisions',
  do: 'check "switchover status", then retry if needed',
};

export function createRequests(
  post: (untimedEvent: UntimedEvent) => void,
  state: () => State,
  log: (line: LogLine) => void,
): Requests {
  const reasons = new Map<string, string>();
  const waiting = new Map<string, (reply: Promise<Reply>) => void>();
  /** The engine answers within the step that handles the request; a loop that has ended does not answer. */
  const ask = (id: string, untimedEvent: UntimedEvent): Promise<Reply> =>
    new Promise((resolve) => {
      waiting.set(id, resolve);
      post(untimedEvent);
      if (waiting.delete(id)) resolve(NO_ANSWER);
    });
  return {
    reply: (id, reply) => {
      waiting.get(id)?.(reply);
      waiting.delete(id);
    },
    requestSwitch: (request, reason) => {
      if (reason !== null) {
        reasons.set(request.id, reason);
        for (const id of [...reasons.keys()].slice(0, -SETTLED_KEPT)) reasons.delete(id);
        const text = `SwitchoverMain::SwitchReason : [${request.by}] switch [${request.id}]: ${reason}`;
        log({ topic: 'SwitchoverMain', level: 'note', text });
      }
      return ask(request.id, { type: 'switch-requested', request });
    },
    reasonOf: (id) => reasons.get(id) ?? null,
    answerTo: (request) => {
      const { effects } = step(state(), { type: 'switch-requested', request, at: monotonicMs() });
      return effects.find((effect) => effect.type === 'reply')?.reply ?? NO_ANSWER;
    },
    requestRejoin: (id, by) => ask(id, { type: 'rejoin-requested', id, by }),
    requestMode: (request) => ask(request.id, { type: 'mode-requested', request }),
    switchOutcome: (id) => {
      const { settled, transaction } = state();
      const before = settled.find((each) => each.id === id);
      if (before !== undefined) return { id, outcome: before.outcome, reason: before.reason, term: before.term };
      if (transaction?.id === id) return { id, outcome: 'under-way', reason: null, term: termOf(state()) };
      return null;
    },
  };
}
