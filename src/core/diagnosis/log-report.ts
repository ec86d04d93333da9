/** Identifies a log: kind, server, role over time, and its clock's offset from the first log's. */

import type { AlignedLog } from './aligned-logs.ts';
import type { Exchange } from './exchanges.ts';
import type { LogDialect, LogKind } from './kinds.ts';
import { writeMoment } from './moment.ts';
import type { LogEvent } from './observation.ts';
import type { LogReading } from './reading.ts';
import type { RoleChange } from './roles.ts';

export interface RoleReport {
  readonly at: string;
  /** On the axis shared by all logs of one answer; for differences only. */
  readonly sharedMs: number;
  readonly role: 'starting' | 'backup' | 'upgrade' | 'active' | 'stale' | 'stopping' | 'error';
  /** The line that shows it. */
  readonly file: string;
  readonly line: number;
}

export interface ServerReport {
  readonly letter: 'A' | 'B' | null;
  readonly name: string | null;
  /** How that is known. */
  readonly because: string;
}

export interface LogReport {
  readonly file: string;
  readonly kind: LogKind;
  readonly dialect: LogDialect;
  /** The files that make up the log, oldest first. */
  readonly pieces: readonly string[];
  /** Where its dates come from: its rows, its header, a name, the flag; null if it has none. */
  readonly dateFrom: LogReading['dateFrom'];
  /** What was not read: damage, parts left out. */
  readonly remarks: readonly string[];
  readonly lines: number;
  readonly unread: number;
  /** The first and the last time in it; null if it has none. */
  readonly from: string | null;
  readonly to: string | null;
  /** Which server wrote it; null if unknown. */
  readonly server: ServerReport | null;
  /** The roles of that server, in order of time. For a Notifier or module log: its server's role when seen. */
  readonly roles: readonly RoleReport[];
  readonly offsetMs: number | null;
  readonly offsetWithinMs: number | null;
  /** The ten newest request numbers seen in both this log and the first; the offset is based on them. */
  readonly sharedRequests: readonly number[];
}

export function reportLog(log: AlignedLog, all: readonly AlignedLog[]): LogReport {
  const { reading, clock } = log;
  return {
    file: reading.file,
    kind: reading.kind,
    dialect: reading.dialect,
    pieces: reading.pieces,
    dateFrom: reading.dateFrom,
    remarks: [...reading.remarks, ...sayLeft(reading)],
    lines: reading.lines,
    unread: reading.unread,
    from: reading.first === null ? null : writeMoment(reading.first),
    to: reading.last === null ? null : writeMoment(reading.last),
    server: serverOf(reading, all),
    roles: rolesOf(log),
    offsetMs: clock.offsetMs,
    offsetWithinMs: clock.withinMs,
    sharedRequests: clock.shared.slice(-10).map(({ request }) => request),
  };
}

/** What is left unexplained because there is too much of it. */
function sayLeft({ incidents: { left } }: LogReading): readonly string[] {
  if (left.switches + left.others === 0) return [];
  return [
    `only the newest incidents of each kind are explained; ${left.switches} older switches and ${left.others} other incidents are only counted`,
  ];
}

const WORDS: Readonly<Record<string, RoleReport['role']>> = { Stopping: 'stopping', Error: 'error' };

function roleWord({ role, state }: RoleChange): RoleReport['role'] {
  return role === 'aside' ? (WORDS[state ?? ''] ?? 'stale') : role;
}

function rolesOf({ reading, place }: AlignedLog): RoleReport[] {
  const role = (by: LogEvent, word: RoleReport['role']): RoleReport => ({
    at: writeMoment(by.at),
    sharedMs: place(by.at),
    role: word,
    file: by.file,
    line: by.line,
  });
  const changes = reading.incidents.roles.map((change) => role(change.by, roleWord(change)));
  // Our servers ping each other whichever of them is active.
  const first = changes.length > 0 || reading.kind === 'node' ? undefined : firstExchange(reading);
  if (first === undefined) return changes;
  // The backup asks; the active server's Notifier and module are asked.
  return [role(first, reading.kind === 'switchover' ? 'backup' : 'active')];
}

function firstExchange({ exchanges }: LogReading): Exchange['logEvents'][number] | undefined {
  return exchanges.flatMap(({ logEvents }) => logEvents).toSorted((a, b) => a.order - b.order)[0];
}

function serverOf(reading: LogReading, all: readonly AlignedLog[]): ServerReport | null {
  const { started } = reading;
  if (started !== null) {
    return { letter: started.saw.letter, name: started.saw.name, because: `stated in line ${started.line}` };
  }
  const byNetTest = letterByNetTest(reading);
  const byHost = hostOfBackup(reading, all);
  if (byNetTest === null && byHost === null) return null;
  return {
    letter: byNetTest?.letter ?? null,
    name: byHost?.name ?? null,
    because: [byNetTest?.because, byHost?.because].filter((each) => each !== undefined).join('; '),
  };
}

/** The NetTest address in use shows which server wrote the log (reference: "Switchover NetTest server parameters"). */
export function letterByNetTest({
  netTest,
}: LogReading): { readonly letter: 'A' | 'B'; readonly because: string } | null {
  const effective = netTest.find(({ saw }) => saw.entry === 'effective');
  if (effective === undefined) return null;
  const same = (entry: string): boolean =>
    netTest.some(({ saw }) => saw.entry === entry && saw.address === effective.saw.address);
  const [a, b] = [same('server-1'), same('server-2')];
  if (a === b) return null;
  const letter = a ? 'A' : 'B';
  return { letter, because: `NetTest ${letter} is in use (line ${effective.line})` };
}

/**
 * A Notifier names the host of the backup that sent a request; the Switchover log with the same request is from that
 * host.
 */
function hostOfBackup(
  reading: LogReading,
  all: readonly AlignedLog[],
): { readonly name: string; readonly because: string } | null {
  if (reading.kind !== 'switchover') return null;
  const keys = new Set(reading.exchanges.map(({ key }) => key));
  for (const { reading: other } of all) {
    if (other === reading) continue;
    for (const { key, logEvents } of other.exchanges) {
      const named = logEvents.find(({ saw }) => saw.host !== null);
      if (named?.saw.host == null || !keys.has(key)) continue;
      return { name: named.saw.host, because: `${named.file}, line ${named.line}, names the host of its request` };
    }
  }
  return null;
}
