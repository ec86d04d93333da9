/** `/v1`: requests from operators' commands to the server itself. Routes of subsystems are defined with them. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  modeRequestShape,
  rejoinRequestShape,
  stopRequestShape,
  switchQuestionShape,
  switchRequestShape,
} from '../core/protocol/answers.ts';
import type { Requests } from './requests.ts';
import { ok, problem, type Route, route } from './route.ts';

export interface CommandsHost {
  readonly status: () => unknown;
  readonly requests: Omit<Requests, 'reply' | 'reasonOf'>;
  readonly requestStop: (by: string, takeover: boolean) => void;
}

export function commandRoutes({ status, requests, requestStop }: CommandsHost): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/status',
      right: 'viewer',
      shape: z.unknown(),
      answer: async () => ok(await status()),
    }),
    route({
      method: 'POST',
      path: '/v1/switch',
      right: 'remote-control',
      rightFor: ({ immediate }) => (immediate ? 'master-administrator' : 'remote-control'),
      shape: switchRequestShape,
      answer: async ({ reason, ...wanted }, who) =>
        ok(await requests.requestSwitch({ ...wanted, by: who.name }, reason)),
    }),
    route({
      method: 'GET',
      path: '/v1/switch-answer',
      right: 'viewer',
      shape: switchQuestionShape,
      answer: (wanted, who) => ok(requests.answerTo({ ...wanted, id: randomUUID(), by: who.name })),
    }),
    route({
      method: 'GET',
      path: '/v1/switches/:id',
      right: 'viewer',
      shape: z.object({ id: z.string() }),
      answer: ({ id }) => {
        const outcome = requests.switchOutcome(id);
        if (outcome !== null) return ok(outcome);
        return problem(404, 'no-such-switch', 'this server knows no switch with that id', 'check "switchover status"');
      },
    }),
    route({
      method: 'POST',
      path: '/v1/rejoin',
      right: 'remote-control',
      shape: rejoinRequestShape,
      answer: async ({ id }, who) => ok(await requests.requestRejoin(id, who.name)),
    }),
    route({
      method: 'POST',
      path: '/v1/mode',
      right: 'remote-control',
      shape: modeRequestShape,
      answer: async (wanted, who) => ok(await requests.requestMode({ ...wanted, by: who.name })),
    }),
    route({
      method: 'POST',
      path: '/v1/stop',
      right: 'remote-control',
      shape: stopRequestShape,
      answer: ({ takeover }, who) => {
        requestStop(who.name, takeover);
        return { status: 202, body: { accepted: true, state: 'begun' } };
      },
    }),
  ];
}
