/**
 * Requests and answers of the Switchover service, remembered by their id. Seen on both sides they tell how far two
 * servers' clocks are apart (reference: "Successful TS ping samples": one ReqId in three logs).
 */
import type { Moment } from './moment.ts';
import type { Observation, Seen } from './observation.ts';

export type Stage = Extract<Observation, { kind: 'exchange' }>['stage'];

export interface StageSeen {
  readonly stage: Stage;
  readonly at: Moment;
  readonly unitMs: number;
}

/** One request as one log saw it. */
export interface Exchange {
  /** Requester, subject and request number: the same in every log that saw it. */
  readonly key: string;
  readonly request: number;
  readonly subject: string;
  readonly stages: readonly StageSeen[];
  readonly sightings: readonly Seen<'exchange'>[];
}

/** Newest kept. Clocks drift, so the exchanges nearest to the end of the logs are also the most telling. */
const KEPT = 4096;

/** Only the Switchover service's own requests: a Notifier's log has those of every subsystem. */
const REQUESTER = 'SwitchoverService';

export interface ExchangeMemory {
  readonly add: (sighting: Seen<'exchange'>, unitMs: number) => void;
  readonly all: () => readonly Exchange[];
}

export function rememberExchanges(): ExchangeMemory {
  const kept = new Map<string, Exchange>();
  const add = (sighting: Seen<'exchange'>, unitMs: number): void => {
    const { requester, subject, request, stage } = sighting.saw;
    if (requester !== REQUESTER) return;
    const key = `${requester}|${subject}|${request}`;
    const before = kept.get(key);
    // The same stage again: the numbers started over, and this is another request.
    const again = before === undefined || before.stages.some((seen) => seen.stage === stage);
    kept.delete(key);
    kept.set(key, {
      key,
      request,
      subject,
      stages: [...(again ? [] : before.stages), { stage, at: sighting.at, unitMs }],
      sightings: [...(again ? [] : before.sightings), sighting],
    });
    if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? '');
  };
  return { add, all: () => [...kept.values()] };
}
