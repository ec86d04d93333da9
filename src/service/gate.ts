/** Who may ask what of a server, by the certificate that was shown, and how a request that is none is answered. */
import type { TLSSocket } from 'node:tls';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { OperatorRole } from '../core/credential.ts';
import { roleAllows } from '../core/credential.ts';
import type { CertificateName } from '../host/identity.ts';
import { callerOf } from '../host/peer-tls.ts';

export interface Gate {
  /** Whoever asks; null where no certificate of this pair was shown. */
  readonly caller: (request: FastifyRequest) => CertificateName | null;
  /** The caller where it has the right; else null, and the refusal has been sent. */
  readonly allowed: (request: FastifyRequest, reply: FastifyReply, needed: OperatorRole) => CertificateName | null;
  /** What was sent where it has the shape; else null, and the refusal has been sent. */
  readonly shaped: <T>(sent: unknown, reply: FastifyReply, shape: z.ZodType<T>) => T | null;
}

export function createGate(pairId: string): Gate {
  const caller = (request: FastifyRequest): CertificateName | null => callerOf(request.raw.socket as TLSSocket, pairId);
  return {
    caller,
    allowed: (request, reply, needed) => {
      const who = caller(request);
      if (who !== null && roleAllows(who.role, needed)) return who;
      if (who === null) noCredential(reply);
      else {
        problem(
          reply,
          403,
          'right-missing',
          `${who.name} has the role ${who.role}, and this needs ${needed}`,
          `use a credential with the role ${needed}`,
        );
      }
      return null;
    },
    shaped: (sent, reply, shape) => {
      const parsed = shape.safeParse(sent);
      if (parsed.success) return parsed.data;
      const what = parsed.error.issues[0]?.message ?? 'wrong shape';
      problem(reply, 400, 'bad-request', what, 'send what the manual describes');
      return null;
    },
  };
}

export function noCredential(reply: FastifyReply): void {
  const what = 'no certificate of this pair was shown';
  problem(reply, 401, 'no-credential', what, 'use a credential of this pair (--credential DIR)');
}

export function problem(reply: FastifyReply, status: number, code: string, what: string, next: string): FastifyReply {
  return reply.code(status).send({ error: { code, what, why: `HTTP ${status}`, do: next } });
}
