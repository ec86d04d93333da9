/**
 * Requests and answers between the two servers, remembered by their ID. If both sides show them, they reveal the
 * difference between the two servers' clocks (reference: "Successful TS ping samples": one ReqId in three logs).
 */
import type { Moment } from './moment.ts';
import type { Observation, Seen } from './observation.ts';

export type Stage = Extract<Observation, { kind: 'exchange' }>['stage'];

export interface StageSeen {
  readonly stage: Stage;
  readonly at: Moment;
  readonly unitMs: number;
}

/** One request as shown by one log. */
export interface Exchange {
  /** Requester, subject and request number: the same in every log that shows it. */
  readonly key: string;
  readonly requester: string;
  readonly request: number;
  readonly subject: string;
  readonly stages: readonly StageSeen[];
  readonly logEvents: readonly Seen<'exchange'>[];
}

/** Only the newest are kept. Clocks drift, so the exchanges nearest to the end of the logs are also the most useful. */
const KEPT = 4096;

/** The requester in our own logs, where pings are logged only to compare clocks. */
export const OWN_REQUESTER = 'Notifier';

/**
 * Only the Switchover service's own requests, because a Notifier's log has those of every subsystem; in our own logs,
 * pings of the Notifier.
 */
const REQUESTERS: ReadonlySet<string> = new Set(['SwitchoverService', OWN_REQUESTER]);

export interface ExchangeMemory {
  readonly add: (logEvent: Seen<'exchange'>, unitMs: number) => void;
  readonly all: () => readonly Exchange[];
}

export function rememberExchanges(): ExchangeMemory {
  const kept = new Map<string, Exchange>();
  const add = (logEvent: Seen<'exchange'>, unitMs: number): void => {
    const { requester, subject, request, stage } = logEvent.saw;
    if (!REQUESTERS.has(requester)) return;
    const key = `${requester}|${subject}|${request}`;
    const before = kept.get(key);
    // The same stage again: the numbers started over, so this is another request.
    const again = before === undefined || before.stages.some((seen) => seen.stage === stage);
    kept.delete(key);
    kept.set(key, {
      key,
      requester,
      request,
      subject,
      stages: [...(again ? [] : before.stages), { stage, at: logEvent.at, unitMs }],
      logEvents: [...(again ? [] : before.logEvents), logEvent],
    });
    if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? '');
  };
  return { add, all: () => [...kept.values()] };
}
