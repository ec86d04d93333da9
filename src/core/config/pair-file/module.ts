/** The section `module` of a pair file: what the backup watches on the active server, and how it is probed. */
import { isScalar } from 'yaml';
import { readCommand } from '../yaml-text/command.ts';
import type { Entry } from '../yaml-text/entries.ts';
import type { Fields } from '../yaml-text/fields.ts';
import { readFields, readText } from '../yaml-text/fields.ts';
import { describe, scalarText, shown } from '../yaml-text/nodes.ts';
import type { YamlSource } from '../yaml-text/source.ts';
import { parseAddress } from './address.ts';
import { PAIR_FILE_KEYS, START_TIMEOUT } from './keys.ts';
import type { ModuleEntry, ModuleProbe } from './pair-file.ts';
import { readSeconds } from './seconds.ts';

/** Log lines show it between brackets, and it is parsed back from there. */
const MODULE_NAME = /^[A-Za-z0-9](?:[\w .-]{0,62}[\w.-])?$/;
/** Where the HTTP response holds the process ID by default. */
const PID_HEADER = { in: 'header', name: 'X-Process-Id' } as const;
const KINDS = ['tcp', 'http', 'exec', 'registered'] as const;
type Kind = (typeof KINDS)[number];

const MODULE = PAIR_FILE_KEYS.module.keys;
const PROBE = MODULE.probe.keys;
type ProbeFields = Fields<typeof PROBE>;

/** The monitored module; null if there is none, or if its section is invalid and has been reported. */
export function readModule(source: YamlSource, section: Entry | undefined): ModuleEntry | null {
  if (section === undefined || section.value === null) return null;
  const fields = readFields(source, section.value, { path: 'module', offset: section.offset }, MODULE);
  if (fields === null) return null;
  const name = readName(source, fields.get('name'));
  const startLimitMs = readSeconds(source, fields.get('start timeout'), START_TIMEOUT);
  const probe = readProbe(source, fields.get('probe'));
  const check = readCommand(source, fields.get('check'), 'module.check', 'check');
  return probe === null ? null : { name, probe, check, startLimitMs };
}

function readName(source: YamlSource, entry: Entry | undefined): string | null {
  const name = readText(source, entry, 'module.name');
  if (name === null || MODULE_NAME.test(name)) return name;
  source.report(entry!.offset, {
    code: 'module-name-invalid',
    what: `module.name is ${shown(name)}`,
    why: 'a name starts with a letter or a digit and has at most 64 letters, digits, spaces and . _ -',
    do: 'choose a simpler name, or remove the line',
  });
  return null;
}

function readProbe(source: YamlSource, entry: Entry | undefined): ModuleProbe | null {
  if (entry === undefined) return null;
  const fields = readFields(source, entry.value, { path: 'module.probe', offset: entry.offset }, PROBE);
  if (fields === null) return null;
  const kind = onlyKind(source, fields, entry);
  if (kind === null) return null;
  if (kind !== 'http') reportIdle(source, fields, kind);
  const own = fields.get(kind)!;
  switch (kind) {
    case 'tcp':
      return readTcp(source, own);
    case 'http':
      return readHttp(source, own, fields);
    case 'exec': {
      const command = readCommand(source, own, 'module.probe.exec', 'probe');
      return command === null ? null : { kind, command };
    }
    case 'registered':
      return readRegistered(source, own);
  }
}

function onlyKind(source: YamlSource, fields: ProbeFields, entry: Entry): Kind | null {
  const [first, second] = KINDS.filter((kind) => fields.has(kind));
  if (first !== undefined && second === undefined) return first;
  source.report(second === undefined ? entry.offset : fields.get(second)!.keyOffset, {
    code: 'probe-not-one',
    what: second === undefined ? 'module.probe has no kind of probe' : `module.probe has both ${first} and ${second}`,
    why: `it needs exactly one of ${KINDS.join(', ')}`,
    do: second === undefined ? 'add one of them, for example "tcp: 127.0.0.1:5060"' : 'keep one of the two',
  });
  return null;
}

