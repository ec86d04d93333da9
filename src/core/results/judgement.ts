/** What a pair's two servers say, in one answer: whether a failure of the active one would be survived, and why not. */
import type { Seen, SeenPair } from './seen.ts';
import { nameOf } from './seen.ts';
import type { Protection } from './status.ts';

export interface Judgement {
  readonly protection: Protection;
  /** The answer in one line. */
  readonly headline: string;
  readonly why: readonly string[];
}

const HEADLINES: Readonly<Record<Protection, string>> = {
  protected: 'PROTECTED: the backup would take over',
  unprotected: 'UNPROTECTED: one server is active, and no backup would take over',
  'no-active': 'NO ACTIVE SERVER',
  'two-actives': 'TWO ACTIVE SERVERS',
  unknown: 'UNKNOWN: a server that does not answer may be active',
};

/** Of a pair of which at least one server answers. */
export function judge(pair: SeenPair): Judgement {
  const { protection, why } = protectionOf(pair);
  return { protection, headline: HEADLINES[protection], why };
}

/** With which code `status` ends: 0 while the pair is protected. */
export function exitCodeOf(protection: Protection): 0 | 1 {
  return protection === 'protected' ? 0 : 1;
}

function protectionOf(pair: SeenPair): Omit<Judgement, 'headline'> {
  const active = pair.filter(({ answer }) => answer?.serving === true);
  if (active.length > 1) {
    return { protection: 'two-actives', why: ['both servers serve; the one with the lower term has to give way'] };
  }
  const [only] = active;
  if (only === undefined) {
    return { protection: pair.some(({ answer }) => answer === null) ? 'unknown' : 'no-active', why: pair.map(sayOne) };
  }
  const other = pair.find((each) => each !== only)!;
  const why = [...whyNotServed(only), ...whyNoBackup(other)];
  return { protection: why.length === 0 ? 'protected' : 'unprotected', why };
}

function whyNotServed({ answer, ...active }: Seen): string[] {
  if (answer?.warnings.some(({ code }) => code === 'commence-failed') !== true) return [];
  return [`the Commence hook of ${nameOf(active)} failed: its service may not run; see ${answer.log}`];
}

function whyNoBackup(backup: Seen): string[] {
  const { answer } = backup;
  if (answer === null || answer.state !== 'backup' || answer.phase !== 'watching') return [sayOne(backup)];
  const why: string[] = [];
  for (const name of ['main', 'aux'] as const) {
    const { status, failure } = answer.connections[name];
    if (status === 'up') continue;
    why.push(`the ${name} connection of ${nameOf(backup)} is ${status}${failure === null ? '' : ` (${failure})`}`);
  }
  if (answer.mode === 'manual') why.push(`${nameOf(backup)} is in manual mode: it takes over only when told`);
  return why;
}

function sayOne(server: Seen): string {
  const { answer, fault } = server;
  if (answer === null) return `${nameOf(server)} does not answer (${fault?.why ?? 'no answer'})`;
  return `${nameOf(server)} is ${answer.state === 'inactive' ? 'stale' : answer.state} (${answer.phaseMeans})`;
}
