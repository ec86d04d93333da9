/** The service of a server with everything filled in: what procedures run on its machine, and how they read the answers. */
import type { Letter } from '../../letter.ts';
import type { RemoteShell } from '../../remote-shell.ts';
import type { Command, PairFile, Preset, ServiceCommand, ServiceKeys, ServiceRun } from './pair-file.ts';
import { DEFAULT_SERVICE_LIMIT_MS } from './pair-file.ts';
import { type Ended, presetOf, type StartMode } from './service-presets.ts';

/** Where ssh goes. The port is null where ssh's own configuration decides, and so are the user and the identity file. */
export interface SshTarget {
  readonly user: string | null;
  readonly host: string;
  readonly port: number | null;
  /** As written; a relative path starts at the folder of the pair file. */
  readonly identityFile: string | null;
}

/**
 * Each command is a program and its arguments; null: there is none, so the step is done by hand. With `run: by-hand` the
 * commands are there to be shown, not to be run.
 */
export interface ServicePlan extends Readonly<Record<ServiceCommand, Command | null>> {
  readonly preset: Preset | null;
  /** What the preset's commands are about; null without a preset. */
  readonly unit: string | null;
  readonly run: ServiceRun;
  /** Null unless `run` is `ssh`. */
  readonly ssh: SshTarget | null;
  /** The login shell on the server's machine. */
  readonly shell: RemoteShell;
  /** With `{release}`, wherever the name of the new release belongs: `installCommand` puts it there. */
  readonly install: Command | null;
  /** What `state` says; null: neither running nor stopped (still starting, still stopping), or not known. */
  readonly isRunning: (ended: Ended) => boolean | null;
  readonly startMode: StartMode | null;
  /** Prints a line that differs after each start of the machine; null: nothing does. */
  readonly boot: Command | null;
  /** For each command. */
  readonly timeLimitMs: number;
}

/** What stands for the name of the new release in `install`. */
export const RELEASE_PLACEHOLDER = '{release}';

/** The plan of one server. A key of the server's own section overrides the same key of the pair's section. */
export function serviceOf(pairFile: Pick<PairFile, 'service' | 'servers'>, letter: Letter): ServicePlan {
  const server = pairFile.servers[letter];
  const keys = mergedKeys(pairFile.service, server.service);
  const preset = presetOf(keys);
  const run = runOf(keys);
  const release = typeof server.release === 'object' ? (server.release?.command ?? null) : null;
  return {
    preset: keys.preset ?? null,
    unit: keys.unit ?? null,
    run,
    ssh: run === 'ssh' ? sshTarget(keys, server.host) : null,
    shell: shellOf(keys),
    stop: keys.stop ?? preset?.stop ?? null,
    start: keys.start ?? preset?.start ?? null,
    state: keys.state ?? preset?.state ?? null,
    isRunning: keys.state === undefined && preset !== null ? preset.isRunning : saysByCode,
    startMode: keys.startMode === undefined ? (preset?.startMode ?? null) : ownStartMode(keys.startMode),
    restart: keys.restart ?? preset?.restart ?? null,
    boot: preset?.boot ?? null,
    install: keys.install ?? null,
    release: keys.release ?? release,
    test: keys.test ?? null,
    timeLimitMs: keys.timeLimitMs ?? DEFAULT_SERVICE_LIMIT_MS,
  };
}

/** The keys that apply to one server. Those of `ssh` are merged one by one, so that servers can share the user. */
export function mergedKeys(shared: ServiceKeys, own: ServiceKeys): ServiceKeys {
  const keys = { ...shared, ...own };
  return shared.ssh === undefined || own.ssh === undefined ? keys : { ...keys, ssh: { ...shared.ssh, ...own.ssh } };
}

/** By hand, unless the file says where: a command on the wrong machine could stop the wrong server. */
export function runOf(keys: ServiceKeys): ServiceRun {
  return keys.run ?? (keys.ssh === undefined ? 'by-hand' : 'ssh');
}

export function shellOf({ preset }: ServiceKeys): RemoteShell {
  return preset === 'windows' ? 'cmd' : 'posix';
}

/** The install command for a release; null if installing is done by hand. */
export function installCommand({ install }: ServicePlan, release: string): Command | null {
  return install?.map((word) => word.replaceAll(RELEASE_PLACEHOLDER, () => release)) ?? null;
}

function sshTarget({ ssh = {} }: ServiceKeys, host: string): SshTarget {
  return {
    user: ssh.user ?? null,
    host: ssh.host ?? host,
    port: ssh.port ?? null,
    identityFile: ssh.identityFile ?? null,
  };
}

/** From 126, the codes are those of a shell: it could not be run, or was ended by a signal. */
function saysByCode({ code }: Ended): boolean | null {
  return code === null || code >= 126 ? null : code === 0;
}

/** Commands of one's own print one of two words. */
function ownStartMode({ read, automatic, manual }: NonNullable<ServiceKeys['startMode']>): StartMode {
  const set: Readonly<Record<string, Command>> = { automatic, manual };
  return {
    read,
    wordOf: ({ code, stdout }) => {
      const word = stdout.trim();
      return code === 0 && Object.hasOwn(set, word) ? word : null;
    },
    set: (word) => (Object.hasOwn(set, word) ? set[word]! : null),
    automatic: 'automatic',
    manual: 'manual',
  };
}
