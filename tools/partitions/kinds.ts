/** The kinds of partitions, for the page that an operator reads at night: what breaks, and under which settings. */
import type { ParameterName, ParameterValues } from '../../src/core/parameters/catalogue.ts';

/** Settings under which a kind is told. */
export interface Setup {
  readonly label: string;
  readonly parameters: ParameterValues;
  /** Both servers switch only when told. */
  readonly manual?: boolean;
}

export interface Kind {
  readonly title: string;
  /** A story that comes with switchover. */
  readonly story: string;
  /** How it looks from outside, and what to do. Who becomes active, and for how long, is told by the table. */
  readonly says: readonly string[];
  readonly setups: readonly Setup[];
  /** What breaks lasts as long as the story says; it is not told for a longer time as well. */
  readonly asTold?: boolean;
}

export interface Chapter {
  readonly title: string;
  readonly kinds: readonly Kind[];
}

const PINGED: ParameterValues = { 'Switchover Disable Gateway Ping': false };
const ASKED: ParameterValues = {
  ...PINGED,
  'Switchover NetTest A': 'near-b.example',
  'Switchover NetTest B': 'near-a.example',
};

export const PRESET: Setup = { label: 'as preset', parameters: {} };
export const GATEWAY: Setup = { label: 'gateway pinged', parameters: PINGED };
export const NETTEST: Setup = { label: 'NetTest asked, too', parameters: ASKED };
const BY_HAND: Setup = { label: 'manual mode', parameters: {}, manual: true };
const AT_ONCE = only('Switchover Reconnect Timeout', 0);
const PATIENT = only('Switchover Reconnect Timeout', 180);
const NEVER = only('Switchover Unreachable Primary Ping Count', -1);
const SETS = only('Switchover Unreachable Primary Ping Count', 5);
const SELDOM = only('Switchover Notifier Reconnect Delay', 20);
const HASTY = only('Switchover TS Timeout', 5);

function only(name: ParameterName, value: number): Setup {
  return { label: `\`${name} = ${value}\``, parameters: { [name]: value } };
}

const ALL = [PRESET, GATEWAY, NETTEST, NEVER] as const;

const cables: Chapter = {
  title: 'Cables and gateways',
  kinds: [
    {
      title: 'The cable of the backup is pulled',
      story: 'cable-of-the-backup',
      says: ['The backup has no carrier, which it sees without any setting. Clients notice nothing. Mend the cable.'],
      setups: [PRESET, GATEWAY, NETTEST],
    },
    {
      title: 'The gateway of the backup fails',
      story: 'gateway-of-the-backup',
      says: [
        'The carrier stays, so only a ping to the gateway tells the backup that it is the one that is cut off. This is the',
        'partition for which to set `Switchover Disable Gateway Ping = No`, where the gateway answers pings. The gateways of',
        'the adapter that leads to the active server count, also where both servers stand on one subnet. Where that adapter',
        'has none, or `ping` cannot be run, this setting changes nothing: all is as preset, and `switchover status` warns',
        '(`no-network-check`). To the backup a switch that drops its port, with the carrier up, is the same as this.',
      ],
      setups: ALL,
    },
    {
      title: 'The cable of the active server is pulled',
      story: 'cable-of-the-primary',
      says: [
        'The active server serves on for nobody: clients behind the cable cannot reach it. What it did alone meanwhile is',
        'why it is stale afterwards. Look whether there is anything to save on it, then `switchover rejoin`.',
      ],
      setups: [...ALL, SETS, PATIENT, SELDOM, BY_HAND],
    },
    {
      title: 'The gateway of the active server fails',
      story: 'gateway-of-the-primary',
      says: [
        'To the backup this is the same as a cable. Clients on the near side of the gateway still reach the old active server.',
      ],
      setups: ALL,
    },
    {
      title: 'The gateway of the backup drops pings, and the active server dies',
      story: 'gateway-drops-pings',
      says: [
        'A gateway that passes everything on but pings does no harm while the connections stand. When the active server',
        'dies the backup takes itself to be cut off, if it pings that gateway. Switch by hand: `switchover switch`.',
      ],
      setups: [PRESET, GATEWAY, NETTEST],
    },
  ],
};

