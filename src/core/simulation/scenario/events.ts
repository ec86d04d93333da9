/** What can happen in a scenario: each fault as a sentence, in both directions. */

import { findParameter } from '../../config/parameters/catalogue.ts';
import { printValue } from '../../config/parameters/print-value.ts';
import type { Letter } from '../../letter.ts';
import type { Fault } from '../faults.ts';
import type { Gaps, Phrase } from './phrases.ts';
import { phrasebook } from './phrases.ts';
import { writeDuration } from './slots.ts';

const FOR = '[ for {for:duration}]';

function server(gaps: Gaps): Letter {
  return gaps('server')!;
}

function forMs(gaps: Gaps): number | null {
  return gaps('duration', 'for');
}

function onServer<K extends Fault['kind']>(kind: K): Phrase<Fault>['make'] {
  return (gaps) => ({ kind, server: server(gaps), forMs: forMs(gaps) }) as Extract<Fault, { kind: K }>;
}

type Slow = Extract<Fault, { readonly server: Letter; readonly takesMs: number; readonly forMs: number | null }>;

function slowOn(kind: Exclude<Slow['kind'], 'hook-slow'>): Phrase<Fault>['make'] {
  return (gaps) => ({ kind, server: server(gaps), takesMs: gaps('duration', 'takes')!, forMs: forMs(gaps) });
}

