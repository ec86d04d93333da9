/**
 * The one port of a server: health for everybody, `/v1` for operators by their certificate, and the upgrade to
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
import type { CertificateName, Identity } from '../host/identity.ts';
import { callerOf } from '../host/peer-tls.ts';
import { limitCrowd } from './crowd.ts';
import { limitStrangers, MOST_REQUESTS, openBudget } from './gate.ts';
import type { Health } from './health.ts';
import type { Refused } from './refusals.ts';
import type { Answer, Refusal, Route } from './route.ts';
import { problem } from './route.ts';

/** A request body may be this long, in bytes. */
const BODY_LIMIT = 16 * 1024;

export interface HttpHost {
  readonly identity: Identity;
  readonly health: Health;
  readonly metrics: () => Promise<string>;
  /** A fault of ours while a request was answered: whoever asked is told that there was one. */
  readonly answerFailed: (error: Error) => void;
  readonly refused: Refused;
  readonly routes: readonly Route[];
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
    maxRequestsPerSocket: MOST_REQUESTS,
    forceCloseConnections: true,
    logger: false,
  });
  const crowd = limitCrowd(app.server);
  app.server.on('upgrade', (request, socket, head) =>
    host.handleUpgrade(request, socket, head, crowd.below(socket as TLSSocket)),
  );
  // Garbage, plain text or a broken handshake on the port: that connection ends, nothing else does.
  app.server.on('tlsClientError', (_error, socket) => socket.destroy());
  limitStrangers(app.server, host.refused);
  letNobodyLinger(app);
  addHealth(app, host);
  addRoutes(app, host);
  app.setNotFoundHandler((_request, reply) => send(reply, NO_SUCH_PATH));
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return send(reply, badRequest(error.message, error.statusCode));
    }
    host.answerFailed(error);
    return send(reply, problem(500, 'internal-error', 'this server failed to answer', 'please report it with its log'));
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

/** Answered whatever else is asked: load balancers go by them. */
const HEALTH_PATHS: ReadonlySet<string> = new Set(['/primary', '/backup', '/health']);
const METRICS_PATH = '/metrics';

function addHealth(app: FastifyInstance, { health, metrics }: HttpHost): void {
  const answer = (reply: FastifyReply, yes: boolean): FastifyReply =>
    reply
      .code(yes ? 200 : 503)
      .header('cache-control', 'no-store')
      .type('text/plain')
      .send(`${health.role()}\n`);
  app.get('/primary', (_request, reply) => answer(reply, health.isPrimary()));
  app.get<{ Querystring: { lag?: string } }>('/backup', (request, reply) => {
    const { lag } = request.query;
    // How far the backup is behind is known on the active server alone; here a limit is only checked for its form.
    if (lag !== undefined && !/^\d{1,9}(?:ms|s|m|B|kB|MB|GB)$/.test(lag)) {
      const next = 'write it like ?lag=10s or ?lag=5MB';
      return send(reply, problem(400, 'bad-lag', `"${lag}" is no limit for the lag`, next));
    }
    return answer(reply, health.isBackup());
  });
  app.get('/health', (_request, reply) => answer(reply, health.isHealthy()));
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
  // Before anything of the request is read: a stranger learns nothing from how it is parsed. What counts is the route
  // that was found, not how its path is spelled.
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

/** The one place where it is judged who may ask what. */
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
  if (!asked.success) return badRequest(asked.error.issues[0]?.message ?? 'wrong shape');
  const needed = route.rightFor?.(asked.data) ?? route.right;
  return roleAllows(who.role, needed) ? route.answer(asked.data, who) : refuse(needed);
}

const NO_SUCH_PATH = problem(
  404,
  'no-such-path',
  'there is nothing at this path',
  'GET /primary, /backup, /health or /metrics',
);

const BUSY = problem(503, 'busy', 'too many requests without a certificate of this pair', 'ask again in a second');

const NO_CREDENTIAL = problem(
  401,
  'no-credential',
  'no certificate of this pair was shown',
  'use a credential of this pair (--credential DIR)',
);

function rightMissing({ name, role }: CertificateName, needed: OperatorRole): Refusal {
  const what = `${name} has the role ${role}, and this needs ${needed}`;
  return problem(403, 'right-missing', what, `use a credential with the role ${needed}`);
}

function badRequest(what: string, status = 400): Answer {
  return problem(status, 'bad-request', what, 'send what the manual describes');
}

function send(reply: FastifyReply, { status, body }: Answer): FastifyReply {
  return reply.code(status).send(body);
}
