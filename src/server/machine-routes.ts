/** What operators may read about a server's machine: facts for procedures, and the end of its log. */
import { z } from 'zod';
import type { Self } from '../core/engine/state.ts';
import { MOST_LOG_BYTES } from '../core/protocol/answers.ts';
import { logTail } from '../host/logs/log-tail.ts';
import { machineFacts } from '../host/process/machine-facts.ts';
import { ok, type Route, route } from './route.ts';

export interface MachineHost {
  readonly pair: string;
  readonly self: Pick<Self, 'letter' | 'name' | 'release'>;
  readonly version: string;
  readonly dataFolder: string;
  readonly logPath: string;
}

const logQuery = z.object({
  bytes: z
    .string()
    .regex(/^\d{1,9}$/, 'bytes must be a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(MOST_LOG_BYTES))
    .default(64 * 1024),
});

export function machineRoutes({ pair, self, version, dataFolder, logPath }: MachineHost): readonly Route[] {
  const { letter, name, release } = self;
  const about = {
    running: true,
    pair,
    server: { letter, name },
    release,
    switchover: version,
    service: null,
    dataFolder,
  };
  return [
    route({
      method: 'GET',
      path: '/v1/facts',
      right: 'viewer',
      shape: z.unknown(),
      answer: async () => ok(await machineFacts(about)),
    }),
    route({
      method: 'GET',
      path: '/v1/logs',
      right: 'viewer',
      shape: logQuery,
      answer: ({ bytes }) => ok({ file: logPath, ...logTail(logPath, bytes) }),
    }),
  ];
}
