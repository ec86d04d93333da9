import type { ParameterName } from './catalogue.ts';

/** A name that is no parameter (any longer), and that people nevertheless have in their files and heads (R18). */
export type OtherName =
  /** It was one once, and has no effect any more. `instead` does what it was there for, by a value of its own. */
  | {
      readonly is: 'retired';
      readonly name: string;
      readonly since: string;
      readonly instead: ParameterName | null;
      readonly because: string;
    }
  /** It is one, under another name now. */
  | {
      readonly is: 'renamed';
      readonly name: string;
      readonly since: string;
      readonly means: ParameterName;
      readonly because: string;
    }
  /** The reference itself spells a parameter so in places. */
  | { readonly is: 'misspelt'; readonly name: string; readonly means: ParameterName }
  /** It belongs to something else. */
  | { readonly is: 'foreign'; readonly name: string; readonly because: string; readonly advice: string };

const NO_UDP = "pings over UDP ended when the primary monitor came, which asks the primary's Notifier itself";
const NO_TUNING = 'how the configuration is packed on its way to the backup is no longer a choice';

/** Every such name that is known. */
export const OTHER_NAMES: readonly OtherName[] = [
  {
    is: 'renamed',
    name: 'Switchover Reconnect Delay',
    since: '2015 R1',
    means: 'Switchover Reconnect Timeout',
    because: 'it had this name from 4.0 SU4 to 4.0 SU6 only',
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
    because: 'a backup of another release than the primary enters its Upgrade state by itself',
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
    because: 'it belongs to the recovery of calls, and to that of generic SMS objects',
    advice: 'set it where the recovery of calls is set up; here only SMS Interaction Recovery Enabled counts',
  },
  {
    is: 'foreign',
    name: 'ManualSwitchOnly',
    because: 'it is a switch on the command line of one server',
    advice: 'start that server with: switchover node run --manual-switch-only',
  },
  {
    is: 'foreign',
    name: 'ForceBackup',
    because: 'it is a switch on the command line of one server',
    advice: 'start that server with: switchover node run --force-backup',
  },
];

const BY_FOLDED_NAME: ReadonlyMap<string, OtherName> = new Map(
  OTHER_NAMES.map((other) => [other.name.toLowerCase(), other]),
);

/** What is known of a name that is no parameter's; null where nothing is. Letter case never matters. */
export function findOtherName(name: string): OtherName | null {
  return BY_FOLDED_NAME.get(name.trim().toLowerCase()) ?? null;
}
