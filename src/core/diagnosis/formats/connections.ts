/**
 * Lines about the two Notifier connections, and requests and answers on their way over them (reference: "Remote
 * Notifier Connections", "Successful TS ping samples", "Why did a switchover occur?": loss of connection).
 */
import { OWN_REQUESTER } from '../exchanges.ts';
import type { Observation } from '../observation.ts';
import { count, group, type MessageFormat } from './format.ts';

const CONNECTION_FORMATS_ONLY: readonly MessageFormat[] = [
  {
    id: 'socket-failed',
    dialect: 'current',
    writer: 'switchover',
    begins: ['CNotifierSocketConnection::OnListenToNotifier'],
    pattern:
      /^CNotifierSocketConnection::OnListenToNotifier ?: detected socket failure ([\w.-]{1,60}) on connection (\w{1,40}),? Closing connection$/,
    read: (m) => ({ kind: 'socket-failed', code: group(m, 1), connection: group(m, 2) }),
    samples: [
      {
        text: '[Error] CNotifierSocketConnection::OnListenToNotifier: detected socket failure 10060 on connection 150 Closing connection',
        reads: { kind: 'socket-failed', code: '10060', connection: '150' },
      },
      {
        text: '[Error] CNotifierSocketConnection::OnListenToNotifier: detected socket failure PING-TIMEOUT on connection aux Closing connection',
        reads: { kind: 'socket-failed', code: 'PING-TIMEOUT', connection: 'aux' },
      },
    ],
  },
  {
    id: 'connection-lost',
    dialect: 'current',
    writer: 'switchover',
    begins: ['DispatcherLib::CallbackRouter::svc()'],
    pattern: /^DispatcherLib::CallbackRouter::svc\(\) ?: Lost notifier connection\.?(?: \((\w{1,40})\))?$/,
    read: (m) => ({ kind: 'connection-lost', connection: m[1] ?? null }),
    samples: [
      {
        text: '[Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection.',
        reads: { kind: 'connection-lost', connection: null },
      },
      {
        text: '[Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection. (main)',
        reads: { kind: 'connection-lost', connection: 'main' },
      },
    ],
  },
];

/** Fields of a request as the sending or receiving subsystem writes them; `SndId()` is empty before it is sent. */
const ENDS = String.raw`(\w{1,80}), Oid\([^()]{0,80}\), Eid\(([^()]{1,80})\), ReqId\((\d{1,15})\), SndId\(\d{0,15}\), Size\(\d{1,15}\)(?:: .{0,200})?$`;

/** A request or its answer at one of its two ends, which names nobody but who asks. */
function seenAt(stage: 1 | 3 | 4 | 6, requester: string, subject: string, request: number): Observation {
  return { kind: 'exchange', stage, requester, subject, request, peer: null, host: null };
}

function endOfExchange(
  id: string,
  words: 'SENT Request' | 'RECV Request' | 'SENT Response' | 'RECV Response',
  stage: 1 | 3 | 4 | 6,
  writer: MessageFormat['writer'],
  text: string,
): MessageFormat {
  return {
    id,
    dialect: 'any',
    writer,
    quiet: true,
    begins: ['CNotifierSocketConnection::', 'MessageServer::'],
    pattern: new RegExp(`^(?:CNotifierSocketConnection|MessageServer)::\\w{1,60} ?: ${words} ${ENDS}`),
    read: (m) => seenAt(stage, group(m, 1), group(m, 2), count(m, 3)),
    samples: [{ text, reads: seenAt(stage, 'SwitchoverService', 'TS Diagnostic Ping', 5328) }],
  };
}

