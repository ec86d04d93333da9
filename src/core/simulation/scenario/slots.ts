/** The words for values in scenarios, in both directions. */

import { findParameter, PARAMETER_NAMES } from '../../config/parameters/catalogue.ts';
import { parseValue } from '../../config/parameters/value.ts';
import type { ConnectionName } from '../../engine/monitors/connections.ts';
import type { NetworkVerdict } from '../../engine/monitors/network.ts';
import type { Cause } from '../../engine/state.ts';
import type { Letter } from '../../letter.ts';
import { nearest } from '../../nearest.ts';
import type { HookName, Setting, StartFlag } from '../faults.ts';
import { HOOK_NAMES, START_FLAGS } from '../faults.ts';
import { ROLES, type Role } from './scenario.ts';

export interface Token {
  readonly text: string;
  /** From 1. */
  readonly column: number;
}

export type SlotName = keyof SlotTypes;

export interface SlotTypes {
  readonly server: Letter;
  /** In ms. */
  readonly duration: number;
  /** Scenario ms. */
  readonly time: number;
  readonly percent: number;
  readonly count: number;
  readonly connection: ConnectionName;
  readonly hook: HookName;
  readonly flag: StartFlag;
  readonly role: Role;
  readonly cause: Cause;
  readonly verdict: NetworkVerdict;
  readonly rule: number;
  /** To the end of the line. */
  readonly setting: Setting;
}

/** A value and how many tokens it took; or the words allowed there, and at which token from the first. */
export type SlotRead =
  | { readonly value: unknown; readonly used: number }
  | { readonly expected: readonly string[]; readonly after: number };

type SlotReader = (tokens: readonly Token[], at: number) => SlotRead;

const CAUSES: Readonly<Record<Cause, true>> = {
  'module-down': true,
  'module-restarting': true,
  'notifier-connection-lost': true,
  'primary-unreachable': true,
  'primary-stopped': true,
  'primary-gave-up': true,
  'fail-safe-start': true,
  manual: true,
  start: true,
  resumed: true,
};

const VERDICTS: Readonly<Record<NetworkVerdict, true>> = {
  'primary-reached': true,
  'backup-cut-off': true,
  'path-or-site-lost': true,
  'primary-unreachable': true,
  unknown: true,
};

const CONNECTIONS: Readonly<Record<string, ConnectionName>> = { main: 'main', auxiliary: 'aux' };
const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 };
/** A scenario lasts at most a day: longer ones take long to run and show nothing more. */
export const LONGEST_SCENARIO_MS = 86_400_000;

export const SLOTS: Readonly<Record<SlotName, SlotReader>> = {
  server: words(['A', 'B']),
  connection: words(Object.keys(CONNECTIONS), (word) => CONNECTIONS[word]),
  hook: words(HOOK_NAMES),
  flag: words(START_FLAGS),
  role: words(ROLES),
  cause: words(Object.keys(CAUSES)),
  verdict: words(Object.keys(VERDICTS)),
  duration: readDuration,
  time: readTime,
  percent: readPercent,
  count: number('a number from 1 to 1000', 1, 1_000),
  rule: number('a rule number', 1, 999),
  setting: readSetting,
};

function words(allowed: readonly string[], value: (word: string) => unknown = (word) => word): SlotReader {
  return (tokens, at) => {
    const found = allowed.find((word) => word === tokens[at]?.text);
    return found === undefined ? { expected: allowed, after: 0 } : { value: value(found), used: 1 };
  };
}

function number(what: string, low: number, high: number): SlotReader {
  return (tokens, at) => {
    const text = tokens[at]?.text ?? '';
    const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    return value >= low && value <= high ? { value, used: 1 } : { expected: [what], after: 0 };
  };
}

function readDuration(tokens: readonly Token[], at: number): SlotRead {
  const text = tokens[at]?.text ?? '';
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,3})?)([a-z]*)$/.exec(text) ?? [];
  if (amount === undefined) return { expected: ['a duration such as 30 s'], after: 0 };
  const apart = unit === '';
  const factor = UNITS_MS[apart ? (tokens[at + 1]?.text ?? '') : unit!];
  if (factor === undefined) return { expected: Object.keys(UNITS_MS), after: apart ? 1 : 0 };
  const ms = Math.round(Number(amount) * factor);
  return ms > LONGEST_SCENARIO_MS
    ? { expected: ['a duration of at most 24 h'], after: 0 }
    : { value: ms, used: apart ? 2 : 1 };
}

function readPercent(tokens: readonly Token[], at: number): SlotRead {
  const [, amount, sign] = /^(\d{1,3})(%?)$/.exec(tokens[at]?.text ?? '') ?? [];
  const value = Number(amount ?? Number.NaN);
  if (!(value >= 1 && value <= 100)) return { expected: ['a percentage such as 20 %'], after: 0 };
  if (sign === '%') return { value, used: 1 };
  return tokens[at + 1]?.text === '%' ? { value, used: 2 } : { expected: ['%'], after: 1 };
}

function readTime(tokens: readonly Token[], at: number): SlotRead {
  const found = /^(?:(\d{1,2}):(?=\d\d:))?(\d{1,3}):([0-5]\d)(?:\.(\d{1,3}))?$/.exec(tokens[at]?.text ?? '');
  if (found === null) return { expected: ['a time such as 1:30'], after: 0 };
  const [, hours = '0', minutes = '0', seconds = '0', fraction = '0'] = found;
  const ms = Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1_000;
  return { value: ms + Number(fraction.padEnd(3, '0')), used: 1 };
}

/** `Switchover TS Timeout = 20`. Only parameters that take effect immediately can be changed during a scenario. */
function readSetting(tokens: readonly Token[], at: number): SlotRead {
  const rest = tokens.slice(at).map(({ text }) => text);
  const equals = rest.indexOf('=');
  if (equals < 1) return { expected: ['a parameter, = and its value'], after: 0 };
  const name = rest.slice(0, equals).join(' ');
  const definition = findParameter(name);
  if (definition === null) return { expected: nearest(name, PARAMETER_NAMES), after: 0 };
  if (definition.takesEffect.when !== 'at-once') {
    return { expected: ['a parameter that takes effect immediately; set others before the first event'], after: 0 };
  }
  const parsed = parseValue(definition, rest.slice(equals + 1).join(' '), null);
  if (!parsed.ok) return { expected: [parsed.problem.do], after: equals + 1 };
  return { value: { name: definition.name, value: parsed.value }, used: rest.length };
}

/** A duration as written in scenarios: `2 min`, `47.616 s`, `200 ms`. */
export function writeDuration(ms: number): string {
  const rounded = Math.round(ms);
  if (rounded > 0 && rounded % 60_000 === 0) return `${rounded / 60_000} min`;
  return rounded >= 1_000 || rounded === 0 ? `${rounded / 1_000} s` : `${rounded} ms`;
}

/** A time in a scenario: `0:30`, `1:02:03.500`. */
export function writeTime(ms: number): string {
  const rounded = Math.round(ms);
  const hours = Math.floor(rounded / 3_600_000);
  const minutes = Math.floor(rounded / 60_000) % 60;
  const seconds = Math.floor(rounded / 1_000) % 60;
  const rest = rounded % 1_000;
  const two = (value: number): string => String(value).padStart(2, '0');
  const fraction = rest === 0 ? '' : `.${String(rest).padStart(3, '0')}`;
  const front = hours === 0 ? String(minutes) : `${hours}:${two(minutes)}`;
  return `${front}:${two(seconds)}${fraction}`;
}
