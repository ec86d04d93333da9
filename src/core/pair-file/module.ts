import type { NumberRange } from '../parameters/value.ts';
import type { YamlSource } from '../yaml-text/source.ts';
import { parseAddress } from './address.ts';
import type { Entry } from './fields.ts';
import { readFields, readText } from './fields.ts';
import { readCommand, readSeconds } from './hooks.ts';
import type { ModuleEntry, ModuleProbe } from './pair-file.ts';
import { DEFAULT_MODULE_START_MS } from './pair-file.ts';

const START_TIMEOUT: NumberRange = {
  name: 'module.start timeout',
  unit: 'seconds',
  default: DEFAULT_MODULE_START_MS / 1000,
  minimum: { value: 1, by: 'ours', why: 'a module needs some time' },
  maximum: { value: 3_600, by: 'ours', why: 'a module that starts for longer is not watched in the meantime' },
};

const LONGEST_NAME = 64;
const PROBES = ['tcp', 'http', 'exec'] as const;

/** The monitored module; null where there is none. What is wrong is reported, and nothing is monitored then. */
export function readModule(source: YamlSource, module: Entry | undefined): ModuleEntry | null {
  if (module === undefined || module.value === null) return null;
  const keys = { required: ['probe'], optional: ['name', 'start timeout'] };
  const fields = readFields(source, module.value, { path: 'module', offset: module.offset }, keys);
  if (fields === null) return null;
  const probe = readProbe(source, fields.get('probe'));
  const name = readName(source, fields.get('name'));
  const startLimitMs = readSeconds(source, fields.get('start timeout'), START_TIMEOUT, DEFAULT_MODULE_START_MS);
  return probe === null ? null : { name, probe, startLimitMs };
}

function readName(source: YamlSource, entry: Entry | undefined): string | null {
  const name = readText(source, entry, 'module.name');
  // It stands in log lines between brackets, and is read back from there.
  if (name === null || (name.length <= LONGEST_NAME && /^[\w .-]+$/.test(name))) return name;
  source.report(entry!.offset, {
    code: 'module-name-invalid',
    what: `module.name is ${JSON.stringify(name.slice(0, 80))}`,
    why: `a name has up to ${LONGEST_NAME} letters, digits, spaces and . _ -`,
    do: 'give it a plainer name, or take the line out',
  });
  return null;
}

/** Exactly one way of asking. */
function readProbe(source: YamlSource, entry: Entry | undefined): ModuleProbe | null {
  if (entry === undefined) return null;
  const fields = readFields(
    source,
    entry.value,
    { path: 'module.probe', offset: entry.offset },
    {
      required: [],
      optional: PROBES,
    },
  );
  if (fields === null) return null;
  const [kind, ...others] = PROBES.filter((each) => fields.has(each));
  if (kind === undefined || others.length > 0) {
    source.report(entry.offset, {
      code: 'probe-not-one',
      what: kind === undefined ? 'module.probe says no way to ask the module' : 'module.probe says several ways',
      why: `it is asked in one way: ${PROBES.join(', ')}`,
      do: 'write one of them, as in "tcp: 127.0.0.1:5060"',
    });
    return null;
  }
  const value = fields.get(kind);
  switch (kind) {
    case 'tcp':
      return readTcp(source, value);
    case 'http':
      return readHttp(source, value);
    case 'exec': {
      const command = readCommand(source, value, 'module.probe.exec');
      return command === null ? null : { kind, command };
    }
  }
}

function readTcp(source: YamlSource, entry: Entry | undefined): ModuleProbe | null {
  const text = readText(source, entry, 'module.probe.tcp');
  if (text === null) return null;
  const parsed = parseAddress(text, 'module.probe.tcp');
  if (!parsed.ok) {
    source.report(entry!.offset, parsed.finding);
    return null;
  }
  if (!/:\d+$/.test(text)) {
    source.report(entry!.offset, {
      code: 'port-missing',
      what: 'module.probe.tcp names no port',
      why: 'a module listens on a port of its own',
      do: 'write it as in 127.0.0.1:5060',
    });
    return null;
  }
  return { kind: 'tcp', host: parsed.host, port: parsed.port };
}

function readHttp(source: YamlSource, entry: Entry | undefined): ModuleProbe | null {
  const text = readText(source, entry, 'module.probe.http');
  if (text === null) return null;
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '') {
    return { kind: 'http', url: url.href };
  }
  source.report(entry!.offset, {
    code: 'url-invalid',
    what: `module.probe.http is ${JSON.stringify(text.slice(0, 80))}`,
    why: 'it is an address that begins with http:// or https://, without a user',
    do: 'write it as in http://127.0.0.1:8080/health',
  });
  return null;
}