export const EVENT_PHRASES: readonly Phrase<Fault>[] = [
  {
    pattern: '{server} is started[ with {flag}]',
    make: (gaps) => ({ kind: 'start', server: server(gaps), flag: gaps('flag') }),
  },
  { pattern: `{server} is killed${FOR}`, make: onServer('kill') },
  { pattern: `{server} is killed and its data folder emptied${FOR}`, make: onServer('emptied') },
  {
    pattern: `{server} crashes after {count} effects${FOR}`,
    make: (gaps) => ({ kind: 'crash', server: server(gaps), afterEffects: gaps('count')!, forMs: forMs(gaps) }),
  },
  {
    pattern: `{server} is restarted with {flag}${FOR}`,
    make: (gaps) => ({ kind: 'restart', server: server(gaps), flag: gaps('flag')!, forMs: forMs(gaps) }),
  },
  {
    pattern: `{server} is stopped${FOR}`,
    make: (gaps) => ({ kind: 'stop', server: server(gaps), takeover: true, forMs: forMs(gaps) }),
  },
  {
    pattern: `{server} is stopped without takeover${FOR}`,
    make: (gaps) => ({ kind: 'stop', server: server(gaps), takeover: false, forMs: forMs(gaps) }),
  },
  { pattern: `{server} loses power${FOR}`, make: onServer('power-off') },
  { pattern: `{server} freezes${FOR}`, make: onServer('freeze') },
  {
    pattern: `the machine of {server} is suspended${FOR}`,
    make: (gaps) => ({ kind: 'suspend', server: server(gaps), clockStands: false, forMs: forMs(gaps) }),
  },
  {
    pattern: `the machine of {server} is suspended with its clock${FOR}`,
    make: (gaps) => ({ kind: 'suspend', server: server(gaps), clockStands: true, forMs: forMs(gaps) }),
  },
  { pattern: `the site of {server} goes dark${FOR}`, make: onServer('site-dark') },
  { pattern: `the disk of {server} is full${FOR}`, make: onServer('disk-full') },
  {
    pattern: `the disk of {server} takes {takes:duration} to write${FOR}`,
    make: slowOn('disk-slow'),
  },
  {
    pattern: `the {hook} hook of {server} fails${FOR}`,
    make: (gaps) => ({ kind: 'hook-fails', server: server(gaps), hook: gaps('hook')!, forMs: forMs(gaps) }),
  },
  {
    pattern: `every hook of {server} fails${FOR}`,
    make: (gaps) => ({ kind: 'hook-fails', server: server(gaps), hook: 'every', forMs: forMs(gaps) }),
  },
  {
    pattern: `the {hook} hook of {server} takes {takes:duration}${FOR}`,
    make: (gaps) => ({
      kind: 'hook-slow',
      server: server(gaps),
      hook: gaps('hook')!,
      takesMs: gaps('duration', 'takes')!,
      forMs: forMs(gaps),
    }),
  },
  {
    pattern: `every hook of {server} takes {takes:duration}${FOR}`,
    make: (gaps) => ({
      kind: 'hook-slow',
      server: server(gaps),
      hook: 'every',
      takesMs: gaps('duration', 'takes')!,
      forMs: forMs(gaps),
    }),
  },
  {
    pattern: `the work of {server} takes {takes:duration} to finish${FOR}`,
    make: slowOn('work-slow'),
  },
  {
    pattern: `the start of {server} takes {takes:duration}${FOR}`,
    make: slowOn('start-slow'),
  },
  { pattern: `the module of {server} hangs${FOR}`, make: onServer('module-hangs') },
  { pattern: `the module of {server} is gone${FOR}`, make: onServer('module-gone') },
  {
    pattern: `the module of {server} restarts every {takes:duration}${FOR}`,
    make: (gaps) => ({
      kind: 'module-restarts',
      server: server(gaps),
      everyMs: gaps('duration', 'takes')!,
      forMs: forMs(gaps),
    }),
  },
  {
    pattern: `the module of {server} takes {takes:duration} to start${FOR}`,
    make: slowOn('module-slow'),
  },
  { pattern: `the module monitor of {server} falls silent${FOR}`, make: onServer('module-monitor-silent') },
  {
    pattern: `{server} is restarted with release {count}${FOR}`,
    make: (gaps) => ({ kind: 'release', server: server(gaps), release: gaps('count')!, forMs: forMs(gaps) }),
  },
  { pattern: `{server} looks for its companion at the wrong port${FOR}`, make: onServer('wrong-port') },
  { pattern: `the certificate of {server} is not accepted${FOR}`, make: onServer('unverified') },
  { pattern: `the cable of {server} is pulled${FOR}`, make: onServer('cable') },
  { pattern: `the gateway of {server} fails${FOR}`, make: onServer('gateway') },
  { pattern: `the gateway of {server} drops pings${FOR}`, make: onServer('gateway-silent') },
  { pattern: `the NetTest host of {server} is silent${FOR}`, make: onServer('net-test-silent') },
  { pattern: `{server} cannot check its network${FOR}`, make: onServer('checks-unknown') },
  {
    pattern: `the line between the sites is cut${FOR}`,
    make: (gaps) => ({ kind: 'line', from: 'both', forMs: forMs(gaps) }),
  },
  {
    pattern: `the line from {server} is cut${FOR}`,
    make: (gaps) => ({ kind: 'line', from: server(gaps), forMs: forMs(gaps) }),
  },
  {
    pattern: `the {connection} connection is cut${FOR}`,
    make: (gaps) => ({ kind: 'connection', connection: gaps('connection')!, forMs: forMs(gaps) }),
  },
  {
    pattern: 'the {connection} connection of {server} breaks',
    make: (gaps) => ({ kind: 'reset', server: server(gaps), connection: gaps('connection')! }),
  },
  {
    pattern: `packets take {takes:duration}[ to {to:duration}]${FOR}`,
    make: (gaps) => {
      const fromMs = gaps('duration', 'takes')!;
      return { kind: 'slow-network', fromMs, toMs: gaps('duration', 'to') ?? fromMs, forMs: forMs(gaps) };
    },
  },
  {
    pattern: `{percent} of packets are lost${FOR}`,
    make: (gaps) => ({ kind: 'loss', percent: gaps('percent')!, forMs: forMs(gaps) }),
  },
  { pattern: `messages arrive twice${FOR}`, make: (gaps) => ({ kind: 'duplicates', forMs: forMs(gaps) }) },
  { pattern: 'an operator switches[ to {server}][ {count} times]', make: switching(false) },
  { pattern: 'an operator switches[ to {server}] at once[ {count} times]', make: switching(true) },
  {
    pattern: 'an operator lets {server} rejoin',
    make: (gaps) => ({ kind: 'rejoin', server: server(gaps) }),
  },
  {
    pattern: 'an operator sets manual mode[ on {server}][ for {for:duration}]',
    make: (gaps) => ({ kind: 'mode', server: gaps('server'), mode: 'manual', expiresMs: forMs(gaps) }),
  },
  {
    pattern: 'an operator sets automatic mode[ on {server}]',
    make: (gaps) => ({ kind: 'mode', server: gaps('server'), mode: 'automatic', expiresMs: null }),
  },
  {
    pattern: 'an operator sets {setting}',
    make: (gaps) => ({ kind: 'configure', setting: gaps('setting')! }),
  },
];

