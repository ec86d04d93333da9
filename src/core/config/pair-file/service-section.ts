/** The section `service` of a pair file, and what a server overrides of it. */
import { isScalar } from 'yaml';
import { isHost } from '../../network-name.ts';
import { parseWholeNumber } from '../parameters/value.ts';
import { readCommand } from '../yaml-text/command.ts';
import type { Entry } from '../yaml-text/entries.ts';
import { readFields, readText, readWord } from '../yaml-text/fields.ts';
import { describe, scalarText, shown } from '../yaml-text/nodes.ts';
import type { YamlSource } from '../yaml-text/source.ts';
import { PAIR_FILE_KEYS, SERVICE_LIMIT, SSH_PORT } from './keys.ts';
import type { Command, Preset, ServiceKeys, ServiceRun, SshKeys } from './pair-file.ts';
import { PRESETS, RUNS, SERVICE_COMMANDS } from './pair-file.ts';
import { readSeconds } from './seconds.ts';
import { SYSTEM_PROGRAMS } from './service-presets.ts';

const SERVICE = PAIR_FILE_KEYS.service.keys;

/** What was read, and where its problems belong. */
export interface ReadService {
  readonly keys: ServiceKeys;
  readonly path: string;
  readonly offset: number;
  readonly fields: ReadonlyMap<string, Entry>;
}

/** One such section, `service` or `servers.A.service`. Null if there is none; whatever is wrong is reported and left out. */
export function readService(source: YamlSource, entry: Entry | undefined, path: string): ReadService | null {
  if (entry === undefined || entry.value === null) return null;
  const fields = readFields(source, entry.value, { path, offset: entry.offset }, SERVICE);
  if (fields === null) return null;
  const limit = fields.get('time limit');
  const commands = SERVICE_COMMANDS.map((key) => [
    key,
    readCommand(source, fields.get(key), `${path}.${key}`, 'service', SYSTEM_PROGRAMS),
  ]);
  const keys = {
    preset: readWord<Preset>(source, fields.get('preset'), `${path}.preset`, PRESETS),
    unit: readText(source, fields.get('unit'), `${path}.unit`),
    run: readWord<ServiceRun>(source, fields.get('run'), `${path}.run`, RUNS),
    ssh: readSsh(source, fields.get('ssh'), `${path}.ssh`),
    startMode: readStartMode(source, fields.get('start mode'), `${path}.start mode`),
    timeLimitMs: limit === undefined ? null : readSeconds(source, limit, SERVICE_LIMIT),
    ...Object.fromEntries(commands),
  };
  return { keys: onlySet<ServiceKeys>(keys), path, offset: entry.keyOffset, fields };
}

function onlySet<T extends object>(values: { readonly [K in keyof T]: T[K] | null }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as T;
}

function readStartMode(source: YamlSource, entry: Entry | undefined, path: string): ServiceKeys['startMode'] | null {
  if (entry === undefined) return null;
  const fields = readFields(source, entry.value, { path, offset: entry.offset }, SERVICE['start mode'].keys);
  if (fields === null) return null;
  const command = (key: 'read' | 'automatic' | 'manual'): Command | null =>
    readCommand(source, fields.get(key), `${path}.${key}`, 'service', SYSTEM_PROGRAMS);
  const [read, automatic, manual] = [command('read'), command('automatic'), command('manual')];
  return read === null || automatic === null || manual === null ? null : { read, automatic, manual };
}

function readSsh(source: YamlSource, entry: Entry | undefined, path: string): SshKeys | null {
  if (entry === undefined) return null;
  const fields = readFields(source, entry.value, { path, offset: entry.offset }, SERVICE.ssh.keys);
  if (fields === null) return null;
  return onlySet<SshKeys>({
    user: readUser(source, fields.get('user'), `${path}.user`),
    host: readHost(source, fields.get('host'), `${path}.host`),
    port: readPort(source, fields.get('port')),
    identityFile: readText(source, fields.get('identity file'), `${path}.identity file`),
  });
}

/** What ssh itself accepts. */
const USER = /^(?!-)[^\s'"`;&<>|(){}]+(?<!\\)$/;

function readUser(source: YamlSource, entry: Entry | undefined, path: string): string | null {
  const user = readText(source, entry, path);
  if (user === null || USER.test(user)) return user;
  source.report(entry!.offset, {
    code: 'user-invalid',
    what: `${path} is ${shown(user)}`,
    why: 'ssh does not accept such a user name',
    do: 'write the name of the user on that machine',
  });
  return null;
}

function readHost(source: YamlSource, entry: Entry | undefined, path: string): string | null {
  const host = readText(source, entry, path);
  if (host === null || (isHost(host) && !host.startsWith('-'))) return host;
  source.report(entry!.offset, {
    code: 'host-invalid',
    what: `${path} is ${shown(host)}`,
    why: 'this is neither a host name nor an IP address',
    do: 'write a name or an address, without user and port: they have keys of their own',
  });
  return null;
}

function readPort(source: YamlSource, entry: Entry | undefined): number | null {
  if (entry === undefined) return null;
  if (!isScalar(entry.value)) {
    source.report(entry.offset, {
      code: 'type-wrong',
      what: `${SSH_PORT.name} is ${describe(entry.value)}`,
      why: 'it must be a number',
      do: 'write the port, or remove the line',
    });
    return null;
  }
  const parsed = parseWholeNumber(SSH_PORT, scalarText(entry.value), null);
  if (parsed.ok) return Number(parsed.value);
  source.report(entry.offset, parsed.problem);
  return null;
}
