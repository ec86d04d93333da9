/**
 * The two Notifier connections to the companion: this server's own, outgoing ones (reference: "Remote Notifier
 * Connections"). `main` carries everything by default; `aux` tells a broken connection from a broken companion.
 */
export type ConnectionName = 'main' | 'aux';

export const CONNECTION_NAMES: readonly ConnectionName[] = ['main', 'aux'];

/** Prefix of the failure text if the other end of a connection is not the companion. */
export const UNVERIFIED = 'unverified: ';

export interface Connection {
  readonly status: 'down' | 'dialing' | 'up';
  /** Monotonic ms of the last change of status. */
  readonly since: number;
  /** Why it is down; null before the first attempt and while it is up. */
  readonly failure: string | null;
}

export type Connections = Readonly<Record<ConnectionName, Connection>>;

export function noConnections(at: number): Connections {
  const down: Connection = { status: 'down', since: at, failure: null };
  return { main: down, aux: down };
}

export function withConnection(
  connections: Connections,
  name: ConnectionName,
  status: Connection['status'],
  at: number,
  failure: string | null = null,
): Connections {
  return { ...connections, [name]: { status, since: at, failure } };
}

export function anyUp(connections: Connections): boolean {
  return CONNECTION_NAMES.some((name) => connections[name].status === 'up');
}

export function bothUp(connections: Connections): boolean {
  return CONNECTION_NAMES.every((name) => connections[name].status === 'up');
}

/** The reference's words for the connection status ("Network Status versus Connection Status"). */
export function connectionStatusWords(connections: Connections): string {
  const main = connections.main.status === 'up';
  const aux = connections.aux.status === 'up';
  if (main && aux) return 'both connections up';
  if (main) return 'main connection up';
  if (aux) return 'auxiliary connection up';
  return 'both connections down';
}
