/**
 * Lines that point to a cause without being a step of an incident: what the Notifier says about remote subsystems and
 * slow requests, and the Switchover service's own failures (reference: "Loss of Connection to Notifier", "Switchover
 * encountered an error during replication", "Why doesn't switchover start on the backup server?").
 */
import { group, type MessageFormat, NOTIFIER_TOPIC } from './format.ts';

/**
 * The reference gives only the Notifier's phrases, so they may occur anywhere in its message, except in a quotation.
 */
const OF_NOTIFIER = {
  dialect: 'any',
  writer: 'any',
  begins: [],
  topic: new RegExp(`^${NOTIFIER_TOPIC}`, 'i'),
} as const;
const OF_SERVICE = { dialect: 'any', writer: 'switchover' } as const;

export const HINT_FORMATS: readonly MessageFormat[] = [
  {
    id: 'subsystem-disconnected',
    ...OF_NOTIFIER,
    anywhere: 'emote subsystem',
    pattern: /^[^"'`<>]{0,200}\b[Rr]emote subsystem\b(.{0,120}?)\b[Dd]isconnect(?:s|ed|ing)?\b/,
    read: (m) => ({ kind: 'subsystem-disconnected', subsystem: /[\w.-]{2,60}/.exec(group(m, 1))?.[0] ?? null }),
    samples: [
      {
        text: 'CNotifierServer::OnClose : remote subsystem disconnects',
        reads: { kind: 'subsystem-disconnected', subsystem: null },
      },
      {
        text: '[Warning] Remote subsystem [StatServer] disconnected',
        reads: { kind: 'subsystem-disconnected', subsystem: 'StatServer' },
      },
    ],
  },
  {
    id: 'took-too-long',
    ...OF_NOTIFIER,
    anywhere: 'took too long',
    pattern:
      /^([^"'`<>]{0,300}?\btook too long\b(?:.{0,80}?(\d{1,9}(?:\.\d{1,3})?) ?(ms|milliseconds|s|sec|seconds)\b)?.{0,200})$/,
    read: (m) => ({
      kind: 'took-too-long',
      tookMs: m[2] === undefined ? null : Math.round(Number(m[2]) * (group(m, 3).startsWith('m') ? 1 : 1000)),
      words: group(m, 1),
    }),
    samples: [
      {
        text: '[Warning] CRoute::Dispatch : processing of the request took too long (2350 ms)',
        reads: {
          kind: 'took-too-long',
          tookMs: 2350,
          words: 'CRoute::Dispatch : processing of the request took too long (2350 ms)',
        },
      },
      {
        text: 'message to 70:TsServer took too long',
        reads: { kind: 'took-too-long', tookMs: null, words: 'message to 70:TsServer took too long' },
      },
    ],
  },
  {
    id: 'thread-stopped',
    ...OF_SERVICE,
    begins: ['SelfMonitor - Detected'],
    pattern: /^SelfMonitor - Detected (.{1,80}) thread stop\.?(?: Contact Support\.?)?$/i,
    read: (m) => ({ kind: 'thread-stopped', thread: group(m, 1) }),
    samples: [
      {
        text: '[Error] SelfMonitor - Detected mirror thread stop. Contact Support.',
        reads: { kind: 'thread-stopped', thread: 'mirror' },
      },
    ],
  },
  {
    id: 'start-failed',
    ...OF_SERVICE,
    begins: ['Switchover failed to', 'Switchover is not', 'SwitchoverMain::'],
    pattern:
      /^(?:SwitchoverMain::\w{1,60} ?: )?(Switchover (?:failed to authenticate with (?:the )?Notifier on the active server|is not active in the process tree))\.?$/,
    read: (m) => ({ kind: 'start-failed', words: group(m, 1) }),
    samples: [
      {
        text: '[Error] Switchover failed to authenticate with Notifier on the active server',
        reads: {
          kind: 'start-failed',
          words: 'Switchover failed to authenticate with Notifier on the active server',
        },
      },
    ],
  },
];
