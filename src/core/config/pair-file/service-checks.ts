/** What only the sections of the pair and of a server together show: `service`, `servers.A.service` and `servers.A.release`. */
import { LETTERS, type Letter } from '../../letter.ts';
import { canonicalHost } from '../../network-name.ts';
import { isAbsoluteAnywhere, whyNotQuotable } from '../../remote-shell.ts';
import type { Finding } from '../yaml-text/finding.ts';
import { shown } from '../yaml-text/nodes.ts';
import type { YamlSource } from '../yaml-text/source.ts';
import type { Command, ServerEntry, ServiceKeys } from './pair-file.ts';
import { SERVICE_COMMANDS } from './pair-file.ts';
import { mergedKeys, runOf, shellOf } from './service.ts';
import { SYSTEM_PROGRAMS, UNIT_FORMS } from './service-presets.ts';
import type { ReadService } from './service-section.ts';

/** A server, and where its problems belong. */
export interface ServerSections {
  readonly entry: ServerEntry;
  readonly service: ReadService | null;
  readonly releaseAt: number;
}

type Servers = Readonly<Record<Letter, ServerSections>>;

/** Reports what is wrong; a problem that both servers have once. */
export function checkServices(source: YamlSource, shared: ReadService | null, servers: Servers): void {
  const said = new Set<string>();
  for (const letter of LETTERS) {
    const { entry, service, releaseAt } = servers[letter];
    const sections = [service, shared].filter((section) => section !== null);
    const placeOf = (key: string): Place => {
      const section = sections.find(({ fields }) => fields.has(key)) ?? sections[0]!;
      return { path: `${section.path}.${key}`, offset: section.fields.get(key)?.offset ?? section.offset };
    };
    const keys = mergedKeys(shared?.keys ?? {}, entry.service);
    for (const { key, finding } of faultsOf(keys, (each) => placeOf(each).path)) {
      const { offset } = placeOf(key);
      if (said.has(`${offset} ${finding.what}`)) continue;
      said.add(`${offset} ${finding.what}`);
      source.report(offset, finding);
    }
    const fault = releaseFault(keys, entry);
    if (fault !== null) source.report(releaseAt, fault);
  }
  reportSameMachine(source, shared, servers);
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
  if (SYSTEM_PROGRAMS.includes(program) || isAbsoluteAnywhere(program)) return quotingFaults(key, command, keys, path);
  return [{ key, finding: relative(path, program, 'write the absolute path on that machine') }];
}

function relative(path: string, program: string, next: string): Finding {
  return {
    code: 'service-path-relative',
    what: `${path} is a relative path: ${shown(program)}`,
    why: "with ssh it is run on the server's machine, where there may be no folder of the pair file",
    do: next,
  };
}

/** The release command of a server is that of its service too, unless the service has one. */
function releaseFault(keys: ServiceKeys, { letter, release }: ServerEntry): Finding | null {
  if (runOf(keys) !== 'ssh' || keys.release !== undefined || release === null || typeof release === 'string')
    return null;
  const [program = ''] = release.command;
  if (isAbsoluteAnywhere(program)) return null;
  return relative(
    `servers.${letter}.release.command`,
    program,
    'write the absolute path, or add "release" to the service',
  );
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
function reportSameMachine(source: YamlSource, shared: ReadService | null, servers: Servers): void {
  const hosts = { A: servers.A.entry.host, B: servers.B.entry.host };
  const machineOf = (letter: Letter): string | null => {
    const keys = mergedKeys(shared?.keys ?? {}, servers[letter].entry.service);
    const run = runOf(keys);
    if (run === 'by-hand') return null;
    return run === 'local' ? 'this machine' : `${keys.ssh?.host ?? hosts[letter]}:${keys.ssh?.port ?? ''}`;
  };
  const machine = machineOf('A');
  const at = shared ?? servers.B.service;
  if (at === null || machine === null || machine !== machineOf('B')) return;
  if (canonicalHost(hosts.A) === canonicalHost(hosts.B)) return;
  const local = machine === 'this machine';
  source.report(at.fields.get(local ? 'run' : 'ssh')?.offset ?? at.offset, {
    code: 'service-one-machine',
    severity: 'warning',
    what: `the commands of both servers would be run on ${local ? 'the machine of the operator' : 'the same host'}`,
    why: `the servers have different hosts, ${hosts.A} and ${hosts.B}`,
    do: local
      ? 'write "run: ssh", or give one server a section of its own'
      : 'give each server an "ssh" section with its own host',
  });
}
