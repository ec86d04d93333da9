import type { ParameterName } from './catalogue.ts';

/** A name that is not a parameter (any longer) but that people still have in their files and heads (R18). */
export type OtherName =
  /** A former parameter that no longer has any effect. `instead` serves the same purpose, with a value of its own. */
  | {
      readonly is: 'retired';
      readonly name: string;
      readonly since: string;
      readonly instead: ParameterName | null;
      readonly because: string;
    }
  /** A parameter that has another name now. */
  | {
      readonly is: 'renamed';
      readonly name: string;
      readonly since: string;
      readonly means: ParameterName;
      readonly because: string;
    }
  /** A spelling that the reference itself uses in places. */
  | { readonly is: 'misspelt'; readonly name: string; readonly means: ParameterName }
  /** A name that belongs to something else. */
  | { readonly is: 'foreign'; readonly name: string; readonly because: string; readonly advice: string };

const NO_UDP = "the primary monitor, which pings the primary's Notifier directly, replaced pings over UDP";
const NO_TUNING = 'the encoding of the configuration sent to the backup can no longer be chosen';

/** Every such name that is known. */
export const OTHER_NAMES: readonly OtherName[] = [
  {
    is: 'renamed',
    name: 'Switchover Reconnect Delay',
    since: '2015 R1',
    means: 'Switchover Reconnect Timeout',
    because: 'it had the old name only from 4.0 SU4 to 4.0 SU6',
  },
  {
    is: 'retired',
    name: 'Switchover UDP Monitor',
    since: '2015 R1',
    instead: null,
    because: NO_UDP,
  },
  {
    is: 'retired',
    name: 'Switchover UDP Maximum Ping Delay',
    since: '2015 R1',
    instead: 'Switchover Primary Monitor Timeout',
    because: NO_UDP,
  },
  {
    is: 'retired',
    name: 'Switchover UDP Normal Retry Delay',
    since: '2015 R1',
    instead: 'Switchover Primary Monitor Retry Ping Delay',
    because: NO_UDP,
  },
  {
    is: 'retired',
    name: 'Switchover Max UDP Failures',
    since: '2015 R1',
    instead: 'Switchover Primary Monitor Retry Count',
    because: NO_UDP,
  },
  {
    is: 'retired',
    name: 'Enable Switchover Upgrade Mode',
    since: 'September 2014',
    instead: null,
    because: 'a backup whose release differs from that of the primary enters its Upgrade state automatically',
  },
  {
    is: 'retired',
    name: 'Switchover Use WAN Optimizations for DS Sync',
    since: 'August 2015',
    instead: null,
    because: NO_TUNING,
  },
  {
    is: 'retired',
    name: 'Switchover Use Compression for DS Sync',
    since: 'August 2015',
    instead: null,
    because: NO_TUNING,
  },
  {
    is: 'retired',
    name: 'Switchover Use Compression for DS Request Sync',
    since: 'August 2015',
    instead: null,
    because: NO_TUNING,
  },
  { is: 'misspelt', name: 'Switchover TS Retry Delay', means: 'Switchover TS Failure Retry Delay' },
  { is: 'misspelt', name: 'Switchover MaxTS Failures', means: 'Switchover Max TS Failures' },
  { is: 'misspelt', name: 'Unreachable Primary Ping Count', means: 'Switchover Unreachable Primary Ping Count' },
  { is: 'misspelt', name: 'Unreachable Primary Ping Delay', means: 'Switchover Unreachable Primary Ping Delay' },
  {
    is: 'foreign',
    name: 'IonNotifier',
    because: 'it belongs to call recovery, and to the recovery of generic SMS objects',
    advice: 'set it where call recovery is configured; only SMS Interaction Recovery Enabled belongs here',
  },
  {
    is: 'foreign',
    name: 'ManualSwitchOnly',
    because: 'it is a command line flag of a single server',
    advice: 'start that server with: switchover node run --manual-switch-only',
  },
  {
    is: 'foreign',
    name: 'ForceBackup',
    because: 'it is a command line flag of a single server',
    advice: 'start that server with: switchover node run --force-backup',
  },
];

const BY_FOLDED_NAME: ReadonlyMap<string, OtherName> = new Map(
  OTHER_NAMES.map((other) => [other.name.toLowerCase(), other]),
);

/** What is known about a name that is not a parameter; null if nothing is. Letter case does not matter. */
export function findOtherName(name: string): OtherName | null {
  return BY_FOLDED_NAME.get(name.trim().toLowerCase()) ?? null;
}
