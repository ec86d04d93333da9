import type { ParameterName, ParameterValues } from '../catalogue.ts';
import type { Rule } from './rule.ts';
import { rule, when } from './rule.ts';

interface WithoutEffect {
  readonly code: string;
  readonly name: ParameterName;
  /** The parameters on which its effect depends. */
  readonly others: readonly ParameterName[];
  /** Whether it has an effect, given values that set it. */
  readonly works: (values: ParameterValues) => boolean;
  /** Whether its value asks for an effect; without this, every value does. */
  readonly asks?: (values: ParameterValues) => boolean;
  /** When it has an effect, to complete `has an effect only …`. */
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
    why: "nothing is marked while the module's pings use the main connection",
    do: 'set Switchover Ping on Aux Connection to 1 as well',
  },
  {
    code: 'dscp-unused',
    only: 'while Switchover Use QoS for Ping is Yes',
    name: 'Switchover QoS DSCP',
    others: ['Switchover Use QoS for Ping'],
    works: (values) => values['Switchover Use QoS for Ping'] === true,
    why: 'no ping is marked while Switchover Use QoS for Ping is not Yes',
    do: 'set Switchover Use QoS for Ping to Yes, or remove it',
  },
  {
    code: 'mail-filter-without-recovery',
    only: 'while Mail Interaction Recovery Enabled is 1',
    name: 'Mail Interaction Recovery Filter Enabled',
    others: ['Mail Interaction Recovery Enabled'],
    asks: (values) => values['Mail Interaction Recovery Filter Enabled'] === true,
    works: (values) => values['Mail Interaction Recovery Enabled'] === true,
    why: 'it filters the emails that are copied, and without mail recovery none are copied',
    do: 'set Mail Interaction Recovery Enabled to 1, or remove the filter',
  },
  {
    code: 'unreachable-delay-unused',
    only: 'while Switchover Unreachable Primary Ping Count is set',
    name: 'Switchover Unreachable Primary Ping Delay',
    others: ['Switchover Unreachable Primary Ping Count'],
    works: (values) => values['Switchover Unreachable Primary Ping Count'] !== undefined,
    why: 'no ping sets are sent while Switchover Unreachable Primary Ping Count is not set',
    do: 'set Switchover Unreachable Primary Ping Count, or remove it',
  },
  ...(['Switchover IP Timeout', 'Switchover IP Retry Delay'] as const).map(
    (name): WithoutEffect => ({
      code: 'ip-time-unused',
      only: 'while Switchover Monitoring is IP',
      name,
      others: ['Switchover Monitoring'],
      works: monitorsIp,
      why: 'it applies to IP, but the monitored module is TsServer',
      do: 'set Switchover Monitoring to IP, or remove it',
    }),
  ),
  ...(['Switchover TS Timeout', 'Switchover TS Failure Retry Delay'] as const).map(
    (name): WithoutEffect => ({
      code: 'ts-time-unused',
      only: 'while Switchover Monitoring is TsServer',
      name,
      others: ['Switchover Monitoring'],
      works: (values) => !monitorsIp(values),
      why: 'it applies to TsServer, but the monitored module is IP',
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
      why: 'clients get this name only while ForceSwitchoverFQDNs is Yes',
      do: 'set ForceSwitchoverFQDNs to Yes, or remove it',
    }),
  ),
];

/** Parameters that have no effect, because of other parameters that are set or not set. */
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
