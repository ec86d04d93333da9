/**
 * The one port of a server: health for everybody, `/v1` for operators by their certificate, and the upgrade to
 * Notifier connections for the companion.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { fastify } from 'fastify';
import type { Reply } from '../core/pair/effect.ts';
import type { ModeRequest, SwitchRequest } from '../core/pair/event.ts';
import type { ServerStatus, SwitchOutcome } from '../core/protocol/answers.ts';
import {
  modeRequestShape,
  rejoinRequestShape,
  stopRequestShape,
  switchRequestShape,
} from '../core/protocol/answers.ts';
import type { Identity } from '../host/identity.ts';
import { limitCrowd } from './crowd.ts';
import { createGate, noCredential, problem } from './gate.ts';
import { addParameters } from './parameter-routes.ts';
import type { Parameters } from './parameters.ts';

/** A request body may be this long, in bytes. */
const BODY_LIMIT = 16 * 1024;

export interface HttpHost {
  readonly identity: Identity;
  /** `yes` only while it serves and does not lag; the words are shown to whoever asks by hand. */
  readonly isPrimary: () => boolean;
  readonly isBackup: () => boolean;
  /** The process can do its work. */
  readonly isHealthy: () => boolean;
  readonly role: () => string;
  readonly metrics: () => Promise<string>;
  readonly status: () => ServerStatus;
  readonly requestSwitch: (request: SwitchRequest, reason: string | null) => Promise<Reply>;
  readonly switchOutcome: (id: string) => SwitchOutcome | null;
  readonly requestMode: (request: ModeRequest) => Promise<Reply>;
  readonly requestRejoin: (id: string, by: string) => Promise<Reply>;
  readonly requestStop: (by: string, takeover: boolean) => void;
  /** A fault of ours while a request was answered: whoever asked is told that there was one. */
  readonly answerFailed: (error: Error) => void;
  readonly parameters: Parameters;
  /** `below`: the socket below TLS. */
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer, below: Socket | undefined) => void;
}

export function createHttp(host: HttpHost): FastifyInstance {
  const { ca, cert, key } = host.identity;
  const app = fastify({
    https: {
      ca,
      cert,
      key,
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.3',
      handshakeTimeout: 5_000,
      headersTimeout: 5_000,
      // How often the two limits on slow requests are looked after.
      connectionsCheckingInterval: 2_000,
    },
    routerOptions: { maxParamLength: 128 },
    bodyLimit: BODY_LIMIT,
    requestTimeout: 10_000,
    keepAliveTimeout: 10_000,
    forceCloseConnections: true,
    logger: false,
  });
  const crowd = limitCrowd(app.server);
  app.server.on('upgrade', (request, socket, head) =>
    host.handleUpgrade(request, socket, head, crowd.below(socket as TLSSocket)),
  );
  // Garbage, plain text or a broken handshake on the port: that connection ends, nothing else does.
  app.server.on('tlsClientError', (_error, socket) => socket.destroy());
  letNobodyLinger(app);
  addHealth(app, host);
  addCommands(app, host);
  app.setNotFoundHandler((_request, reply) =>
    problem(reply, 404, 'no-such-path', 'there is nothing at this path', 'GET /primary, /backup, /health or /metrics'),
  );
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return problem(reply, error.statusCode, 'bad-request', error.message, 'send what the manual describes');
    }
    host.answerFailed(error);
    return problem(reply, 500, 'internal-error', 'this server failed to answer', 'please report it with its log');
  });
  return app;
}

/** After the end, what still has to be sent gets this long, in ms. */
const LINGER_MS = 200;

/** Connections that have not come as far as a request, or that left HTTP, would keep the server from ending. */
function letNobodyLinger(app: FastifyInstance): void {
  const open = new Set<Socket>();
  app.server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  app.addHook('preClose', (done) => {
    setTimeout(() => {
      for (const socket of open) socket.destroy();
    }, LINGER_MS);
    done();
  });
}

function addHealth(app: FastifyInstance, host: HttpHost): void {
  const answer = (reply: FastifyReply, yes: boolean): FastifyReply =>
    reply
      .code(yes ? 200 : 503)
      .header('cache-control', 'no-store')
      .type('text/plain')
      .send(`${host.role()}\n`);
  app.get('/primary', (_request, reply) => answer(reply, host.isPrimary()));
  app.get<{ Querystring: { lag?: string } }>('/backup', (request, reply) => {
    const { lag } = request.query;
    // Nothing is replicated yet, so nothing lags behind; a limit is only checked for its form.
    if (lag !== undefined && !/^\d{1,9}(?:ms|s|m|B|kB|MB|GB)$/.test(lag)) {
      return problem(reply, 400, 'bad-lag', `"${lag}" is no limit for the lag`, 'write it like ?lag=10s or ?lag=5MB');
    }
    return answer(reply, host.isBackup());
  });
  app.get('/health', (_request, reply) => answer(reply, host.isHealthy()));
  app.get('/metrics', async (_request, reply) => reply.type('text/plain; version=0.0.4').send(await host.metrics()));
}

function addCommands(app: FastifyInstance, host: HttpHost): void {
  const gate = createGate(host.identity.pairId);
  const { allowed, shaped } = gate;

  // Before anything of the request is read: a stranger learns nothing from how it is parsed.
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.url.startsWith('/v1/') || gate.caller(request) !== null) return done();
    noCredential(reply);
  });

  app.get('/v1/status', (request, reply) => {
    if (allowed(request, reply, 'viewer') !== null) reply.send(host.status());
    return reply;
  });
  app.post('/v1/switch', async (request, reply) => {
    if (allowed(request, reply, 'remote-control') === null) return reply;
    const wanted = shaped(request.body, reply, switchRequestShape);
    if (wanted === null) return reply;
    const who = allowed(request, reply, wanted.immediate ? 'master-administrator' : 'remote-control');
    if (who === null) return reply;
    const { id, expectedTerm, immediate, reason } = wanted;
    return reply.send(await host.requestSwitch({ id, by: who.name, expectedTerm, immediate }, reason));
  });
  app.get<{ Params: { id: string } }>('/v1/switches/:id', (request, reply) => {
    if (allowed(request, reply, 'viewer') === null) return reply;
    const outcome = host.switchOutcome(request.params.id);
    if (outcome === null)
      return problem(reply, 404, 'no-such-switch', 'no switch with that id is known here', 'look at status');
    return reply.send(outcome);
  });
  app.post('/v1/rejoin', async (request, reply) => {
    const who = allowed(request, reply, 'remote-control');
    if (who === null) return reply;
    const wanted = shaped(request.body, reply, rejoinRequestShape);
    return wanted === null ? reply : reply.send(await host.requestRejoin(wanted.id, who.name));
  });
  app.post('/v1/mode', async (request, reply) => {
    const who = allowed(request, reply, 'remote-control');
    if (who === null) return reply;
    const wanted = shaped(request.body, reply, modeRequestShape);
    return wanted === null ? reply : reply.send(await host.requestMode({ ...wanted, by: who.name }));
  });
  app.post('/v1/stop', (request, reply) => {
    const who = allowed(request, reply, 'remote-control');
    if (who === null) return reply;
    const wanted = shaped(request.body, reply, stopRequestShape);
    if (wanted === null) return reply;
    host.requestStop(who.name, wanted.takeover);
    return reply.code(202).send({ accepted: true, state: 'begun' });
  });
  addParameters(app, gate, host.parameters);
}
