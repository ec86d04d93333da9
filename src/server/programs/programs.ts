/**
 * Programs on this machine that use the configuration tree (docs/programs.md): each over a Unix socket of its own, whose
 * permissions say who may connect, with the part of `/v1/ds` that the pair file allows it.
 */
import { mkdir } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { fastify } from 'fastify';
import type { ProgramEntry } from '../../core/config/pair-file/pair-file.ts';
import { listenAt } from '../../host/network/unix-socket.ts';
import { answerFaultLine } from '../fault.ts';
import { answerErrors, badRequest, send } from '../reply.ts';
import { type Answer, problem, type Route } from '../route.ts';
import type { Subsystem, SubsystemHost } from '../subsystem.ts';

/** Connections of one program at a time. */
const MOST_CONNECTIONS = 64;
/** Maximum length of a request body, in bytes. */
const BODY_LIMIT = 16 * 1024;

/**
 * Opens the sockets. `routes`: what the configuration tree answers; programs have those that say how they are limited.
 *
 * @throws SwitchoverError as `listenAt`
 */
export async function openPrograms(host: SubsystemHost, routes: readonly Route[]): Promise<Subsystem> {
  const started = Promise.withResolvers<void>();
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    started.resolve();
    await Promise.all(closers.map((each) => each()));
  };
  try {
    for (const program of host.pair.pairFile.programs) {
      const app = createApp(program, routes, started.promise, (error) => host.log(answerFaultLine(error)));
      closers.push(() => app.close());
      const path = resolve(host.dataFolder, program.socket);
      if (!isAbsolute(program.socket)) await mkdir(dirname(path), { recursive: true });
      const remove = await listenAt({ ...program, path }, (inside) => app.listen({ path: inside }));
      closers.push(remove);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { channel: 'programs', onStateChange: () => started.resolve(), close };
}

/** `started`: nothing is answered before the server has a state. */
function createApp(
  program: ProgramEntry,
  routes: readonly Route[],
  started: Promise<void>,
  answerFailed: (error: Error) => void,
): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: 10_000,
    keepAliveTimeout: 10_000,
    forceCloseConnections: true,
    frameworkErrors: ({ message, statusCode }, _request, reply) => {
      send(reply, badRequest(message, statusCode));
    },
  });
  app.server.maxConnections = MOST_CONNECTIONS;
  app.addHook('onRequest', () => started);
  for (const route of routes) {
    const { method, path: url, bodyLimit = BODY_LIMIT } = route;
    if (route.forProgram === undefined) continue;
    app.route({
      ...{ method, url, bodyLimit },
      handler: async (request, reply) =>
        send(reply, await answerTo(program, route, method === 'POST' ? request.body : request.query)),
    });
  }
  answerErrors(app, NO_SUCH_PATH, answerFailed);
  return app;
}

function answerTo({ name, read, write }: ProgramEntry, route: Route, sent: unknown): Answer | Promise<Answer> {
  const parsed = route.shape.safeParse(sent);
  if (!parsed.success) return badRequest(parsed.error.issues[0]!.message);
  const limited = route.forProgram!(parsed.data, { read, write });
  if (limited.ok) return route.answer(limited.asked, { name: `program ${name}` });
  const { code, what, why, do: next } = limited.problem;
  return { status: 403, body: { error: { code, what, why, do: next } } };
}

const NO_SUCH_PATH = problem(404, 'no-such-path', 'no such path', 'see docs/programs.md for what programs can ask');
