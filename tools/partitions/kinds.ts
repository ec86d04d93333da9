/** The kinds of partitions on the page for operators: what breaks, and with which settings. */
import type { ParameterName, ParameterValues } from '../../src/core/config/parameters/catalogue.ts';

/** Settings with which a kind is simulated. */
export interface Setup {
  readonly label: string;
  readonly parameters: ParameterValues;
  /** Both servers are in manual mode. */
  readonly manual?: boolean;
}

export interface Kind {
  readonly title: string;
  /** A scenario that comes with switchover. */
  readonly scenario: string;
  /** How it looks from outside, and what to do. Which server becomes active, and for how long, is in the table. */
  readonly says: readonly string[];
  readonly setups: readonly Setup[];
  /** The fault lasts as long as the scenario says; it is not simulated with a longer one as well. */
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

export const PRESET: Setup = { label: 'defaults', parameters: {} };
export const GATEWAY: Setup = { label: 'gateway pinged', parameters: PINGED };
export const NETTEST: Setup = { label: 'NetTest pinged too', parameters: ASKED };
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
      scenario: 'cable-of-the-backup',
      says: ['The backup has no carrier, which it detects with any settings. Clients notice nothing. Fix the cable.'],
      setups: [PRESET, GATEWAY, NETTEST],
    },
    {
      title: 'The gateway of the backup fails',
      scenario: 'gateway-of-the-backup',
      says: [
        'The carrier stays up, so only a ping to the gateway tells the backup that it is the one that is cut off. This is the',
        'partition for which to set `Switchover Disable Gateway Ping = No`, if the gateway answers pings. The gateways that',
        'count are those of the adapter that leads to the active server, even if both servers are on one subnet. If that',
        'adapter has none, or `ping` cannot be run, the setting has no effect: the outcome is that of the defaults, and',
        "`switchover status` warns (`no-network-check`). A network switch that drops the backup's traffic while the carrier",
        'stays up looks the same to the backup.',
      ],
      setups: ALL,
    },
    {
      title: 'The cable of the active server is pulled',
      scenario: 'cable-of-the-primary',
      says: [
        'The active server stays active, but no client can reach it. It is stale afterwards because of what it did alone',
        'in the meantime. Check whether there is anything to save on it, then run `switchover rejoin`.',
      ],
      setups: [...ALL, SETS, PATIENT, SELDOM, BY_HAND],
    },
    {
      title: 'The gateway of the active server fails',
      scenario: 'gateway-of-the-primary',
      says: [
        'To the backup this looks like a pulled cable. Clients on the near side of the gateway still reach the old active server.',
      ],
      setups: ALL,
    },
    {
      title: 'The gateway of the backup drops pings, and the active server dies',
      scenario: 'gateway-drops-pings',
      says: [
        'A gateway that forwards everything except pings does no harm while the connections are up. When the active server',
        'dies, a backup that pings this gateway concludes that it is cut off. Switch manually: `switchover switch`.',
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
      scenario: 'wan-cut',
      says: [
        'Both sites work but cannot reach each other. Without a NetTest address, the backup cannot tell a cut line from a',
        'lost site. With one it waits, and if the site really is lost, an operator has to switch.',
      ],
      setups: [...ALL, SETS, PATIENT, SELDOM, BY_HAND],
    },
    {
      title: 'Only what the active server sends is lost',
      scenario: 'line-from-the-primary',
      says: ['A line that is cut in one direction carries no connection at all, because no answers come back.'],
      setups: ALL,
    },
    {
      title: 'Only what the backup sends is lost',
      scenario: 'line-from-the-backup',
      says: ['The same, seen from the other side.'],
      setups: ALL,
    },
    {
      title: 'The whole site of the active server goes dark, and an operator switches after 4 min 30 s',
      scenario: 'site-of-the-primary',
      says: [
        'The server, its gateway, and the nearby host that the backup pings are all gone. With a NetTest address this looks',
        'like a cut line, and the pair waits for you. Make sure that the site is really lost, then run `switchover switch`.',
      ],
      setups: [PRESET, GATEWAY, NETTEST],
    },
    {
      title: 'The NetTest host is silent, and the active server loses power',
      scenario: 'nettest-host-silent',
      says: [
        'The address that the backup pings has to answer whenever the other site is up. Switch manually, then fix the host.',
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
      scenario: 'main-connection-only',
      says: ['This is why there are two. `switchover status` warns about it. Route them over different paths.'],
      setups: [PRESET, AT_ONCE],
    },
    {
      title: 'Both connections are cut, and nothing else',
      scenario: 'both-connections',
      says: [
        'A firewall or a proxy: the machines reach each other, their Notifiers do not. A dead process looks the same, so no',
        'network check helps. What helps is to route the two connections over different paths, and a fence hook that stops',
        'the other server before this one becomes active (see [hooks](hooks.md)).',
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
      scenario: 'notifier-gone',
      asTold: true,
      says: ['Its machine still answers pings and refuses connections.'],
      setups: [PRESET, NETTEST, AT_ONCE, PATIENT, BY_HAND],
    },
    {
      title: 'The process of the active server is killed, and comes back after 5 s',
      scenario: 'notifier-comes-back',
      asTold: true,
      says: ['A restart that is faster than `Switchover Reconnect Timeout` causes no takeover.'],
      setups: [PRESET, AT_ONCE],
    },
    {
      title: 'The process of the active server is frozen for a long time',
      scenario: 'active-server-freezes',
      says: [
        'A debugger, exhausted swap, `SIGSTOP`. Its sockets stay open, so only unanswered pings reveal it. When it resumes, it',
        'knows that it was stalled, does not answer as active, and learns that the backup has taken over.',
      ],
      setups: [PRESET, NETTEST, AT_ONCE],
    },
    {
      title: 'The process of the active server is frozen for 7 s',
      scenario: 'ping-fails-and-recovers',
      asTold: true,
      says: ['It resumes before the retries are used up.'],
      setups: [PRESET],
    },
    {
      title: 'The machine of the active server is suspended',
      scenario: 'machine-suspended',
      says: [
        'As during the migration of a virtual machine. When it wakes up, it answers that it is not active until it has heard',
        'its companion.',
      ],
      setups: [PRESET, NETTEST],
    },
    {
      title: 'The active server is shut down cleanly',
      scenario: 'active-server-stops',
      says: ['It tells the backup, which takes over without waiting for anything else.'],
      setups: [PRESET],
    },
    {
      title: 'The machine of the active server is lost, and comes back',
      scenario: 'active-server-loses-power',
      says: [
        'Nothing answers any more. When the machine comes back, its server was not active while the other one was, so it has',
        'nothing to lose and becomes the backup immediately.',
      ],
      setups: [...ALL, SETS, AT_ONCE, BY_HAND],
    },
    {
      title: 'The machine of the backup is lost, and comes back',
      scenario: 'backup-loses-power',
      says: ['Nothing depends on the backup except the next takeover.'],
      setups: [PRESET],
    },
    {
      title: 'The module of the active server hangs',
      scenario: 'module-hangs',
      says: ['Not a partition, but a takeover from a server that is alive: it learns of the takeover and gives way.'],
      setups: [PRESET, HASTY],
    },
  ],
};

const starting: Chapter = {
  title: 'Starting',
  kinds: [
    {
      title: 'Both servers boot while the line between the sites is cut',
      scenario: 'booting-while-cut',
      says: [
        'A server that reaches no companion and finds its own network working starts as the active server: a pair that comes',
        'back from a power failure must not wait for an operator. With NetTest addresses it waits.',
        'When the line comes back, both may find it working before they hear each other; then both are active for a moment,',
        'and the one with the lower term becomes stale.',
      ],
      setups: [PRESET, GATEWAY, NETTEST],
    },
    {
      title: 'Both servers boot and hear each other',
      scenario: 'both-booting',
      says: ['The server that was active last goes first; if neither was, A does.'],
      setups: [PRESET],
    },
    {
      title: 'A server starts alone',
      scenario: 'starting-alone',
      says: [],
      setups: [PRESET, NETTEST],
    },
  ],
};

export const CHAPTERS: readonly Chapter[] = [cables, lines, connections, servers, starting];
