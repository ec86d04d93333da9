import { kindOfTakeover } from '../core/engine/activity.ts';
import type { State, Takeover } from '../core/engine/state.ts';
import { isServing, stateOf } from '../core/engine/state.ts';
import { otherLetter } from '../core/letter.ts';
import type { HistoryEvent } from '../core/protocol/answers.ts';
import { monotonicMs, wallClock } from '../host/process/clock.ts';

export interface LastSwitch {
  /** Called after each run of events. */
  readonly onStateChange: (state: State) => void;
  /** How this server last became active since its process started; null if it did not. */
  readonly event: () => HistoryEvent | null;
}

/** `reasonOf`: the reason given by the operator who requested the switch with that id. */
export function createLastSwitch(reasonOf: (id: string) => string | null): LastSwitch {
  let begun: { readonly event: HistoryEvent; readonly at: number } | null = null;
  let last: HistoryEvent | null = null;
  return {
    onStateChange: (state) => {
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
        // It continues under a higher term, without interruption.
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
