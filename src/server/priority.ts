/** The DSCP mark on traffic that must get through a busy line: the auxiliary connection, both ways, and check pings. */
import type { Socket } from 'node:net';
import type { LogLine } from '../core/engine/effect.ts';
import type { ConnectionName } from '../core/engine/monitors/connections.ts';
import { markedConnection, markSocket } from '../host/process/priority.ts';

export interface Priority {
  /** Additional options for a dialled connection. */
  readonly dialOptions: (connection: ConnectionName) => object;
  /** For an accepted connection: the TCP socket below TLS. */
  readonly accepted: (connection: ConnectionName, socket: Socket | undefined) => void;
  /** The mark on the pings of the network checks; null if they are not marked. */
  readonly dscp: number | null;
  readonly cannotMarkPings: () => void;
}

export function createPriority(dscp: number | null, log: (line: LogLine) => void): Priority {
  if (dscp === null) {
    return { dialOptions: () => ({}), accepted: () => undefined, dscp, cannotMarkPings: () => undefined };
  }
  const said = new Set<string>();
  /** Logged once each: nothing depends on it. */
  const say = (what: string, why: string): void => {
    if (said.has(what)) return;
    said.add(what);
    const text = `SwitchoverMain::Priority : cannot set the mark [DSCP ${dscp}] on ${what}: ${why}`;
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
