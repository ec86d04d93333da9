import type { ParameterName, ParameterValues } from '../catalogue.ts';
import type { Rule } from './rule.ts';
import { rule, when } from './rule.ts';

interface WithoutEffect {
  readonly code: string;
  readonly name: ParameterName;
  /** What it needs, or must not meet. */
  readonly others: readonly ParameterName[];
  /** Whether it has its effect, of values that set it. */
  readonly works: (values: ParameterValues) => boolean;
  /** Whether there is anything to have an effect; else it counts as soon as it is set. */
  readonly asks?: (values: ParameterValues) => boolean;
  /** When it has one, after its name: `has an effect only …`. */
  readonly only: string;
  readonly why: string;
  readonly do: string;
}

const monitorsIp = (values: ParameterValues): boolean => values['Switchover Monitoring'] === 'IP';
const forcesNames = (values: ParameterValues): boolean => values.ForceSwitchoverFQDNs === true;

const ROWS: readonly WithoutEffect[] = [
  {
    code: 'qos-without-aux-connection',
    only: 'together with Switchover Ping on Aux Connection',
    name: 'Switchover Use QoS for Ping',
    others: ['Switchover Ping on Aux Connection'],
    asks: (values) => values['Switchover Use QoS for Ping'] === true,
    works: (values) => values['Switchover Ping on Aux Connection'] === true,
    why: "no mark is set while the module's pings are on the main connection",
    do: 'set Switchover Ping on Aux Connection to 1 as well',
  },
  {
    code: 'dscp-unused',
    only: 'while Switchover Use QoS for Ping is Yes',
    name: 'Switchover QoS DSCP',
    others: ['Switchover Use QoS for Ping'],
    works: (values) => values['Switchover Use QoS for Ping'] === true,
    why: 'no ping is marked while Switchover Use QoS for Ping is not Yes',
    do: 'set Switchover Use QoS for Ping to Yes, or take it out',
  },
  {
    code: 'mail-filter-without-recovery',
    only: 'while Mail Interaction Recovery Enabled is 1',
    name: 'Mail Interaction Recovery Filter Enabled',
    others: ['Mail Interaction Recovery Enabled'],
    asks: (values) => values['Mail Interaction Recovery Filter Enabled'] === true,
    works: (values) => values['Mail Interaction Recovery Enabled'] === true,
    why: 'it chooses among the emails that are copied, and without mail recovery none is',
    do: 'set Mail Interaction Recovery Enabled to 1, or take the filter out',
  },
  {
    code: 'unreachable-delay-unused',
    only: 'while Switchover Unreachable Primary Ping Count is set',
    name: 'Switchover Unreachable Primary Ping Delay',
    others: ['Switchover Unreachable Primary Ping Count'],
    works: (values) => values['Switchover Unreachable Primary Ping Count'] !== undefined,
    why: 'no sets of pings are sent while Switchover Unreachable Primary Ping Count is not set',
    do: 'set Switchover Unreachable Primary Ping Count, or take it out',
  },
  ...(['Switchover IP Timeout', 'Switchover IP Retry Delay'] as const).map(
    (name): WithoutEffect => ({
      code: 'ip-time-unused',
      only: 'while Switchover Monitoring is IP',
      name,
      others: ['Switchover Monitoring'],
      works: monitorsIp,
      why: 'it holds for IP, and TsServer is monitored',
      do: 'set Switchover Monitoring to IP, or take it out',
    }),
  ),
  ...(['Switchover TS Timeout', 'Switchover TS Failure Retry Delay'] as const).map(
    (name): WithoutEffect => ({
      code: 'ts-time-unused',
      only: 'while Switchover Monitoring is TsServer',
      name,
      others: ['Switchover Monitoring'],
      works: (values) => !monitorsIp(values),
      why: 'it holds for TsServer, and IP is monitored',
      do: `set Switchover IP ${name === 'Switchover TS Timeout' ? 'Timeout' : 'Retry Delay'} instead`,
    }),
  ),
  ...(['A', 'B'] as const).map(
    (letter): WithoutEffect => ({
      code: 'full-name-unused',
      only: 'while ForceSwitchoverFQDNs is Yes',
      name: `SwitchoverServerFQDN ${letter}`,
      others: ['ForceSwitchoverFQDNs'],
      works: forcesNames,
      why: 'clients are told it only while ForceSwitchoverFQDNs is Yes',
      do: 'set ForceSwitchoverFQDNs to Yes, or take it out',
    }),
  ),
];

/** What is set and changes nothing, because of what else is set or is not. */
export const WITHOUT_EFFECT: readonly Rule[] = ROWS.map(({ code, name, others, works, asks, only, why, do: next }) =>
  rule({
    code,
    severity: 'warning',
    names: [name, ...others],
    says: `${name} has an effect only ${only}.`,
    broken: (values) => when(values[name] !== undefined && (asks?.(values) ?? true) && !works(values)),
    what: `${name} has no effect`,
    why,
    do: next,
  }),
);
