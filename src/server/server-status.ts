import type { z } from 'zod';
import { namesMirrors } from '../core/config/mirror-lists/configured.ts';
import type { Settings } from '../core/config/parameters/settings.ts';
import { activityOf, holdOf } from '../core/engine/activity.ts';
import type { LogLine } from '../core/engine/effect.ts';
import { isUnknownRelease } from '../core/engine/release.ts';
import type { State } from '../core/engine/state.ts';
import { isServing, PLACES, phaseOf, stateOf, termOf } from '../core/engine/state.ts';
import type { ServerCheck, StatusWarning, serverStatusShape } from '../core/protocol/answers.ts';
import type { HistoryEvent } from '../core/protocol/history-answers.ts';
import type { Identity } from '../host/identity/identity.ts';
import { monotonicMs, wallClock } from '../host/process/clock.ts';
import type { Moments } from './moments.ts';
import type { Subsystems } from './opened-subsystems.ts';
import type { ProgramFault } from './programs.ts';
import { programWarning } from './programs.ts';

const DAY_MS = 86_400_000;
/** How long before its expiry a certificate causes a warning, in days. */
const EXPIRY_WARNING_DAYS = 30;

export interface StatusInputs {
  readonly state: State;
  readonly moments: Moments;
  readonly lastSwitch: HistoryEvent | null;
  readonly version: string;
  readonly logPath: string;
  readonly checks: readonly ServerCheck[];
  readonly identity: Identity;
  readonly pairFilesDiffer: boolean;
  readonly diskRefuses: boolean;
  readonly fileWarnings: readonly StatusWarning[];
  readonly roleStateHalfDamaged: boolean;
  readonly programFaults: readonly ProgramFault[];
  readonly wouldLose: readonly string[];
  readonly subsystems: Pick<Subsystems, 'facts' | 'warnings' | 'behind' | 'inForce'>;
}

/** A server's status for `/v1/status`: its own facts, and those of each subsystem under its channel. */
export function describeServer(inputs: StatusInputs): z.input<typeof serverStatusShape> {
  const { state, subsystems } = inputs;
  const now = monotonicMs();
  const { main, aux } = state.connections;
  const reconnect = state.timers.reconnect;
  const heldBack = holdOf(state);
  return {
    ...subsystems.facts(),
    letter: state.self.letter,
    name: state.self.name,
    state: stateOf(state.place),
    phase: phaseOf(state.place),
    phaseMeans: PLACES[state.place].means,
    serving: isServing(state),
    release: isUnknownRelease(state.self.release) ? null : state.self.release,
    version: inputs.version,
    mode: state.mode,
    modeReason: state.modeReason,
    modeBy: state.modeBy,
    modeUntil: state.timers.mode === undefined ? null : inputs.moments('mode-end', state.timers.mode),
    term: termOf(state),
    since: inputs.moments('since', state.since),
    reason: state.reason,
    bootId: state.self.bootId,
    pid: process.pid,
    log: inputs.logPath,
    connections: {
      main: { status: main.status, failure: main.failure },
      aux: { status: aux.status, failure: aux.failure },
    },
    network: state.network === null ? null : { verdict: state.network.verdict, ageMs: now - state.network.at },
    checks: [...inputs.checks],
    activity: activityOf(state),
    heldBack,
    takeoverInMs: reconnect === undefined || heldBack !== null ? null : Math.max(0, reconnect - now),
    lastSwitch: inputs.lastSwitch,
    behind: subsystems.behind(),
    files: namesMirrors(subsystems.inForce()) ? 'not-implemented' : 'none',
    wouldLose: [...inputs.wouldLose],
    warnings: warningsOf(inputs),
  };
}

const STATE_WARNINGS: Readonly<Record<string, Omit<StatusWarning, 'code'>>> = {
  'commence-failed': {
    what: 'the Commence hook failed when this server became active',
    do: 'check the log for the output of the hook, and start the service by hand',
  },
  'discontinue-failed': {
    what: 'the Discontinue hook failed on this server',
    do: 'make sure that the service is no longer running on this server',
  },
  'module-monitor-silent': {
    what: 'the module monitor returns no results and has been restarted twice: the module is not monitored',
    do: 'check the log of this server, and restart it',
  },
  'companion-heard-one-way': {
    what: 'the companion reaches this server, but this server cannot reach the companion: no automatic takeover until it can',
    do: 'compare the pair files of both servers: does the address or port of the companion differ?',
  },
  'companion-unverified': {
    what: "something answers at the companion's address but cannot be verified: no automatic takeover",
    do: 'compare the certificates of both servers; the log shows the error. If the other server is off: switchover switch --immediate',
  },
};

const STOOD_STILL: StatusWarning = {
  code: 'stood-still',
  what: 'this server was stalled and has not heard from its companion since: /primary answers 503 until it does, or may continue alone',
  do: 'check the other server: if it is active, nothing needs to be done here',
};