function switching(immediate: boolean): Phrase<Fault>['make'] {
  return (gaps) => ({ kind: 'switch', to: gaps('server'), immediate, times: gaps('count') ?? 1 });
}

export const EVENTS = phrasebook(EVENT_PHRASES);

/** The fault as written in scenarios. */
export function writeFault(fault: Fault): string {
  const duration = 'forMs' in fault && fault.forMs !== null ? ` for ${writeDuration(fault.forMs)}` : '';
  return `${sayFault(fault)}${duration}`;
}

/** The same without its duration. */
export function sayFault(fault: Fault): string {
  switch (fault.kind) {
    case 'start':
      return `${fault.server} is started${fault.flag === null ? '' : ` with ${fault.flag}`}`;
    case 'kill':
      return `${fault.server} is killed`;
    case 'emptied':
      return `${fault.server} is killed and its data folder emptied`;
    case 'crash':
      return `${fault.server} crashes after ${fault.afterEffects} effects`;
    case 'restart':
      return `${fault.server} is restarted with ${fault.flag}`;
    case 'stop':
      return `${fault.server} is stopped${fault.takeover ? '' : ' without takeover'}`;
    case 'power-off':
      return `${fault.server} loses power`;
    case 'freeze':
      return `${fault.server} freezes`;
    case 'suspend':
      return `the machine of ${fault.server} is suspended${fault.clockStands ? ' with its clock' : ''}`;
    case 'site-dark':
      return `the site of ${fault.server} goes dark`;
    case 'disk-full':
      return `the disk of ${fault.server} is full`;
    case 'disk-slow':
      return `the disk of ${fault.server} takes ${writeDuration(fault.takesMs)} to write`;
    case 'hook-fails':
      return `${sayHook(fault.hook)} of ${fault.server} fails`;
    case 'hook-slow':
      return `${sayHook(fault.hook)} of ${fault.server} takes ${writeDuration(fault.takesMs)}`;
    case 'work-slow':
      return `the work of ${fault.server} takes ${writeDuration(fault.takesMs)} to finish`;
    case 'wrong-port':
      return `${fault.server} looks for its companion at the wrong port`;
    case 'unverified':
      return `the certificate of ${fault.server} is not accepted`;
    case 'start-slow':
      return `the start of ${fault.server} takes ${writeDuration(fault.takesMs)}`;
    case 'module-hangs':
      return `the module of ${fault.server} hangs`;
    case 'module-gone':
      return `the module of ${fault.server} is gone`;
    case 'module-restarts':
      return `the module of ${fault.server} restarts every ${writeDuration(fault.everyMs)}`;
    case 'module-slow':
      return `the module of ${fault.server} takes ${writeDuration(fault.takesMs)} to start`;
    case 'module-monitor-silent':
      return `the module monitor of ${fault.server} falls silent`;
    case 'release':
      return `${fault.server} is restarted with release ${fault.release}`;
    default:
      return sayNetworkOrOperator(fault);
  }
}

function sayHook(hook: string): string {
  return hook === 'every' ? 'every hook' : `the ${hook} hook`;
}

