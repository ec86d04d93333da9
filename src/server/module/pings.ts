/** The backup's side of the module monitor: pings the module on the active server, through the Notifier there. */
import type { ConnectionName } from '../../core/engine/monitors/connections.ts';
import type { ModulePingOutcome } from '../../core/engine/monitors/module-monitor.ts';
import type { ModulePayload } from '../../core/engine/monitors/module-payload.ts';
import type { SubsystemEffect, SubsystemHost } from '../subsystem.ts';

export interface ModulePings {
  /** Sends one ping. It always completes: with `lost` if it cannot be sent. */
  readonly ping: (effect: SubsystemEffect) => void;
  readonly hear: (payload: ModulePayload, on: ConnectionName) => void;
  readonly connectionLost: (connection: ConnectionName, why: string) => void;
  /** Why the companion could not run its last probe; null if it could. */
  readonly fault: () => string | null;
  readonly stop: () => void;
}

const TOO_OLD = "the companion's version does not support module pings";

interface UnderWay {
  readonly id: number;
  readonly connection: ConnectionName;
  readonly limit: NodeJS.Timeout;
}

export function createModulePings(host: Pick<SubsystemHost, 'send' | 'isUnknownThere' | 'post'>): ModulePings {
  let underWay: UnderWay | null = null;
  let fault: string | null = null;

  const end = (): number | null => {
    clearTimeout(underWay?.limit);
    const id = underWay?.id ?? null;
    underWay = null;
    return id;
  };

  const failed = (outcome: ModulePingOutcome, why: string | null): void => {
    const id = end();
    if (id !== null) host.post({ type: 'module-ping-failed', id, outcome, why });
  };

  const cannotAsk = (why: string): void => {
    fault = why;
    failed('lost', why);
  };

  return {
    ping: ({ id, connection, timeoutMs }) => {
      failed('lost', 'superseded by another ping');
      const limitMs = Math.max(1, Math.round(timeoutMs));
      const isSent = host.send({ type: 'ping', id, limitMs } satisfies ModulePayload, connection);
      if (!isSent && !host.isUnknownThere()) {
        return host.post({ type: 'module-ping-failed', id, outcome: 'lost', why: 'the connection is down' });
      }
      const limit = setTimeout(() => (isSent ? failed('timed-out', null) : cannotAsk(TOO_OLD)), timeoutMs);
      underWay = { id, connection, limit };
    },
    hear: (payload, on) => {
      if (underWay?.id !== payload.id || underWay.connection !== on) return undefined;
      if (payload.type === 'unknown') return cannotAsk(payload.why);
      fault = null;
      if (payload.type === 'rejected') return failed('rejected', payload.why);
      if (payload.type !== 'pong') return undefined;
      end();
      return host.post({ type: 'module-answered', id: payload.id, pid: payload.pid });
    },
    connectionLost: (connection, why) => {
      if (underWay?.connection === connection) failed('lost', why);
    },
    fault: () => fault,
    stop: end,
  };
}