const FILES_NOT_MIRRORED: StatusWarning = {
  code: 'files-not-mirrored',
  what: 'CustomMirrorDir or InitialMirrorDir lists directories, but this version does not mirror files',
  do: 'copy the files that the backup needs by other means, before it takes over',
};

const ROLE_STATE_DAMAGED: StatusWarning = {
  code: 'role-state-half-damaged',
  what: 'one of the two copies of role and term in role.state is damaged; the other one is used',
  do: 'check the disk for errors; the copy is rewritten at the next change of role or term',
};

export const ROLE_STATE_LINE: LogLine = {
  topic: 'SwitchoverMain',
  level: 'warning',
  text: `SwitchoverMain::RoleState : ${ROLE_STATE_DAMAGED.what}`,
};

function manualWarning({ modeReason }: State): StatusWarning {
  if (modeReason === 'takeover-limit') {
    return {
      code: 'takeover-limit',
      what: 'more than three takeovers within an hour: automatic takeover is disabled',
      do: 'find out why with "switchover why-switched --all", then: switchover mode automatic',
    };
  }
  return {
    code: 'manual-mode',
    what: `manual mode: no automatic takeover${modeReason === null ? '' : ` (${modeReason})`}`,
    do: 'when the work is done: switchover mode automatic',
  };
}

/** Warns if neither check is configured, or the configured ones cannot tell. */
function networkCheckWarning(
  { gatewayPing, netTest }: Pick<Settings, 'gatewayPing' | 'netTest'>,
  checks: readonly ServerCheck[],
): StatusWarning[] {
  if (!gatewayPing && netTest === null) {
    return [
      {
        code: 'no-network-check',
        what: 'neither the gateway nor NetTest is checked: if the network switch or gateway of the backup fails, both servers become active',
        do: 'set "Switchover Disable Gateway Ping" to No, or "Switchover NetTest A" and "Switchover NetTest B"',
      },
    ];
  }
  const setUp = checks.filter(({ name }) => (name === 'gateway' && gatewayPing) || (name === 'nettest' && netTest));
  if (setUp.length === 0 || setUp.some(({ result }) => result !== 'unknown')) return [];
  const faults = setUp.map(({ name, why }) => `${name === 'gateway' ? 'gateway' : 'NetTest'}: ${why}`);
  return [
    {
      code: 'no-network-check',
      what:
        `the configured network checks do not work (${faults.join('; ')}): if the network switch or gateway of the ` +
        'backup fails, both servers become active',
      do: 'set "Switchover NetTest A" and "Switchover NetTest B", or configure a gateway on the adapter to the companion',
    },
  ];
}

function warningsOf(inputs: StatusInputs): StatusWarning[] {
  const { state, identity } = inputs;
  const warnings: StatusWarning[] = state.warnings.map((code) => ({
    code,
    what: STATE_WARNINGS[code]?.what ?? code,
    do: STATE_WARNINGS[code]?.do ?? 'check the log',
  }));
  if (state.inDoubt && isServing(state)) warnings.push(STOOD_STILL);
  if (state.mode === 'manual') warnings.push(manualWarning(state));
  warnings.push(...inputs.subsystems.warnings(), ...inputs.programFaults.map(programWarning));
  if (namesMirrors(inputs.subsystems.inForce())) warnings.push(FILES_NOT_MIRRORED);
  warnings.push(...networkCheckWarning(state.self.settings, inputs.checks));
  const unpinged = inputs.checks.find(({ name, result }) => name === 'primary' && result === 'unknown');
  if (unpinged !== undefined) {
    warnings.push({
      code: 'ping-unavailable',
      what: `this server cannot ping the companion's machine, so its state will be unknown in a failure: ${unpinged.why}`,
      do: 'install the ping program (Debian: iputils-ping), and let this user run it: it may need CAP_NET_RAW',
    });
  }
  if (inputs.pairFilesDiffer) {
    warnings.push({
      code: 'pair-files-differ',
      what: 'the pair files of the two servers differ in names, addresses or the module',
      do: 'copy the right pair file over the other one, and restart that server',
    });
  }
  if (inputs.diskRefuses) {
    warnings.push({
      code: 'log-not-writable',
      what: 'cannot write the log or the flight recorder',
      do: `free up space on the disk of ${inputs.logPath}`,
    });
  }
  warnings.push(...inputs.fileWarnings);
  if (inputs.roleStateHalfDamaged) warnings.push(ROLE_STATE_DAMAGED);
  const daysLeft = Math.floor((identity.expiresAt.getTime() - wallClock().getTime()) / DAY_MS);
  if (daysLeft < EXPIRY_WARNING_DAYS) {
    warnings.push({
      code: 'certificate-expires',
      what:
        daysLeft < 0
          ? 'the certificate of this server has expired; its companion rejects it'
          : `the certificate of this server expires in ${daysLeft} day${daysLeft === 1 ? '' : 's'}; after that its companion will reject it`,
      do: 'sign it again with openssl, as docs/certificates.md describes, and restart this server: there is no command for it yet',
    });
  }
  return warnings;
}
