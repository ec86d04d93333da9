/** `/v1/params`: what is set, what became of it, and changes of it. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { findParameter } from '../core/parameters/catalogue.ts';
import { changeRequestShape } from '../core/protocol/parameter-answers.ts';
import type { Gate } from './gate.ts';
import { problem } from './gate.ts';
import type { Parameters } from './parameters.ts';

/** All values that may be set fit several times, so that what is too large is refused with its reason. In bytes. */
const CHANGE_LIMIT = 256 * 1024;

const whole = z
  .string()
  .regex(/^\d{1,9}$/, 'a whole number is expected')
  .transform(Number);

const querySchema = z.object({
  name: z.string().max(256).nullable().default(null),
  before: whole.nullable().default(null),
  limit: whole.default(100),
});

export function addParameters(
  app: FastifyInstance,
  { allowed, shaped }: Gate,
  parameters: Pick<Parameters, 'read' | 'readHistory' | 'readCheckpoint' | 'change'>,
): void {
  app.get('/v1/params', (request, reply) => {
    if (allowed(request, reply, 'viewer') !== null) reply.send(parameters.read());
    return reply;
  });
  app.get('/v1/params/history', (request, reply) => {
    if (allowed(request, reply, 'viewer') === null) return reply;
    const query = shaped(request.query, reply, querySchema);
    if (query === null) return reply;
    const name = query.name === null ? null : (findParameter(query.name)?.name ?? query.name);
    return reply.send(parameters.readHistory({ ...query, name }));
  });
  app.get<{ Params: { number: string } }>('/v1/params/checkpoints/:number', (request, reply) => {
    if (allowed(request, reply, 'viewer') === null) return reply;
    const number = shaped(request.params.number, reply, whole);
    if (number === null) return reply;
    const found = parameters.readCheckpoint(number);
    if (found !== null) return reply.send(found);
    const next = 'look at them: switchover params history';
    return problem(reply, 404, 'checkpoint-unknown', `there is no checkpoint ${number}, or no longer`, next);
  });
  app.post('/v1/params', { bodyLimit: CHANGE_LIMIT }, async (request, reply) => {
    const who = allowed(request, reply, 'master-administrator');
    if (who === null) return reply;
    const wanted = shaped(request.body, reply, changeRequestShape);
    return wanted === null ? reply : reply.send(await parameters.change(wanted, who.name));
  });
}
