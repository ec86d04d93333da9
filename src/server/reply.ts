/** What the servers for operators and for programs have in common: how an answer is sent, and how errors are answered. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Answer, problem } from './route.ts';

export function send(reply: FastifyReply, { status, body, type }: Answer): FastifyReply {
  if (type !== undefined) reply.type(type);
  return reply.code(status).send(body);
}

export function badRequest(what: string, status = 400): Answer {
  return problem(status, 'bad-request', what, 'send a request as documented');
}

/** `answerFailed`: called with an error of ours, of which the caller learns nothing. */
export function answerErrors(app: FastifyInstance, notFound: Answer, answerFailed: (error: Error) => void): void {
  app.setNotFoundHandler((_request, reply) => send(reply, notFound));
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const { statusCode = 500 } = error;
    if (statusCode < 500) return send(reply, badRequest(error.message, statusCode));
    answerFailed(error);
    const next = 'please report it, with the log of this server';
    return send(reply, problem(500, 'internal-error', 'internal error in this server', next));
  });
}
