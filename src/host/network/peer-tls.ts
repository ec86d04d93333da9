import type { PeerCertificate, SecureContext, TLSSocket } from 'node:tls';
import { createSecureContext } from 'node:tls';
import type { Letter } from '../../core/letter.ts';
import type { CertificateName, Identity } from '../identity/identity.ts';
import { nameOf } from '../identity/identity.ts';

/** The TLS options of both ends of a connection: our certificate, and trust only in the pair's own authority. */
export function secureContextOf(identity: Identity): SecureContext {
  return createSecureContext({
    ca: identity.ca,
    cert: identity.cert,
    key: identity.key,
    minVersion: 'TLSv1.3',
  });
}

/** Options for a connection to a server: its certificate counts, not the name or address that was dialled. */
export function dialOptions(
  identity: Identity,
  expected: Letter,
): {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: true;
  readonly checkServerIdentity: (host: string, certificate: PeerCertificate) => Error | undefined;
} {
  return {
    secureContext: secureContextOf(identity),
    // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED cannot disable it.
    rejectUnauthorized: true,
    checkServerIdentity: (_host, certificate) => serverIdentityFault(certificate, expected),
  };
}

function serverIdentityFault(certificate: PeerCertificate, expected: Letter): Error | undefined {
  const { OU: role, CN: name } = certificate.subject;
  if (role === 'server' && name === expected) return undefined;
  return new Error(`the certificate is for ${role} ${name}, not for server ${expected}`);
}

/** The identity of the other end; null without a certificate signed by this pair's authority. */
export function callerOf(socket: TLSSocket, pairId: string): CertificateName | null {
  if (!socket.authorized) return null;
  const certificate = socket.getPeerX509Certificate();
  return certificate === undefined ? null : nameOf(certificate, pairId);
}
