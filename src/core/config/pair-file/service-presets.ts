/** What the presets of the section `service` fill in, and how the answers of their programs are read. */
import type { Command, Preset, ServiceKeys } from './pair-file.ts';

/** What became of a command on the server's machine. */
export interface Ended {
  /** Null if it did not end by itself; then it says nothing. */
  readonly code: number | null;
  /** Its standard output, or the start of it. */
  readonly stdout: string;
}

/**
 * How the service starts with its machine. A start mode is one word, so that what was read can be kept anywhere and set
 * again exactly: `disabled`, `delayed-auto`, `on-failure:3`.
 */
export interface StartMode {
  readonly read: Command;
  /** Null: not known, or not a start mode that could be set again. */
  readonly wordOf: (ended: Ended) => string | null;
  /** The command that sets it; null for a word that `wordOf` does not return. */
  readonly set: (word: string) => Command | null;
  /** The usual word for a start with the machine; restore what was read instead where that is known. */
  readonly automatic: string;
  /** The word for no start with the machine. */
  readonly manual: string;
}

export interface PresetCommands {
  readonly stop: Command;
  readonly start: Command;
  readonly state: Command;
  readonly isRunning: (ended: Ended) => boolean | null;
  readonly startMode: StartMode;
  /** Restarts the machine; null: by hand. */
  readonly restart: Command | null;
  /** Prints a line that differs after each start of the machine; null: nothing does. */
  readonly boot: Command | null;
}

/**
 * Programs of the presets. Only these may be written without a path: they belong to the system of the server's machine, so
 * where they are differs, and they are found as if the operator typed them there.
 */
export const SYSTEM_PROGRAMS: readonly string[] = ['systemctl', 'sc.exe', 'shutdown.exe', 'powershell.exe', 'docker'];

/** The commands of a section's preset; null without one, or if its unit is missing. */
export function presetOf({ preset, unit }: ServiceKeys): PresetCommands | null {
  return preset === undefined || unit === undefined ? null : BUILDERS[preset](unit);
}

/** What the names of units look like; none of them can be taken for an option or a pattern. */
export const UNIT_FORMS: Readonly<Record<Preset, { readonly pattern: RegExp; readonly form: string }>> = {
  systemd: { pattern: /^[A-Za-z0-9:_.@\\][\w:.@\\-]{0,254}$/, form: 'letters, digits, and any of : _ . @ \\ -' },
  windows: {
    pattern: /^[A-Za-z0-9_](?:[\w .()$-]{0,254}[\w.()$-])?$/,
    form: 'the name of a service, not its display name: letters, digits, spaces, and any of _ . ( ) $ -',
  },
  'docker-compose': {
    pattern: /^[A-Za-z0-9][\w.-]{0,254}$/,
    form: 'the name of a container: letters, digits, and any of _ . -',
  },
};

const WINDOWS_BOOT = '(Get-CimInstance Win32_OperatingSystem).LastBootUpTime.ToFileTimeUtc()';