const EXCHANGE_FORMATS: readonly MessageFormat[] = [
  endOfExchange(
    'request-sent',
    'SENT Request',
    1,
    'switchover',
    'CNotifierSocketConnection::WriteWithCode : SENT Request SwitchoverService, Oid(*), Eid(TS Diagnostic Ping), ReqId(5328), SndId(), Size(0)',
  ),
  endOfExchange(
    'request-received',
    'RECV Request',
    3,
    'tsserver',
    'MessageServer::GetMessagesWithCode : RECV Request SwitchoverService, Oid(*), Eid(TS Diagnostic Ping), ReqId(5328), SndId(98), Size(0): ReqHandler',
  ),
  endOfExchange(
    'response-sent',
    'SENT Response',
    4,
    'tsserver',
    'CNotifierSocketConnection::Write : SENT Response SwitchoverService, Oid(*), Eid(TS Diagnostic Ping), ReqId(5328), SndId(98), Size(7)',
  ),
  endOfExchange(
    'response-received',
    'RECV Response',
    6,
    'switchover',
    'MessageServer::GetMessageWithCode : RECV Response SwitchoverService, Oid(*), Eid(TS Diagnostic Ping), ReqId(5328), SndId(98), Size(7): SendWithRespOutOfOrder_5328',
  ),
  {
    id: 'message-routed',
    dialect: 'any',
    writer: 'notifier',
    quiet: true,
    begins: ['CRoute::LogMessage'],
    pattern:
      /^CRoute::LogMessage ?: (Request|Response)\[([^[\]]{1,80})\]\[[^[\]]{0,80}\]\[([^[\]]{1,80})\]RI\[(\d{1,15})\]SI\[\d{0,15}\]DL\[\d{1,15}\] From (.{1,120}?) to (.{1,120})$/,
    read: (m) => ({
      kind: 'exchange',
      stage: m[1] === 'Request' ? 2 : 5,
      requester: group(m, 2),
      subject: group(m, 3),
      request: count(m, 4),
      peer: m[1] === 'Request' ? group(m, 6) : group(m, 5),
      host: /\(([\w.-]{1,64}), /.exec(m[1] === 'Request' ? group(m, 5) : group(m, 6))?.[1] ?? null,
    }),
    samples: [
      {
        text: 'CRoute::LogMessage : Request[SwitchoverService][*][TS Diagnostic Ping]RI[5328]SI[0]DL[0] From 98:SwitchoverService(SG-CLAY44A, 172.17.112.158:49273) to 70:TsServer',
        reads: {
          kind: 'exchange',
          stage: 2,
          requester: 'SwitchoverService',
          subject: 'TS Diagnostic Ping',
          request: 5328,
          peer: '70:TsServer',
          host: 'SG-CLAY44A',
        },
      },
      {
        text: 'CRoute::LogMessage : Response[SwitchoverService][*][TS Diagnostic Ping]RI[5328]SI[98]DL[7] From 70:TsServer to 98:SwitchoverService(SG-CLAY44A, 172.17.112.158:49273)',
        reads: {
          kind: 'exchange',
          stage: 5,
          requester: 'SwitchoverService',
          subject: 'TS Diagnostic Ping',
          request: 5328,
          peer: '70:TsServer',
          host: 'SG-CLAY44A',
        },
      },
    ],
  },
];

/** The pings between two servers of ours that both write down: the first on a connection, and one an hour. */
function ownPing(id: string, words: string, stage: 1 | 4 | 6, text: string): MessageFormat {
  return {
    id,
    dialect: 'any',
    writer: 'any',
    quiet: true,
    begins: ['Notifier::Ping'],
    pattern: new RegExp(`^Notifier::Ping ?: Ping \\[(\\d{1,15})\\] of boot \\[([^\\]]{1,120})\\] ${words}$`),
    read: (m) => seenAt(stage, OWN_REQUESTER, `ping of boot ${group(m, 2)}`, count(m, 1)),
    samples: [{ text, reads: seenAt(stage, OWN_REQUESTER, 'ping of boot 5f0c1d2e3a4b', 17) }],
  };
}

const OWN_PING_FORMATS: readonly MessageFormat[] = [
  ownPing(
    'own-ping-sent',
    'sent on the (?:main|aux) connection',
    1,
    'Notifier::Ping : Ping [17] of boot [5f0c1d2e3a4b] sent on the main connection',
  ),
  ownPing(
    'own-ping-heard',
    'heard on the (?:main|aux) connection, answering',
    4,
    'Notifier::Ping : Ping [17] of boot [5f0c1d2e3a4b] heard on the aux connection, answering',
  ),
  ownPing(
    'own-ping-answered',
    'answered on the (?:main|aux) connection',
    6,
    'Notifier::Ping : Ping [17] of boot [5f0c1d2e3a4b] answered on the main connection',
  ),
];

export const CONNECTION_FORMATS: readonly MessageFormat[] = [
  ...CONNECTION_FORMATS_ONLY,
  ...EXCHANGE_FORMATS,
  ...OWN_PING_FORMATS,
];
