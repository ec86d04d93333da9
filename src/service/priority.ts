/** The mark on what must get through a busy line: the auxiliary connection, both ways, and the pings of the checks. */
import type { Socket } from 'node:net';
import type { ConnectionName } from '../core/health/connections.ts';
import type { LogLine } from '../core/pair/effect.ts';
import { markedConnection, markSocket } from '../host/priority.ts';

export interface Priority {
  /** More options for a connection that is dialled. */
  readonly dialOptions: (connection: ConnectionName) => object;
  /** For one that was accepted: the socket below TLS. */
  readonly accepted: (connection: ConnectionName, socket: Socket | undefined) => void;
  /** What the pings of the network checks carry; null where they are not marked. */
  readonly dscp: number | null;
  readonly cannotMarkPings: () => void;
}

export function createPriority(dscp: number | null, log: (line: LogLine) => void): Priority {
  if (dscp === null) {
    return { dialOptions: () => ({}), accepted: () => undefined, dscp, cannotMarkPings: () => undefined };
  }
  const said = new Set<string>();
  /** Once each: nothing depends on it. */
  const say = (what: string, why: string): void => {
    if (said.has(what)) return;
    said.add(what);
    const text = `SwitchoverMain::Priority : the mark [DSCP ${dscp}] cannot be put on ${what}: ${why}`;
    log({ topic: 'SwitchoverMain', level: 'warning', text });
  };
  const onAux = (why: string): void => say('the auxiliary connection', why);
  return {
    dialOptions: (connection) => (connection === 'aux' ? { createConnection: markedConnection(dscp, onAux) } : {}),
    accepted: (connection, socket) => {
      if (connection === 'aux' && socket !== undefined) markSocket(socket, dscp, onAux);
    },
    dscp,
    cannotMarkPings: () => say('pings', 'ping -Q does not work on this system'),
  };
}
