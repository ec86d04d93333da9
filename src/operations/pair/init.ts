/** Creates a pair: its certificate authority, a folder for each server, operator credentials, the pair file. */
import { join } from 'node:path';
import { parsePairFile } from '../../core/config/pair-file/parse.ts';
import { renderPairFile } from '../../core/config/pair-file/render.ts';
import { type NamedServer, parseServerFlags } from '../../core/config/pair-file/server-flag.ts';
import type { OperatorRole } from '../../core/credential.ts';
import type { Letter } from '../../core/letter.ts';
import { LETTERS } from '../../core/letter.ts';
import { type Problem, SwitchoverError } from '../../core/problem.ts';
import type { MadePair } from '../../core/results/made-pair.ts';
import type { NewFile } from '../../host/files/new-folder.ts';
import { placeFiles } from '../../host/files/new-folder.ts';
import type { KeyPairPem } from '../../host/identity/authority.ts';
import { createAuthority, issueCertificate } from '../../host/identity/authority.ts';

export interface InitRequest {
  readonly dir: string;
  /** Null: derived from the servers' names. */
  readonly pair: string | null;
  /** `NAME=HOST:PORT` of each. */
  readonly servers: Readonly<Record<Letter, string>>;
  readonly gatewayPing: boolean;
}

/** The credentials that every pair starts with. The first is the one that commands use by default. */
const CREDENTIALS: readonly { readonly role: OperatorRole; readonly folder: string }[] = [
  { role: 'master-administrator', folder: 'operator' },
  { role: 'remote-control', folder: 'credentials/remote-control' },
  { role: 'viewer', folder: 'credentials/viewer' },
];

/**
 * Creates a pair in a new or empty folder, all of it or nothing.
 *
 * @throws SwitchoverError as `placeFiles`; or (usage) if the servers or the pair name are invalid
 */
export async function initPair(request: InitRequest, signal: AbortSignal, now = new Date()): Promise<MadePair> {
  const { dir, gatewayPing } = request;
  const { servers, warnings } = readServers(request.servers);
  const pair = request.pair ?? `${servers.A.name}-${servers.B.name}`;
  const pairFile = renderPairFile({ pair, servers, gatewayPing });
  refuseUnusable(pairFile);

  const authority = await createAuthority(now);
  const issued = { servers: new Map<Letter, KeyPairPem>(), credentials: new Map<OperatorRole, KeyPairPem>() };
  for (const letter of LETTERS) {
    const { name, host } = servers[letter];
    const subject = { role: 'server', letter, hosts: [host, name] } as const;
    issued.servers.set(letter, await issueCertificate(authority, subject, now));
  }
  for (const { role } of CREDENTIALS) {
    issued.credentials.set(role, await issueCertificate(authority, { role, name: role }, now));
  }

  const files: NewFile[] = [...keyPairFiles('authority', 'ca', authority)];
  for (const letter of LETTERS) {
    files.push(...credentialFiles(letter, 'server', issued.servers.get(letter)!, authority.certificate));
    files.push({ path: `${letter}/pair.yaml`, content: pairFile, secret: false });
  }
  for (const { role, folder } of CREDENTIALS) {
    files.push(...credentialFiles(folder, 'operator', issued.credentials.get(role)!, authority.certificate));
  }
  // Last, because every command looks for it.
  await placeFiles(dir, [...files, { path: 'pair.yaml', content: pairFile, secret: false }], signal);

  return {
    pair,
    pairId: authority.pairId,
    dir,
    pairFile: join(dir, 'pair.yaml'),
    gatewayPing,
    servers: LETTERS.map((letter) => ({
      ...servers[letter],
      folder: join(dir, letter),
      expiresAt: issued.servers.get(letter)!.expiresAt.toISOString(),
    })),
    credentials: CREDENTIALS.map(({ role, folder }) => ({
      name: role,
      role,
      folder: join(dir, folder),
      expiresAt: issued.credentials.get(role)!.expiresAt.toISOString(),
    })),
    authority: { folder: join(dir, 'authority'), expiresAt: authority.expiresAt.toISOString() },
    warnings,
  };
}

function readServers(texts: InitRequest['servers']): {
  readonly servers: Readonly<Record<Letter, NamedServer>>;
  readonly warnings: readonly Problem[];
} {
  const { servers, problems } = parseServerFlags(texts);
  if (servers !== null) return { servers, warnings: problems };
  const [first, ...also] = problems.toSorted((left, right) => left.severity.localeCompare(right.severity));
  throw new SwitchoverError('usage', first!, also);
}

/** The servers were checked with their flags; only the pair name can still be wrong. */
function refuseUnusable(text: string): void {
  const wrong = parsePairFile(text, 'pair.yaml').problems.find((problem) => problem.severity === 'error');
  if (wrong !== undefined) throw new SwitchoverError('usage', { ...wrong, where: '--pair-name' });
}

function credentialFiles(folder: string, kind: string, made: KeyPairPem, authority: string): NewFile[] {
  return [...keyPairFiles(folder, kind, made), { path: `${folder}/ca.crt`, content: authority, secret: false }];
}

function keyPairFiles(folder: string, name: string, made: KeyPairPem): NewFile[] {
  return [
    { path: `${folder}/${name}.crt`, content: made.certificate, secret: false },
    { path: `${folder}/${name}.key`, content: made.key, secret: true },
  ];
}
