/**
 * Reads a credential from its folder, and identifies a peer by its certificate. Uses only Node's own library, because
 * every command that talks to a server loads this.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role } from '../../core/credential.ts';
import { CREDENTIAL_NAME, isRole, ORGANIZATION, PAIR_ID, serverIdentity } from '../../core/credential.ts';
import type { Letter } from '../../core/letter.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { refuseWritableAuthority } from './others-hands.ts';

/** Which files in a folder: `server.crt` and `server.key`, or `operator.crt` and `operator.key`. */
export type CredentialKind = 'server' | 'operator';

/** The subject of a certificate. `letter` is set for servers only. */
export interface CertificateName {
  readonly role: Role;
  /** `A` or `B` for a server, otherwise the name of the credential. */
  readonly name: string;
  readonly letter: Letter | null;
}

/** A credential that is complete, consistent and currently valid. `ca`, `cert` and `key` are PEM, as for node:tls. */
export interface Identity extends CertificateName {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly pairId: string;
  readonly expiresAt: Date;
}

/**
 * Reads `ca.crt` and the certificate and key of a kind from a folder.
 *
 * @throws SwitchoverError `credential-missing`, `credential-unreadable` (unreachable); `key-exposed`, `authority-writable`,
 * `certificate-expired`, `certificate-not-yet-valid` (refused); `certificate-invalid`, `certificate-foreign`,
 * `certificate-wrong-role`, `key-invalid`, `key-mismatch` (usage)
 */
export async function readIdentity(folder: string, kind: CredentialKind, now = new Date()): Promise<Identity> {
  const files = { ca: join(folder, 'ca.crt'), cert: join(folder, `${kind}.crt`), key: join(folder, `${kind}.key`) };
  const ca = await readPem(files.ca);
  const cert = await readPem(files.cert);
  const key = await readPem(files.key);
  await refuseExposed(files.key);
  await refuseWritableAuthority(files.ca);
  const authority = parseCertificate(ca, files.ca);
  const certificate = parseCertificate(cert, files.cert);
  // TLS would trust all of them.
  if (ca.split('-----BEGIN ').length > 2) throw invalid(files.ca, 'it contains more than one certificate');
  const pairId = pairIdOf(authority);
  if (pairId === null) throw invalid(files.ca, "it is not the certificate of a pair's authority");
  if (!isIssuedBy(certificate, authority)) {
    throw new SwitchoverError('usage', {
      code: 'certificate-foreign',
      where: files.cert,
      what: `${kind}.crt was not signed by the authority in ca.crt`,
      why: 'the two belong to different pairs, or the pair was recreated',
      do: 'copy the whole folder again from where the pair was created',
    });
  }
  const name = nameOf(certificate, pairId);
  if (name === null || (name.role === 'server') !== (kind === 'server')) throw wrongRole(files.cert, kind);
  if (!parseKey(key, files.key).equalsCertificate(certificate)) {
    throw new SwitchoverError('usage', {
      code: 'key-mismatch',
      where: files.key,
      what: `${kind}.key is not the key of ${kind}.crt`,
      why: 'the two files were not made together',
      do: 'copy the whole folder again from where the pair was created',
    });
  }
  for (const [file, each] of [
    [files.ca, authority],
    [files.cert, certificate],
  ] as const)
    refuseOutOfDate(each, file, now);
  const expiresAt = new Date(Math.min(certificate.validToDate.getTime(), authority.validToDate.getTime()));
  return { ca, cert, key, pairId, expiresAt, ...name };
}

/** The pair id in an authority's certificate; null for any other certificate. */
export function pairIdOf(authority: X509Certificate): string | null {
  const subject = subjectOf(authority);
  return subject !== null && subject.unit === 'authority' && authority.ca && PAIR_ID.test(subject.name)
    ? subject.name
    : null;
}

/**
 * The name in a certificate, from its subject alone. The caller must have verified it (by TLS or `isIssuedBy`). Null if
 * it is not one of ours. With `pairId`, a server certificate must also carry that pair's identity.
 */
