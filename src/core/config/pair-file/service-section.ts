/** The section `service` of a pair file, and what a server overrides of it. */
import { isScalar } from 'yaml';
import { LETTERS, type Letter } from '../../letter.ts';
import { canonicalHost, isHost } from '../../network-name.ts';
import { whyNotQuotable } from '../../remote-shell.ts';
import { parseWholeNumber } from '../parameters/value.ts';
import { readCommand } from '../yaml-text/command.ts';
import type { Entry } from '../yaml-text/entries.ts';
import { readFields, readText, readWord } from '../yaml-text/fields.ts';
import type { Finding } from '../yaml-text/finding.ts';
import { describe, scalarText, shown } from '../yaml-text/nodes.ts';
import type { YamlSource } from '../yaml-text/source.ts';
import { PAIR_FILE_KEYS, SERVICE_LIMIT, SSH_PORT } from './keys.ts';
import type { Command, Preset, ServerEntry, ServiceKeys, ServiceRun, SshKeys } from './pair-file.ts';
import { PRESETS, RUNS, SERVICE_COMMANDS } from './pair-file.ts';
import { readSeconds } from './seconds.ts';
import { mergedKeys, runOf, shellOf } from './service.ts';
import { SYSTEM_PROGRAMS, UNIT_FORMS } from './service-presets.ts';

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

type PerServer<T> = Readonly<Record<Letter, T>>;

/** Checks what only both sections that apply to a server show together. A problem of both servers is reported once. */
export function checkServices(
  source: YamlSource,
  shared: ReadService | null,
  own: PerServer<ReadService | null>,
  servers: PerServer<ServerEntry>,
): void {
  const said = new Set<string>();
  for (const letter of LETTERS) {
    const sections = [own[letter], shared].filter((section) => section !== null);
    const placeOf = (key: string): Place => {
      const section = sections.find(({ fields }) => fields.has(key)) ?? sections[0]!;
      return { path: `${section.path}.${key}`, offset: section.fields.get(key)?.offset ?? section.offset };
    };
    const keys = mergedKeys(shared?.keys ?? {}, own[letter]?.keys ?? {});
    for (const { key, finding } of faultsOf(keys, (each) => placeOf(each).path)) {
      const { offset } = placeOf(key);
      if (said.has(`${offset} ${finding.what}`)) continue;
      said.add(`${offset} ${finding.what}`);
      source.report(offset, finding);
    }
  }
  reportSameMachine(source, shared, own, servers);
}

interface Place {
  readonly path: string;
  readonly offset: number;
}

interface Fault {
  /** The key that the problem is about, as written. */
  readonly key: string;
  readonly finding: Finding;
}

function faultsOf(keys: ServiceKeys, pathOf: (key: string) => string): Fault[] {
  const commands: (readonly [string, Command])[] = SERVICE_COMMANDS.flatMap((key) =>
    keys[key] === undefined ? [] : [[key, keys[key]] as const],
  );
  const { read, automatic, manual } = keys.startMode ?? {};
  for (const command of [read, automatic, manual]) if (command !== undefined) commands.push(['start mode', command]);
  const remote = runOf(keys) === 'ssh';
  return [
    ...unitFaults(keys, pathOf),
    ...commands.flatMap(([key, command]) => (remote ? remoteFaults(key, command, keys, pathOf(key)) : [])),
  ];
}

function unitFaults(keys: ServiceKeys, pathOf: (key: string) => string): Fault[] {
  const { preset, unit } = keys;
  if (preset === undefined && unit === undefined) return [];
  if (unit === undefined) {
    return [
      {
        key: 'preset',
        finding: {
          code: 'key-missing',
          what: `${pathOf('preset')} is ${preset}, but there is no unit`,
          why: 'the commands of a preset need the name of the service',
          do: 'add a line "unit: …", or remove the preset',
        },
      },
    ];
  }
  if (preset === undefined) {
    return [
      {
        key: 'unit',
        finding: {
          code: 'key-without-effect',
          what: `${pathOf('unit')} has no effect without a preset`,
          why: 'only the commands of a preset use it',
          do: 'add a line "preset: …", or remove the unit',
        },
      },
    ];
  }
  const { pattern, form } = UNIT_FORMS[preset];
  const finding: Finding | null = pattern.test(unit)
    ? null
    : {
        code: 'unit-invalid',
        what: `${pathOf('unit')} is ${shown(unit)}`,
        why: `with preset ${preset} it is ${form}`,
        do: 'write the exact name of the service',
      };
  if (finding !== null) return [{ key: 'unit', finding }];
  return runOf(keys) === 'ssh' ? quotingFaults('unit', [unit], keys, pathOf('unit')) : [];
}

function remoteFaults(key: string, command: Command, keys: ServiceKeys, path: string): Fault[] {
  const [program = ''] = command;
  if (SYSTEM_PROGRAMS.includes(program) || isAbsolute(program)) return quotingFaults(key, command, keys, path);
  return [
    {
      key,
      finding: {
        code: 'service-path-relative',
        what: `${path} is a relative path: ${shown(program)}`,
        why: "with ssh it is run on the server's machine, where there may be no folder of the pair file",
        do: 'write the absolute path on that machine',
      },
    },
  ];
}

/** On either kind of system: the machine at the other end need not be of the same kind. */
function isAbsolute(program: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(program);
}

function quotingFaults(key: string, words: Command, keys: ServiceKeys, path: string): Fault[] {
  const why = words.map((word) => whyNotQuotable(shellOf(keys), word)).find((each) => each !== null);
  if (why === undefined || why === null) return [];
  return [
    {
      key,
      finding: {
        code: 'service-not-quotable',
        what: `${path} cannot be passed over ssh`,
        why,
        do: 'put the command into a script on that machine, and name the script here',
      },
    },
  ];
}

/** Both servers on one machine, when their addresses say otherwise: one of them would be mistaken for the other. */
function reportSameMachine(
  source: YamlSource,
  shared: ReadService | null,
  own: PerServer<ReadService | null>,
  servers: PerServer<ServerEntry>,
): void {
  const machineOf = (letter: Letter): string | null => {
    const keys = mergedKeys(shared?.keys ?? {}, own[letter]?.keys ?? {});
    const run = runOf(keys);
    if (run === 'by-hand') return null;
    return run === 'local' ? 'this machine' : `${keys.ssh?.host ?? servers[letter].host}:${keys.ssh?.port ?? ''}`;
  };
  const machine = machineOf('A');
  const at = shared ?? own.B;
  if (at === null || machine === null || machine !== machineOf('B')) return;
  if (canonicalHost(servers.A.host) === canonicalHost(servers.B.host)) return;
  const local = machine === 'this machine';
  source.report(at.fields.get(local ? 'run' : 'ssh')?.offset ?? at.offset, {
    code: 'service-one-machine',
    severity: 'warning',
    what: `the commands of both servers would be run on ${local ? 'the machine of the operator' : 'the same host'}`,
    why: `the servers have different hosts, ${servers.A.host} and ${servers.B.host}`,
    do: local
      ? 'write "run: ssh", or give one server a section of its own'
      : 'give each server an "ssh" section with its own host',
  });
}