const BUILDERS: Readonly<Record<Preset, (unit: string) => PresetCommands>> = {
  systemd: (unit) => ({
    stop: ['systemctl', 'stop', unit],
    start: ['systemctl', 'start', unit],
    // Both print one word, and exit with a code that also covers states in between.
    state: ['systemctl', 'is-active', unit],
    isRunning: ({ code, stdout }) =>
      code === null ? null : choice(stdout.trim(), ['active', 'reloading'], ['inactive', 'failed']),
    startMode: {
      read: ['systemctl', 'is-enabled', unit],
      // Not "static", "masked", "indirect" and others: neither enable nor disable would lead back there.
      wordOf: ({ code, stdout }) => (code === null ? null : oneOf(stdout.trim(), ['enabled', 'disabled'])),
      set: (word) => {
        if (word === 'enabled') return ['systemctl', 'enable', unit];
        return word === 'disabled' ? ['systemctl', 'disable', unit] : null;
      },
      automatic: 'enabled',
      manual: 'disabled',
    },
    restart: ['systemctl', 'reboot'],
    boot: ['/bin/cat', '/proc/sys/kernel/random/boot_id'],
  }),
  windows: (unit) => ({
    // It returns while the service is still stopping: the state says when it has.
    stop: ['sc.exe', 'stop', unit],
    start: ['sc.exe', 'start', unit],
    state: ['sc.exe', 'query', unit],
    isRunning: ({ code, stdout }) => (code === 0 ? choice(scState(stdout), ['RUNNING'], ['STOPPED']) : null),
    startMode: {
      // With the largest buffer, or a long path would not fit.
      read: ['sc.exe', 'qc', unit, '8192'],
      wordOf: ({ code, stdout }) => (code === 0 ? scStartType(stdout) : null),
      set: (word) => (SC_START_TYPES.includes(word) ? ['sc.exe', 'config', unit, 'start=', word] : null),
      automatic: 'auto',
      manual: 'demand',
    },
    // Not at once, so that the command has ended before its connection does.
    restart: ['shutdown.exe', '/r', '/t', '5'],
    boot: ['powershell.exe', '-NoProfile', '-Command', WINDOWS_BOOT],
  }),
  'docker-compose': (unit) => ({
    stop: ['docker', 'stop', unit],
    start: ['docker', 'start', unit],
    state: ['docker', 'container', 'inspect', '--format', '{{.State.Status}}', unit],
    isRunning: ({ code, stdout }) =>
      code === 0 ? choice(stdout.trim(), ['running'], ['created', 'exited', 'dead']) : null,
    startMode: {
      read: ['docker', 'container', 'inspect', '--format', RESTART_POLICY, unit],
      wordOf: ({ code, stdout }) => (code === 0 ? restartPolicy(stdout.trim()) : null),
      set: (word) => (RESTART_WORD.test(word) ? ['docker', 'update', '--restart', word, unit] : null),
      automatic: 'unless-stopped',
      manual: 'no',
    },
    restart: null,
    boot: null,
  }),
};

function choice(word: string | null, yes: readonly string[], no: readonly string[]): boolean | null {
  if (word === null) return null;
  return yes.includes(word) ? true : no.includes(word) ? false : null;
}

function oneOf(word: string, words: readonly string[]): string | null {
  return words.includes(word) ? word : null;
}

/** `STATE : 4  RUNNING`. The number and the word are the same in every language, the label is not. */
function scState(stdout: string): string | null {
  return /^[^:\r\n]*:\s+[1-7]\s+([A-Z]+(?:_PENDING)?)\s*$/m.exec(stdout)?.[1] ?? null;
}

/** What `sc.exe config … start=` takes; `boot` and `system` are for drivers. */
const SC_START_TYPES = ['auto', 'delayed-auto', 'demand', 'disabled'];

/** `START_TYPE : 2   AUTO_START  (DELAYED)`. */
function scStartType(stdout: string): string | null {
  const found = /^[^:\r\n]*:\s+[2-4]\s+(AUTO_START|DEMAND_START|DISABLED)\b[^\S\r\n]*(\()?/m.exec(stdout);
  if (found === null) return null;
  const [, type, delayed] = found;
  if (type === 'AUTO_START') return delayed === undefined ? 'auto' : 'delayed-auto';
  return type === 'DEMAND_START' ? 'demand' : 'disabled';
}

const RESTART_POLICY = '{{.HostConfig.RestartPolicy.Name}}:{{.HostConfig.RestartPolicy.MaximumRetryCount}}';
const RESTART_WORD = /^(?:no|always|unless-stopped|on-failure(?::[1-9]\d*)?)$/;

/** From `on-failure:3` or `always:0`; an empty name is an old spelling of "no". */
function restartPolicy(printed: string): string | null {
  const [, name, most] = /^([a-z-]*):(\d+)$/.exec(printed) ?? [];
  if (name === undefined) return null;
  const word = name === 'on-failure' && most !== '0' ? `${name}:${most}` : name || 'no';
  return RESTART_WORD.test(word) ? word : null;
}
