import { isMap } from 'yaml';
import type { Letter } from '../../letter.ts';
import { canonicalHost, formatEndpoint } from '../../network-name.ts';
import { readCommand } from '../yaml-text/command.ts';
import type { Entry } from '../yaml-text/entries.ts';
import type { Fields } from '../yaml-text/fields.ts';
import { readFields, readText } from '../yaml-text/fields.ts';
import { shown } from '../yaml-text/nodes.ts';
import type { YamlSource } from '../yaml-text/source.ts';
import { parseAddress } from './address.ts';
import { PAIR_FILE_KEYS, RELEASE_COMMAND } from './keys.ts';
import type { ReleaseEntry, ServerEntry } from './pair-file.ts';
import { checkName } from './server-name.ts';
import { checkServices, type ServerSections } from './service-checks.ts';
import { type ReadService, readService } from './service-section.ts';

const SERVERS = PAIR_FILE_KEYS.servers.keys;

interface Placed extends ServerSections {
  readonly nameAt: number;
  readonly addressAt: number;
}

/**
 * The two servers, or null if one of them is unusable; whatever is wrong is reported. `service` is the section that they
 * share, and override.
 */
export function readServers(
  source: YamlSource,
  servers: Entry,
  service: ReadService | null,
): Record<Letter, ServerEntry> | null {
  const place = { path: 'servers', offset: servers.offset };
  const fields = readFields(source, servers.value, place, SERVERS);
  if (fields === null) return null;
  const A = readServer(source, fields, 'A');
  const B = readServer(source, fields, 'B');
  if (A === null || B === null) return null;
  reportEqual(source, A, B);
  checkServices(source, service, { A, B });
  return { A: A.entry, B: B.entry };
}

function readServer(source: YamlSource, servers: Fields<typeof SERVERS>, letter: Letter): Placed | null {
  const own = servers.get(letter);
  if (own === undefined) return null;
  const path = `servers.${letter}`;
  const fields = readFields(source, own.value, { path, offset: own.offset }, SERVERS[letter].keys);
  if (fields === null) return null;
  const [nameEntry, addressEntry] = [fields.get('name'), fields.get('address')];
  const name = readText(source, nameEntry, `${path}.name`);
  const written = readText(source, addressEntry, `${path}.address`);
  const data = readText(source, fields.get('data'), `${path}.data`);
  const releaseEntry = fields.get('release');
  const release = readRelease(source, releaseEntry, `${path}.release`);
  const service = readService(source, fields.get('service'), `${path}.service`);
  if (name !== null)
    for (const finding of checkName(name, letter, `${path}.name`)) source.report(nameEntry!.offset, finding);
  const address = written === null ? null : parseAddress(written, `${path}.address`);
  if (address?.ok === false) source.report(addressEntry!.offset, address.finding);
  if (name === null || !address?.ok) return null;
  const { host, port } = address;
  const entry = { letter, name, host, port, data, release, service: service?.keys ?? {} };
  const releaseAt = releaseEntry?.offset ?? own.offset;
  return { entry, service, releaseAt, nameAt: nameEntry!.offset, addressAt: addressEntry!.offset };
}

function readRelease(source: YamlSource, entry: Entry | undefined, path: string): ReleaseEntry | null {
  if (entry === undefined || !isMap(entry.value)) return readText(source, entry, path);
  const fields = readFields(source, entry.value, { path, offset: entry.offset }, RELEASE_COMMAND);
  const command = readCommand(source, fields?.get('command'), `${path}.command`, 'release');
  return command === null ? null : { command };
}

function reportEqual(source: YamlSource, A: Placed, B: Placed): void {
  if (A.entry.name.toLowerCase() === B.entry.name.toLowerCase()) {
    source.report(B.nameAt, {
      code: 'names-equal',
      what: `both servers are named ${shown(B.entry.name)}`,
      why: `the other name is at ${source.where(A.nameAt)}; letter case does not matter`,
      do: 'give each server its own name',
    });
  }
  const same = canonicalHost(A.entry.host) === canonicalHost(B.entry.host) && A.entry.port === B.entry.port;
  if (!same) return;
  source.report(B.addressAt, {
    code: 'addresses-equal',
    what: `both servers have the address ${formatEndpoint(B.entry.host, B.entry.port)}`,
    why: `the other address is at ${source.where(A.addressAt)}; a server would connect to itself`,
    do: 'give each server its own address, or its own port on the same host',
  });
}
