import { otherLetter } from '../core/letter.ts';
import { kindOfTakeover } from '../core/pair/activity.ts';
import type { State, Takeover } from '../core/pair/state.ts';
import { isServing, stateOf } from '../core/pair/state.ts';
import type { HistoryEvent } from '../core/protocol/answers.ts';
import { monotonicMs, wallClock } from '../host/clock.ts';

export interface LastSwitch {
  /** After each run of events. */
  readonly look: (state: State) => void;
  /** How this server became active, the last time it did since its process began; else null. */
  readonly event: () => HistoryEvent | null;
}

/** `reasonOf`: what the operator said who asked for the switch of that id. */
export function createLastSwitch(reasonOf: (id: string) => string | null): LastSwitch {
  let begun: { readonly event: HistoryEvent; readonly at: number } | null = null;
  let last: HistoryEvent | null = null;
  return {
    look: (state) => {
      const { takeover, transaction } = state;
      if (takeover === null || stateOf(state.place) !== 'primary') return;
      const { term } = takeover;
      if (!isServing(state)) {
        if (begun?.event.term === term) return;
        const reason = transaction === null ? null : reasonOf(transaction.id);
        begun = { event: eventOf(state, takeover, transaction?.by ?? null, reason), at: monotonicMs() };
      } else if (begun !== null) {
        last = { ...begun.event, term, activateMs: monotonicMs() - begun.at };
        begun = null;
      } else if (last !== null && last.term !== term) {
        // It goes on under a higher term, without a break.
        last = { ...last, term };
      }
    },
    event: () => last,
  };
}

function eventOf({ self }: State, takeover: Takeover, by: string | null, reason: string | null): HistoryEvent {
  const kind = kindOfTakeover(takeover);
  return {
    at: wallClock().toISOString(),
    kind,
    from: kind === 'start' ? null : otherLetter(self.letter),
    to: self.letter,
    term: takeover.term,
    cause: takeover.cause,
    by,
    reason,
    detectMs: null,
    activateMs: null,
  };
}
