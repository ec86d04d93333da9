/** What a server tells about its switches (`/v1/history`), and how it keeps them. */
import { z } from 'zod';

const letter = z.enum(['A', 'B']);

export const historyEventShape = z.object({
  /** When the server started to become active; if it never came to that, when the switch was requested. ISO 8601. */
  at: z.string(),
  kind: z.enum(['switch', 'takeover', 'start', 'given-up']),
  /** Null for a start. */
  from: letter.nullable(),
  to: letter.nullable(),
  term: z.int(),
  cause: z.string().nullable(),
  /** The operator who requested it, and why. */
  by: z.string().nullable(),
  reason: z.string().nullable(),
  /** From the first failure to `at`; null if there was none, or it is not known. */
  detectMs: z.number().nullable(),
  /** From `at` until it was active. */
  activateMs: z.number().nullable(),
  /** Why it was given up; null if it was not. */
  why: z.string().nullable().default(null),
  /** The id of a requested switch, the same on both servers. */
  id: z.string().nullable().default(null),
});

/** One change of the active server, or an attempt at one. Unknown facts are null. */
export type HistoryEvent = Readonly<z.infer<typeof historyEventShape>>;

/** As a server keeps it. Numbers increase. */
export const keptEventShape = historyEventShape.extend({ number: z.int().min(1) });

export type KeptEvent = Readonly<z.infer<typeof keptEventShape>>;

export const historyPageShape = z.object({
  /** Newest first. */
  events: z.array(keptEventShape),
  /** Whether there are older ones, to be requested with `before`. */
  more: z.boolean(),
});

export type EventPage = z.infer<typeof historyPageShape>;

/** Events in one answer: even with the longest reasons it stays below what a command accepts. */
export const MOST_EVENTS = 100;
