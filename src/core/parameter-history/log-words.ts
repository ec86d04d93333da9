import { findParameter } from '../config/parameters/catalogue.ts';
import type { ParameterValue } from '../config/parameters/definition.ts';
import { printValue } from '../config/parameters/print-value.ts';
import type { LogLevel, LogLine } from '../engine/effect.ts';
import type { Checkpoint, ValueChange } from './history.ts';

/** A checkpoint as one log line; `what` is its origin, or what happened to it. */
export function checkpointLine(
  { number, by, reason }: Pick<Checkpoint, 'number' | 'by' | 'reason'>,
  what: string | null,
  changes: readonly ValueChange[],
  level: LogLevel,
): LogLine {
  const head = `checkpoint [${number}] of [${by}]${what === null ? '' : `, ${what}`}`;
  const text = `SwitchoverMain::Parameters : ${head}: ${describeChanges(changes, reason)}`;
  return { topic: 'SwitchoverMain', level, text };
}

/** `Switchover TS Timeout [10] to [20] (slow disks)`. */
function describeChanges(changes: readonly ValueChange[], reason: string | null): string {
  const shown = changes.map(({ name, from, to }) => `${name} ${inBrackets(name, from)} to ${inBrackets(name, to)}`);
  const all = shown.length === 0 ? 'nothing set' : shown.join(', ');
  return reason === null ? all : `${all} (${reason})`;
}

/** A list may be very long. */
const LONGEST_SHOWN = 120;

function inBrackets(name: string, value: ParameterValue | null): string {
  if (value === null) return '[not set]';
  const definition = findParameter(name);
  const text = definition === null ? String(value) : printValue(definition, value);
  return `[${text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text}]`;
}