const lines: Chapter = {
  title: 'Between the sites',
  kinds: [
    {
      title: 'The line between the sites is cut',
      story: 'wan-cut',
      says: [
        'Both sites are well and cannot see each other. Without a NetTest address the backup cannot tell a line that is',
        'cut from a site that is gone. With one it waits, and if the site really is gone, an operator has to switch.',
      ],
      setups: [...ALL, SETS, PATIENT, SELDOM, BY_HAND],
    },
    {
      title: 'Only what the active server sends is lost',
      story: 'line-from-the-primary',
      says: ['A line that is cut in one direction carries no connection at all: no answer comes back.'],
      setups: ALL,
    },
    {
      title: 'Only what the backup sends is lost',
      story: 'line-from-the-backup',
      says: ['The same, seen from the other side.'],
      setups: ALL,
    },
    {
      title: 'The whole site of the active server goes dark, and an operator switches after 4 min 30 s',
      story: 'site-of-the-primary',
      says: [
        'Server, gateway, and the host near it that the backup asks. With a NetTest address this looks like a line that is',
        'cut, and the pair waits for you. Make sure that the site is really gone, then `switchover switch`.',
      ],
      setups: [PRESET, GATEWAY, NETTEST],
    },
    {
      title: 'The NetTest host is silent, and the active server loses power',
      story: 'nettest-host-silent',
      says: [
        'The address that the backup asks has to answer whenever the other site is there. Switch by hand, then mend the host.',
      ],
      setups: [PRESET, GATEWAY, NETTEST],
    },
  ],
};

const connections: Chapter = {
  title: 'Notifier connections',
  kinds: [
    {
      title: 'One of the two connections is cut',
      story: 'main-connection-only',
      says: ['This is what there are two for. `switchover status` warns of it. Let them take different ways.'],
      setups: [PRESET, AT_ONCE],
    },
    {
      title: 'Both connections are cut, and nothing else',
      story: 'both-connections',
      says: [
        'A firewall, or a proxy: the machines reach each other, their Notifiers do not. That is how a dead process looks,',
        'too, so no network check helps: only the connections on different ways do, and a fence hook that stops the other',
        'server before this one serves (see [hooks](hooks.md)).',
      ],
      setups: [...ALL, PATIENT, BY_HAND],
    },
  ],
};

const servers: Chapter = {
  title: 'A process or a machine is gone',
  kinds: [
    {
      title: 'The process of the active server is killed, and comes back after 2 min',
      story: 'notifier-gone',
      asTold: true,
      says: ['Its machine still answers pings and refuses connections.'],
      setups: [PRESET, NETTEST, AT_ONCE, PATIENT, BY_HAND],
    },
    {
      title: 'The process of the active server is killed, and comes back after 5 s',
      story: 'notifier-comes-back',
      asTold: true,
      says: ['A restart that is quicker than `Switchover Reconnect Timeout` is no takeover.'],
      setups: [PRESET, AT_ONCE],
    },
    {
      title: 'The process of the active server stands still for long',
      story: 'active-server-freezes',
      says: [
        'A debugger, a full swap, `SIGSTOP`. Its sockets stay open, so only pings without an answer tell. When it goes on it',
        'knows that it stood still, does not believe itself, and hears that it was displaced.',
      ],
      setups: [PRESET, NETTEST, AT_ONCE],
    },
    {
      title: 'The process of the active server stands still for 7 s',
      story: 'ping-fails-and-recovers',
      asTold: true,
      says: ['Stopped and continued before the retries are used up.'],
      setups: [PRESET],
    },
    {
      title: 'The machine of the active server is suspended',
      story: 'machine-suspended',
      says: [
        'As when a virtual machine is moved. On waking it answers that it is not active, until it has heard its companion.',
      ],
      setups: [PRESET, NETTEST],
    },
    {
      title: 'The active server is stopped in order',
      story: 'active-server-stops',
      says: ['It tells the backup, which waits for nothing else.'],
      setups: [PRESET],
    },
    {
      title: 'The machine of the active server is lost, and comes back',
      story: 'active-server-loses-power',
      says: [
        'Nothing answers any longer. A server that did not serve while the other one did has nothing to lose, and is the backup at once.',
      ],
      setups: [...ALL, SETS, AT_ONCE, BY_HAND],
    },
    {
      title: 'The machine of the backup is lost, and comes back',
      story: 'backup-loses-power',
      says: ['Nothing depends on the backup but the next takeover.'],
      setups: [PRESET],
    },
    {
      title: 'The module of the active server hangs',
      story: 'module-hangs',
      says: ['No partition, but a takeover beside a server that lives: it is displaced and lets go.'],
      setups: [PRESET, HASTY],
    },
  ],
};

const starting: Chapter = {
  title: 'Starting',
  kinds: [
    {
      title: 'Both servers boot while the line between the sites is cut',
      story: 'booting-while-cut',
      says: [
        'A server that finds nobody, and its own network well, starts as the active one: a pair that comes back from a power',
        'failure shall not wait for an operator. With NetTest addresses it waits.',
        'When the line comes back both may find it well before they hear each other; then both serve for a moment, and the',
        'lower term is stale.',
      ],
      setups: [PRESET, GATEWAY, NETTEST],
    },
    {
      title: 'Both servers boot and hear each other',
      story: 'both-booting',
      says: ['The one that was active last goes first; where neither was, A does.'],
      setups: [PRESET],
    },
    {
      title: 'A server starts alone',
      story: 'starting-alone',
      says: [],
      setups: [PRESET, NETTEST],
    },
  ],
};

export const CHAPTERS: readonly Chapter[] = [cables, lines, connections, servers, starting];
