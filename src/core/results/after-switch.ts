/**
 * What to look at after a switch or takeover (reference: "Problems noticed after a switchover occurs", "Switchover from the
 * user's point of view"): what applies to a pair of ours as it stands, and the reference's own points for PureConnect.
 */
import { isBackupState } from '../engine/state.ts';
import type { HistoryEvent } from '../protocol/history-answers.ts';
import { STATE_WORDS } from './state-words.ts';
import type { AfterSwitchPoint, PairStatus, ServerRow } from './status.ts';

/** How long after a switch its points are shown, in ms. */
const SHOWN_MS = 3_600_000;

type Facts = Pick<PairStatus, 'asOf' | 'servers' | 'next' | 'warnings' | 'lastSwitch'>;

/** Empty unless the active server became active by a switch or takeover within the last hour. */
export function afterSwitch(facts: Facts): readonly AfterSwitchPoint[] {
  const { lastSwitch, servers, asOf } = facts;
  if (lastSwitch === null || lastSwitch.kind === 'start' || lastSwitch.kind === 'given-up') return [];
  const active = servers.find(({ letter }) => letter === lastSwitch.to);
  const former = servers.find(({ letter }) => letter === lastSwitch.from);
  const ageMs = Date.parse(asOf) - Date.parse(lastSwitch.at);
  if (active?.serving !== true || former === undefined || ageMs > SHOWN_MS) return [];
  return [
    ...aboutCause(lastSwitch, active),
    aboutFormer(lastSwitch, former, facts),
    {
      code: 'clients',
      what: `clients not yet connected to ${nameOf(active)}`,
      do: 'restart or redirect them',
    },
    {
      code: 'transfers',
      what: 'transfers under way at that time',
      do: 'repeat them if they were cut off',
    },
    ...aboutSetAside(facts),
  ];
}

function nameOf({ name, letter }: ServerRow): string {
  return `${name} (${letter})`;
}

function aboutCause({ kind }: HistoryEvent, active: ServerRow): AfterSwitchPoint[] {
  if (kind !== 'takeover') return [];
  const what = `why ${nameOf(active)} took over`;
  return [{ code: 'cause', what, do: `on its machine: switchover why-switched ${active.log ?? 'LOG'}` }];
}

function aboutFormer({ kind }: HistoryEvent, former: ServerRow, { next }: Facts): AfterSwitchPoint {
  const name = nameOf(former);
  if (former.state !== null && isBackupState(former.state)) {
    const when = kind === 'takeover' ? 'once the cause is removed, to' : 'to';
    const what = `${name} is the backup; ${when} make it active again`;
    return { code: 'switch-back', what, do: 'switchover switch' };
  }
  const step = next[0] ?? 'switchover status --watch';
  return { code: 'backup-again', what: `whether ${name} becomes the backup again; ${stateWords(former)}`, do: step };
}

function stateWords({ state }: ServerRow): string {
  if (state === null) return 'it does not answer';
  return state === 'primary' ? 'it has only just handed over' : `now it is ${STATE_WORDS[state]}`;
}

function aboutSetAside({ warnings }: Facts): AfterSwitchPoint[] {
  const warning = warnings.find(({ code }) => code === 'parameters-set-aside');
  return warning === undefined ? [] : [{ code: 'set-aside', what: warning.what, do: warning.do }];
}

/** A point for a PureConnect pair, and its section in the reference. */
export interface PureConnectPoint extends AfterSwitchPoint {
  readonly section: string;
}

const AFTER = 'Problems noticed after a switchover occurs';
const RECOVERY = 'Problems noticed with interaction recovery';
const USERS = "Switchover from the user's point of view";

export const PURECONNECT_POINTS: readonly PureConnectPoint[] = [
  {
    code: 'former-active',
    what: 'The former active server is inactive or stale, and no automatic switchover is possible until it is the backup',
    do: 'find out whether it has failed, repair it, and restart it: it finds the active server and becomes the backup',
    section: 'Return the Switchover service to a functioning state after a switch occurs',
  },
  {
    code: 'cause',
    what: 'Why the switchover happened, if nobody asked for it',
    do: 'export the Switchover log of the new active server, then: switchover why-switched LOG',
    section: 'Why did a switchover occur?',
  },
  {
    code: 'clients',
    what: 'CIC clients reconnect to the new active server by themselves, and voice calls are switched when they do',
    do: 'look for clients that have not: on a midsize system it takes less than 30 seconds',
    section: USERS,
  },
  {
    code: 'clients-outside',
    what: 'Clients outside the LAN cannot reconnect if the FQDN of a server was not detected, or wrongly',
    do: 'set ForceSwitchoverFQDNs, SwitchoverServerFQDN A and SwitchoverServerFQDN B',
    section: RECOVERY,
  },
  {
    code: 'agents-in-acw',
    what: 'Agents who were in an after-call work (ACW) status stay in it when its time is over',
    do: 'each sets the status to Available; supervisors look for those who forgot',
    section: AFTER,
  },
  {
    code: 'agents-available',
    what:
      'Agents who were on a call in a non-ACD Available status return to their last persistent status, and may get an ACD ' +
      'interaction during the call',
    do: 'check agents on long calls; for the next time, use Call Recovery or an Available status that is not persistent',
    section: AFTER,
  },
  {
    code: 'status-changes',
    what: 'Agents who were on an ACD interaction may stay in the on-call status when it ends',
    do: 'each sets the status by hand; from the next ACD interaction on it changes by itself again',
    section: RECOVERY,
  },
  {
    code: 'e-mail',
    what: 'E-mail drafts are plain text now, without their attachments; e-mails that no agent had are queued again',
    do: 'add the attachments again before sending',
    section: USERS,
  },
  {
    code: 'file-transfers',
    what: 'File transfers that were under way may have failed, and files sent earlier in a chat are not available',
    do: 'the user sends the file again',
    section: USERS,
  },
  {
    code: 'sms',
    what: 'SMS chats are missing although SMS Interaction Recovery Enabled is set',
    do: 'check that the broker is enabled and has an outbound route, and that its contract is still valid',
    section: RECOVERY,
  },
  {
    code: 'durations',
    what: 'Recovered interactions show a shorter duration than they had',
    do: 'nothing: do not take it for the waiting time in reports',
    section: 'A note about the loss of duration information for interactions',
  },
];
