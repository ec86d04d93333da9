/** What this machine is. Only reads, and only what is there in any case: no program is run. */
import { readFileSync } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import {
  arch,
  hostname,
  type NetworkInterfaceInfo,
  networkInterfaces,
  platform,
  release,
  uptime,
  userInfo,
  version,
} from 'node:os';
import { isUnknownRelease } from '../../core/engine/release.ts';
import { FACTS_VERSION, type MachineFacts } from '../../core/protocol/machine-facts.ts';
import { wallClock } from './clock.ts';

/** What the machine itself does not know. */
export interface FactsAbout
  extends Pick<MachineFacts, 'running' | 'pair' | 'server' | 'release' | 'switchover' | 'service'> {
  /** Null: no server's data folder is known. */
  readonly dataFolder: string | null;
}

export async function machineFacts({ dataFolder, ...about }: FactsAbout): Promise<MachineFacts> {
  const at = wallClock();
  const uptimeMs = Math.round(uptime() * 1000);
  return {
    version: FACTS_VERSION,
    at: at.toISOString(),
    ...about,
    release: about.release === null || isUnknownRelease(about.release) ? null : about.release,
    node: process.version,
    system: { platform: platform(), name: systemName(), release: release(), architecture: arch() },
    computer: hostname(),
    bootedAt: new Date(at.getTime() - uptimeMs).toISOString(),
    uptimeMs,
    clock: {
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? null,
      offsetMinutes: 0 - at.getTimezoneOffset(),
    },
    user: account(),
    data: dataFolder === null ? null : await diskOf(dataFolder),
    adapters: Object.entries(networkInterfaces()).slice(0, 64).map(adapterOf),
  };
}

/** On Linux, the name of the distribution; elsewhere the system names itself. */
function systemName(): string {
  const own = platform() === 'linux' ? distribution() : null;
  return own ?? `${version()} ${release()}`;
}

function distribution(): string | null {
  for (const file of ['/etc/os-release', '/usr/lib/os-release'])
    try {
      const [, name] = /^PRETTY_NAME=(.*)$/m.exec(readFileSync(file, 'utf8')) ?? [];
      if (name !== undefined)
        return name
          .trim()
          .replace(/^(["'])(.*)\1$/, '$2')
          .slice(0, 200);
    } catch {
      // The other one, or none.
    }
  return null;
}

/** An account without an entry in the system's list has no name. */
function account(): MachineFacts['user'] {
  const id = process.getuid?.() ?? null;
  try {
    return { name: userInfo().username, id };
  } catch {
    return { name: null, id };
  }
}

async function diskOf(folder: string): Promise<MachineFacts['data']> {
  try {
    const [{ uid }, { blocks, bavail, bsize }] = await Promise.all([stat(folder), statfs(folder)]);
    const ownerId = process.getuid === undefined ? null : uid;
    return { folder, ownerId, totalBytes: blocks * bsize, freeBytes: bavail * bsize };
  } catch {
    return null;
  }
}

function adapterOf([name, infos]: [string, NetworkInterfaceInfo[] | undefined]): MachineFacts['adapters'][number] {
  const list = infos ?? [];
  const mac = list[0]?.mac;
  return {
    name,
    internal: list.every(({ internal }) => internal),
    mac: mac === undefined || mac === '00:00:00:00:00:00' ? null : mac,
    addresses: list.slice(0, 64).map(({ cidr, address }) => cidr ?? address),
  };
}
