/** The section `module` of a pair file: what the backup watches on the active server, and how it is asked there. */
import { isScalar } from 'yaml';
import type { NumberRange } from '../parameters/value.ts';
import type { Entry } from '../yaml-text/entries.ts';
import { describe, scalarText, shown } from '../yaml-text/nodes.ts';
import type { YamlSource } from '../yaml-text/source.ts';
import { parseAddress } from './address.ts';
import { readCommand } from './command.ts';
import type { Fields } from './fields.ts';
import { readFields, readText } from './fields.ts';
import type { ModuleEntry, ModuleProbe } from './pair-file.ts';
import { DEFAULT_MODULE_START_MS } from './pair-file.ts';
import { readSeconds } from './seconds.ts';

/** It stands in log lines between brackets, and is read back from there. */
const MODULE_NAME = /^[A-Za-z0-9](?:[\w .-]{0,62}[\w.-])?$/;
/** Where the answer to an HTTP request holds the process id, unless something else is said. */
const PID_HEADER = { in: 'header', name: 'X-Process-Id' } as const;
const KINDS = ['tcp', 'http', 'exec', 'registered'] as const;
type Kind = (typeof KINDS)[number];

const START_TIMEOUT: NumberRange = {
  name: 'module.start timeout',
  unit: 'seconds',
  default: DEFAULT_MODULE_START_MS / 1000,
  minimum: { value: 1, by: 'ours', why: 'a module needs some time to start' },
  maximum: { value: 3600, by: 'ours', why: 'one that never starts would never be given up' },
};

/** The monitored module; null where there is none, and where its section is not sound and has been reported. */
export function readModule(source: YamlSource, section: Entry | undefined): ModuleEntry | null {
  if (section === undefined || section.value === null) return null;
  const keys = { required: ['probe'], optional: ['name', 'start timeout', 'check'] };
  const fields = readFields(source, section.value, { path: 'module', offset: section.offset }, keys);
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
    why: 'a name begins with a letter or a digit and has up to 64 of them, with spaces and . _ - between them',
    do: 'give it a plainer name, or take the line out',
  });
  return null;
}

function readProbe(source: YamlSource, entry: Entry | undefined): ModuleProbe | null {
  if (entry === undefined) return null;
  const keys = { required: [], optional: [...KINDS, 'pid header', 'pid field'] };
  const fields = readFields(source, entry.value, { path: 'module.probe', offset: entry.offset }, keys);
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

function onlyKind(source: YamlSource, fields: Fields, entry: Entry): Kind | null {
  const [first, second] = KINDS.filter((kind) => fields.has(kind));
  if (first !== undefined && second === undefined) return first;
  source.report(second === undefined ? entry.offset : fields.get(second)!.keyOffset, {
    code: 'probe-not-one',
    what:
      second === undefined
        ? 'module.probe says no way to ask the module'
        : `module.probe has both ${first} and ${second}`,
    why: `it is asked in one way: ${KINDS.join(', ')}`,
    do: second === undefined ? 'write one of them, as in "tcp: 127.0.0.1:5060"' : 'keep one of the two',
  });
  return null;
}

/** The process id comes with the answer to an HTTP request, with a program's first line, or with the registration. */
function reportIdle(source: YamlSource, fields: Fields, kind: Kind): void {
  for (const key of ['pid header', 'pid field']) {
    const entry = fields.get(key);
    if (entry === undefined) continue;
    source.report(entry.keyOffset, {
      code: 'key-without-effect',
      what: `module.probe.${key} changes nothing beside ${kind}`,
      why: 'it says where the answer to an HTTP request holds the process id',
      do: 'take it out, or use an http probe',
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
    why: 'the module listens on a port of its own',
    do: `write it with its port, as in ${text}:5060`,
  });
  return null;
}

function readHttp(source: YamlSource, entry: Entry, fields: Fields): ModuleProbe | null {
  const url = readUrl(source, entry);
  const [header, field] = [fields.get('pid header'), fields.get('pid field')];
  if (header !== undefined && field !== undefined) {
    source.report(field.keyOffset, {
      code: 'key-duplicate',
      what: 'module.probe has both pid header and pid field',
      why: 'the process id stands in one place',
      do: 'keep one of the two',
    });
    return null;
  }
  const at = header ?? field;
  if (at === undefined) return url === null ? null : { kind: 'http', url, pid: PID_HEADER };
  const name = readText(source, at, `module.probe.${at.key}`);
  if (name === null || url === null) return null;
  // A header's name is a word in the sense of HTTP; a field's name may be any text.
  if (header !== undefined && !/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) {
    source.report(at.offset, {
      code: 'header-invalid',
      what: `module.probe.pid header is ${shown(name)}`,
      why: 'that is no name of a header',
      do: 'write it as in: X-Process-Id',
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
    do: 'write it as in: http://127.0.0.1:8080/health',
  });
  return null;
}

function urlFault(text: string): string | null {
  if (/\s/.test(text)) return 'a URL has no spaces';
  if (!URL.canParse(text)) return 'this is no URL';
  const { protocol, username, password, hash } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return 'it begins with http:// or https://';
  if (username !== '' || password !== '') return 'a name or a password in it would be no secret here';
  return hash === '' ? null : 'what follows # is never sent';
}

function readRegistered(source: YamlSource, entry: Entry): ModuleProbe | null {
  if (isScalar(entry.value) && entry.value.value === true) return { kind: 'registered' };
  const said = isScalar(entry.value) ? scalarText(entry.value) : describe(entry.value);
  source.report(entry.offset, {
    code: 'type-wrong',
    what: `module.probe.registered is ${said}`,
    why: 'it is true, or it is left out',
    do: 'write "registered: true", or take the line out',
  });
  return null;
}
