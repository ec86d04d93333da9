/**
 * The single port of a server: health checks for everyone, `/v1` for operators with a certificate, and the upgrade to
 * Notifier connections for the companion.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fastify } from 'fastify';
import type { OperatorRole } from '../core/credential.ts';
import { roleAllows } from '../core/credential.ts';
import { parseLag } from '../core/replication/lag.ts';
import type { CertificateName, Identity } from '../host/identity/identity.ts';
import { callerOf } from '../host/network/peer-tls.ts';
import { limitConnections } from './connection-limit.ts';
import type { Health } from './health.ts';
import type { Refused } from './refusals.ts';
import { answerErrors, badRequest, send } from './reply.ts';
import { limitUnauthenticated, MOST_REQUESTS, openBudget } from './request-limit.ts';
import type { Answer, Refusal, Route } from './route.ts';
import { problem } from './route.ts';

/** Maximum length of a request body, in bytes. */
const BODY_LIMIT = 16 * 1024;

export interface HttpHost {
  readonly identity: Identity;
  readonly health: Health;
  readonly metrics: () => Promise<string>;
  /** An internal error while answering a request; the client gets a 500. */
  readonly answerFailed: (error: Error) => void;
  readonly refused: Refused;
  readonly routes: readonly Route[];
  /** `below`: the TCP socket below TLS. */
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
      // Node's default lacks HTTP/1.0; a health check that offers nothing else (`check-alpn http/1.0`) would not connect.
      ALPNProtocols: ['http/1.1', 'http/1.0'],
      handshakeTimeout: 5_000,
      headersTimeout: 5_000,
      // How often the two limits on slow requests are checked.
      connectionsCheckingInterval: 2_000,
    },
    routerOptions: { maxParamLength: 128 },
    // A path that cannot be decoded, or with a part longer than allowed, reaches no route.
    frameworkErrors: ({ message, statusCode }, _request, reply) => send(reply, badRequest(message, statusCode)),
    bodyLimit: BODY_LIMIT,
    requestTimeout: 10_000,
    keepAliveTimeout: 10_000,
    maxRequestsPerSocket: MOST_REQUESTS,
    forceCloseConnections: true,
  });
  const connectionLimit = limitConnections(app.server);
  app.server.on('upgrade', (request, socket, head) =>
    host.handleUpgrade(request, socket, head, connectionLimit.below(socket as TLSSocket)),
  );
  // Garbage, plain text or a broken handshake on the port: closes that connection and nothing else.
  app.server.on('tlsClientError', (_error, socket) => socket.destroy());
  limitUnauthenticated(app.server, host.refused);
  letNobodyLinger(app);
  addHealth(app, host);
  addRoutes(app, host);
  answerErrors(app, NO_SUCH_PATH, host.answerFailed);
  return app;
}

/** After closing, how long pending output may take, in ms. */
const LINGER_MS = 200;

/** Connections without a request yet, or upgraded ones, would keep the server from closing. */
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

/** Always answered, because load balancers depend on them. */
const HEALTH_PATHS: ReadonlySet<string> = new Set(['/primary', '/backup', '/health']);
/** HAProxy's `option httpchk` asks with OPTIONS unless it is told otherwise; HEAD comes with GET. */
const HEALTH_METHODS = ['GET', 'OPTIONS'];
const METRICS_PATH = '/metrics';

function addHealth(app: FastifyInstance, { health, metrics }: HttpHost): void {
  const answer = (reply: FastifyReply, yes: boolean): FastifyReply =>
    reply
      .code(yes ? 200 : 503)
      .header('cache-control', 'no-store')
      .type('text/plain')
      .send(`${health.role()}\n`);
  const method = HEALTH_METHODS;
  app.route({ method, url: '/primary', handler: (_request, reply) => answer(reply, health.isPrimary()) });
  app.route<{ Querystring: { lag?: string } }>({
    method,
    url: '/backup',
    handler: (request, reply) => {
      const { lag } = request.query;
      if (lag === undefined) return answer(reply, health.isBackup());
      const limit = parseLag(lag);
      if (limit !== null) return answer(reply, health.isBackupWithin(limit));
      const next = 'use a limit such as ?lag=10s or ?lag=5MB';
      return send(reply, problem(400, 'bad-lag', `"${lag}" is not a valid lag limit`, next));
    },
  });
  app.route({ method, url: '/health', handler: (_request, reply) => answer(reply, health.isHealthy()) });
  app.get(METRICS_PATH, async (_request, reply) => reply.type('text/plain; version=0.0.4').send(await metrics()));
}

function addRoutes(app: FastifyInstance, { identity, routes, refused }: HttpHost): void {
  const caller = ({ raw }: FastifyRequest): CertificateName | null =>
    callerOf(raw.socket as TLSSocket, identity.pairId);

  const refuse = (reply: FastifyReply, answer: Refusal): FastifyReply => {
    refused(answer.body.error.what, reply.request.ip);
    return send(reply, answer);
  };

  const hasBudget = openBudget();
  // Before any of the request is read, so that a stranger learns nothing from how it is parsed. The route that
  // was found counts, not the spelling of its path.
  app.addHook('onRequest', (request, reply, done) => {
    const { url } = request.routeOptions;
    if ((url !== undefined && HEALTH_PATHS.has(url)) || caller(request) !== null) return done();
    if (!hasBudget()) return void refuse(reply.header('retry-after', '1'), BUSY);
    if (url === METRICS_PATH) return done();
    if (url === undefined && !request.url.startsWith('/v1/')) return void send(reply, NO_SUCH_PATH);
    refuse(reply, NO_CREDENTIAL);
  });

  for (const route of routes) {
    const { method, path: url, bodyLimit = BODY_LIMIT } = route;
    const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
      send(reply, await answerTo(route, request, caller(request), refused));
    app.route({ method, url, bodyLimit, handler });
  }
}

/** The only place that decides who may request what. */
async function answerTo(
  route: Route,
  request: FastifyRequest,
  who: CertificateName | null,
  refused: Refused,
): Promise<Answer> {
  if (who === null) return NO_CREDENTIAL;
  const refuse = (needed: OperatorRole): Answer => {
    const answer = rightMissing(who, needed);
    refused(answer.body.error.what, request.ip);
    return answer;
  };
  if (!roleAllows(who.role, route.right)) return refuse(route.right);
  const sent = route.method === 'POST' ? request.body : { ...Object(request.query), ...Object(request.params) };
  const asked = route.shape.safeParse(sent);
  if (!asked.success) return badRequest(asked.error.issues[0]!.message);
  const needed = route.rightFor?.(asked.data) ?? route.right;
  return roleAllows(who.role, needed) ? route.answer(asked.data, who) : refuse(needed);
}

const NO_SUCH_PATH = problem(404, 'no-such-path', 'no such path', 'use GET /primary, /backup, /health or /metrics');

const BUSY = problem(503, 'busy', 'too many requests without a certificate of this pair', 'retry in a second');

const NO_CREDENTIAL = problem(
  401,
  'no-credential',
  'no certificate of this pair was presented',
  'use a credential of this pair (--credential DIR)',
);

function rightMissing({ name, role }: CertificateName, needed: OperatorRole): Refusal {
  const what = `${name} has the role ${role}, but this requires ${needed}`;
  return problem(403, 'right-missing', what, `use a credential with the role ${needed}`);
}