/** The process ID comes with the HTTP response, on the first line of the program's output, or with the registration. */
function reportIdle(source: YamlSource, fields: ProbeFields, kind: Kind): void {
  for (const key of ['pid header', 'pid field'] as const) {
    const entry = fields.get(key);
    if (entry === undefined) continue;
    source.report(entry.keyOffset, {
      code: 'key-without-effect',
      what: `module.probe.${key} has no effect on a probe of type ${kind}`,
      why: 'it says where an HTTP response holds the process ID',
      do: 'remove it, or use an http probe',
    });
  }
}

function readTcp(source: YamlSource, entry: Entry): ModuleProbe | null {
  const text = readText(source, entry, 'module.probe.tcp');
  if (text === null) return null;
  const address = parseAddress(text, 'module.probe.tcp');
  if (!address.ok) {
    source.report(entry.offset, address.finding);
    return null;
  }
  if (/:\d+$/.test(text.replace(/^\[.*\]/, ''))) return { kind: 'tcp', host: address.host, port: address.port };
  source.report(entry.offset, {
    code: 'port-missing',
    what: `module.probe.tcp is ${shown(text)}`,
    why: 'a probe has no default port',
    do: `add the port, for example ${text}:5060`,
  });
  return null;
}

function readHttp(source: YamlSource, entry: Entry, fields: ProbeFields): ModuleProbe | null {
  const url = readUrl(source, entry);
  const [header, field] = [fields.get('pid header'), fields.get('pid field')];
  if (header !== undefined && field !== undefined) {
    source.report(field.keyOffset, {
      code: 'key-duplicate',
      what: 'module.probe has both pid header and pid field',
      why: 'the process ID is read from one place only',
      do: 'keep one of the two',
    });
    return null;
  }
  const at = header ?? field;
  if (at === undefined) return url === null ? null : { kind: 'http', url, pid: PID_HEADER };
  const name = readText(source, at, `module.probe.${at.key}`);
  if (name === null || url === null) return null;
  // A header name is an HTTP token; a field name may be any text.
  if (header !== undefined && !/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) {
    source.report(at.offset, {
      code: 'header-invalid',
      what: `module.probe.pid header is ${shown(name)}`,
      why: 'this is not a valid HTTP header name',
      do: 'for example: X-Process-Id',
    });
    return null;
  }
  return { kind: 'http', url, pid: { in: header === undefined ? 'field' : 'header', name } };
}

function readUrl(source: YamlSource, entry: Entry): string | null {
  const text = readText(source, entry, 'module.probe.http');
  if (text === null) return null;
  const fault = urlFault(text);
  if (fault === null) return text;
  source.report(entry.offset, {
    code: 'url-invalid',
    what: `module.probe.http is ${shown(text)}`,
    why: fault,
    do: 'for example: http://127.0.0.1:8080/health',
  });
  return null;
}

function urlFault(text: string): string | null {
  if (/\s/.test(text)) return 'a URL cannot contain spaces';
  if (!URL.canParse(text)) return 'this is not a valid URL';
  const { protocol, username, password, hash } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return 'it must start with http:// or https://';
  if (username !== '' || password !== '')
    return 'it must not contain a user name or password: the pair file is not secret';
  return hash === '' ? null : 'the part after # would never be sent';
}

function readRegistered(source: YamlSource, entry: Entry): ModuleProbe | null {
  if (isScalar(entry.value) && entry.value.value === true) return { kind: 'registered' };
  const written = isScalar(entry.value) ? scalarText(entry.value) : describe(entry.value);
  source.report(entry.offset, {
    code: 'type-wrong',
    what: `module.probe.registered is ${written}`,
    why: 'the only value is true',
    do: 'write "registered: true", or remove the line',
  });
  return null;
}