export function nameOf(certificate: X509Certificate, pairId?: string): CertificateName | null {
  const subject = subjectOf(certificate);
  if (subject === null || certificate.ca || !isRole(subject.unit)) return null;
  const { unit: role, name } = subject;
  if (role !== 'server') return CREDENTIAL_NAME.test(name) ? { role, name, letter: null } : null;
  if (name !== 'A' && name !== 'B') return null;
  if (pairId !== undefined && !namesOf(certificate).includes(`DNS:${serverIdentity(name, pairId)}`)) return null;
  return { role, name, letter: name };
}

/** Besides its identity in the pair, a server may carry the names by which health checks reach it. */
function namesOf({ subjectAltName }: X509Certificate): string[] {
  return (subjectAltName ?? '').split(', ');
}

export function isIssuedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

/** O, OU and CN, each exactly once and nothing else; null for any other subject. */
function subjectOf(certificate: X509Certificate): { readonly unit: string; readonly name: string } | null {
  const match = /^O=(?<organization>[^\n]*)\nOU=(?<unit>[^\n]*)\nCN=(?<name>[^\n]*)$/.exec(certificate.subject ?? '');
  if (match?.groups?.organization !== ORGANIZATION) return null;
  return { unit: match.groups.unit!, name: match.groups.name! };
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new SwitchoverError('unreachable', {
      code: missing ? 'credential-missing' : 'credential-unreadable',
      where: file,
      what: missing ? 'a file of the credential is missing' : 'a file of the credential cannot be read',
      why: missing ? 'a credential consists of ca.crt, a certificate and a key' : `the system reports ${code}`,
      do: missing
        ? 'specify the right folder (--credential DIR), or copy it from where the pair was created'
        : 'run as the user who owns the folder',
    });
  }
}

/** A key that others can read is not secret; ssh refuses it too. */
async function refuseExposed(file: string): Promise<void> {
  if (process.platform === 'win32') return;
  const { mode } = await stat(file);
  if ((mode & 0o077) === 0) return;
  throw new SwitchoverError('refused', {
    code: 'key-exposed',
    where: file,
    what: 'the private key is accessible to other users of this machine',
    why: `its mode is ${(mode & 0o777).toString(8).padStart(4, '0')}; anyone who can read it can impersonate its owner`,
    do: `chmod 600 ${file}`,
  });
}

function parseCertificate(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw invalid(file, 'it is not a PEM certificate');
  }
}

function parseKey(pem: string, file: string): { equalsCertificate(certificate: X509Certificate): boolean } {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new SwitchoverError('usage', {
      code: 'key-invalid',
      where: file,
      what: 'the private key cannot be read',
      why: 'it is not an unencrypted private key in PEM format',
      do: 'copy the whole folder again from where the pair was created',
    });
  }
  return { equalsCertificate: (certificate) => certificate.checkPrivateKey(key) };
}

function refuseOutOfDate(certificate: X509Certificate, file: string, now: Date): void {
  if (now > certificate.validToDate) {
    throw new SwitchoverError('refused', {
      code: 'certificate-expired',
      where: file,
      what: `the certificate expired on ${certificate.validToDate.toISOString()}`,
      why: `the clock of this machine says ${now.toISOString()}`,
      do: 'sign it again with openssl, as docs/certificates.md describes, or correct the clock of this machine',
    });
  }
  if (now >= certificate.validFromDate) return;
  throw new SwitchoverError('refused', {
    code: 'certificate-not-yet-valid',
    where: file,
    what: `the certificate is not valid before ${certificate.validFromDate.toISOString()}`,
    why: `the clock of this machine says ${now.toISOString()}`,
    do: 'correct the clock of this machine',
  });
}

function wrongRole(file: string, kind: CredentialKind): SwitchoverError {
  const wanted = kind === 'server' ? 'a server of this pair' : 'an operator';
  return new SwitchoverError('usage', {
    code: 'certificate-wrong-role',
    where: file,
    what: `${kind}.crt is not the certificate of ${wanted}`,
    why: 'each certificate is valid only for the server or operator it was issued to',
    do: 'copy the right folder from where the pair was created',
  });
}

function invalid(file: string, why: string): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'certificate-invalid',
    where: file,
    what: 'the certificate cannot be used',
    why,
    do: 'copy the whole folder again from where the pair was created',
  });
}
