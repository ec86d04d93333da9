/**
 * Creates the certificate authority of a pair and the certificates it signs.
 *
 * Nothing here is used by a running pair: the authority's key stays with the operator. ECDSA on P-256 throughout.
 * `identity.ts` reads and checks certificates without the library needed here; whatever imports this module is loaded
 * only to issue certificates.
 */
// First, because the library's dependency container needs Reflect.getMetadata while it loads.
import 'reflect-metadata';
import { createPrivateKey, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { OperatorRole } from '../../core/credential.ts';
import { CREDENTIAL_NAME, ORGANIZATION, serverIdentity } from '../../core/credential.ts';
import type { Letter } from '../../core/letter.ts';
import { isIpAddress } from '../../core/network-name.ts';

/** A certificate and its private key, both PEM. */
export interface KeyPairPem {
  readonly certificate: string;
  readonly key: string;
  readonly expiresAt: Date;
}

export interface Authority extends KeyPairPem {
  readonly pairId: string;
}

/** The subject of a certificate. */
export type CertificateSubject =
  /** `hosts`: the names and addresses under which programs that know nothing of pairs reach it. */
  | { readonly role: 'server'; readonly letter: Letter; readonly hosts?: readonly string[] }
  | { readonly role: OperatorRole; readonly name: string };

const DAY_MS = 86_400_000;
export const AUTHORITY_DAYS = 3652;
/** The longest validity that browsers and Apple's TLS accept from any authority. */
export const CERTIFICATE_DAYS = 825;
/** Certificates are backdated: the clock of the other machine may be behind, or set to the wrong time zone. */
const BACKDATED_MS = DAY_MS;

x509.cryptoProvider.set(webcrypto);

const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING_ALGORITHM = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** A new authority for a new pair, with its own pair id, valid for ten years from `now`. */
export async function createAuthority(now = new Date()): Promise<Authority> {
  const pairId = randomHex(16);
  const keys = await generateKeys();
  const expiresAt = daysAfter(now, AUTHORITY_DAYS);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ O: [ORGANIZATION] }, { OU: ['authority'] }, { CN: [pairId] }],
    notBefore: new Date(now.getTime() - BACKDATED_MS),
    notAfter: expiresAt,
    keys,
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { pairId, certificate: pemOf(certificate), key: await privatePem(keys.privateKey), expiresAt };
}

/**
 * A certificate with a new key, signed by the authority, valid for 825 days from `now` or until the authority expires.
 * Servers get serverAuth and clientAuth (they call each other), operators clientAuth.
 */
export async function issueCertificate(
  authority: Pick<Authority, 'certificate' | 'key'>,
  subject: CertificateSubject,
  now = new Date(),
): Promise<KeyPairPem> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const signingKey = await importPrivateKey(authority.key);
  const keys = await generateKeys();
  const expiresAt = new Date(Math.min(daysAfter(now, CERTIFICATE_DAYS).getTime(), issuer.notAfter.getTime()));
  const { clientAuth, serverAuth } = x509.ExtendedKeyUsage;
  const isServer = subject.role === 'server';
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ O: [ORGANIZATION] }, { OU: [subject.role] }, { CN: [commonName(subject)] }],
    issuer: issuer.subjectName.toJSON(),
    notBefore: new Date(now.getTime() - BACKDATED_MS),
    notAfter: expiresAt,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(isServer ? [serverAuth, clientAuth] : [clientAuth], true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ...(isServer ? [alternativeNames(subject, issuer)] : []),
    ],
  });
  return { certificate: pemOf(certificate), key: await privatePem(keys.privateKey), expiresAt };
}

function commonName(subject: CertificateSubject): string {
  if (subject.role === 'server') return subject.letter;
  if (!CREDENTIAL_NAME.test(subject.name)) throw new TypeError(`invalid credential name: ${subject.name}`);
  return subject.name;
}

function alternativeNames(
  { letter, hosts = [] }: Extract<CertificateSubject, { readonly role: 'server' }>,
  issuer: x509.X509Certificate,
): x509.SubjectAlternativeNameExtension {
  const pairId = issuer.subjectName.getField('CN')[0] ?? '';
  const names = [serverIdentity(letter, pairId), ...new Set(hosts)];
  return new x509.SubjectAlternativeNameExtension(
    names.map((value) => ({ type: isIpAddress(value) ? 'ip' : 'dns', value })),
  );
}

type CryptoKey = webcrypto.CryptoKey;

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
}

function importPrivateKey(pem: string): Promise<CryptoKey> {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, KEY_ALGORITHM, false, ['sign']);
}

async function privatePem(key: CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/.{64}/g, '$&\n').trimEnd()}\n-----END PRIVATE KEY-----\n`;
}

function pemOf(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem').trimEnd()}\n`;
}

/** 124 random bits that never begin with 00, so that every program reads the same number. */
function serialNumber(): string {
  return `4${randomHex(16).slice(1)}`;
}

function randomHex(bytes: number): string {
  return Buffer.from(webcrypto.getRandomValues(new Uint8Array(bytes))).toString('hex');
}

function daysAfter(date: Date, days: number): Date {
  // Certificates have a resolution of one second.
  return new Date(Math.floor((date.getTime() + days * DAY_MS) / 1000) * 1000);
}