type Rest = Exclude<
  Fault,
  {
    readonly kind:
      | 'start'
      | 'kill'
      | 'emptied'
      | 'crash'
      | 'restart'
      | 'stop'
      | 'power-off'
      | 'freeze'
      | 'suspend'
      | 'site-dark'
      | 'disk-full'
      | 'disk-slow'
      | 'hook-fails'
      | 'hook-slow'
      | 'work-slow'
      | 'unverified'
      | 'wrong-port'
      | 'start-slow'
      | 'module-hangs'
      | 'module-gone'
      | 'module-restarts'
      | 'module-slow'
      | 'module-monitor-silent'
      | 'release';
  }
>;

function sayNetworkOrOperator(fault: Rest): string {
  switch (fault.kind) {
    case 'cable':
      return `the cable of ${fault.server} is pulled`;
    case 'gateway':
      return `the gateway of ${fault.server} fails`;
    case 'gateway-silent':
      return `the gateway of ${fault.server} drops pings`;
    case 'net-test-silent':
      return `the NetTest host of ${fault.server} is silent`;
    case 'checks-unknown':
      return `${fault.server} cannot check its network`;
    case 'line':
      return fault.from === 'both' ? 'the line between the sites is cut' : `the line from ${fault.from} is cut`;
    case 'connection':
      return `the ${connection(fault.connection)} connection is cut`;
    case 'reset':
      return `the ${connection(fault.connection)} connection of ${fault.server} breaks`;
    case 'slow-network': {
      const to = fault.toMs === fault.fromMs ? '' : ` to ${writeDuration(fault.toMs)}`;
      return `packets take ${writeDuration(fault.fromMs)}${to}`;
    }
    case 'loss':
      return `${fault.percent} % of packets are lost`;
    case 'duplicates':
      return 'messages arrive twice';
    case 'switch': {
      const to = fault.to === null ? '' : ` to ${fault.to}`;
      const times = fault.times === 1 ? '' : ` ${fault.times} times`;
      return `an operator switches${to}${fault.immediate ? ' at once' : ''}${times}`;
    }
    case 'rejoin':
      return `an operator lets ${fault.server} rejoin`;
    case 'mode': {
      const on = fault.server === null ? '' : ` on ${fault.server}`;
      const expires = fault.expiresMs === null ? '' : ` for ${writeDuration(fault.expiresMs)}`;
      return `an operator sets ${fault.mode} mode${on}${expires}`;
    }
    case 'configure': {
      const { name, value } = fault.setting;
      return `an operator sets ${name} = ${printValue(findParameter(name)!, value)}`;
    }
  }
}

function connection(name: 'main' | 'aux'): string {
  return name === 'main' ? 'main' : 'auxiliary';
}

/** What happens at the end of a fault. */
export function sayEnd(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
    case 'emptied':
    case 'crash':
    case 'stop':
      return `${fault.server} is started again`;
    case 'power-off':
      return `${fault.server} has power again and starts`;
    case 'restart':
      return `${fault.server} is restarted without ${fault.flag}`;
    case 'freeze':
      return `${fault.server} runs again`;
    case 'suspend':
      return `the machine of ${fault.server} runs again`;
    case 'site-dark':
      return `the site of ${fault.server} has power again, and ${fault.server} starts`;
    case 'cable':
      return `the cable of ${fault.server} is plugged in again`;
    case 'line':
      return 'the line works again';
    case 'connection':
      return `the ${connection(fault.connection)} connection is possible again`;
    case 'gateway':
      return `the gateway of ${fault.server} works again`;
    case 'gateway-silent':
      return `the gateway of ${fault.server} answers pings again`;
    case 'net-test-silent':
      return `the NetTest host of ${fault.server} answers again`;
    case 'checks-unknown':
      return `${fault.server} can check its network again`;
    case 'unverified':
      return `the certificate of ${fault.server} is accepted again`;
    case 'module-hangs':
      return `the module of ${fault.server} answers again`;
    case 'module-gone':
      return `the module of ${fault.server} is back as a new process`;
    case 'module-restarts':
      return `the module of ${fault.server} stays up again`;
    case 'release':
      return `${fault.server} is restarted with release 1`;
    default:
      return `over: ${sayFault(fault)}`;
  }
}
