import type { LogLine } from '../../core/engine/effect.ts';
import { messageOf } from '../../core/engine/log-line.ts';
import type { Medium } from './palette.ts';

/**
 * A line of the readable log, for a server run in the foreground: time (ISO 8601), topic and message, as in the log. Never
 * wrapped, so that it can be searched.
 */
export function renderLogLine(line: LogLine, at: string, { palette }: Medium): string {
  const { topic, level } = line;
  const paint = level === 'error' ? palette.bad : level === 'warning' ? palette.caution : (plain: string) => plain;
  return `${palette.dim(`${at}  ${topic.padEnd(16)}`)}  ${paint(messageOf(line))}`;
}

/** Where a server that has just started can be found. Paths are not wrapped, so that they can be copied. */
export function renderListening(
  server: { readonly name: string; readonly address: string; readonly logPath: string },
  { palette }: Medium,
): string {
  const { name, address, logPath } = server;
  return palette.bold(`${name} listens on ${address}; Ctrl-C shuts it down\nLog: ${logPath}`);
}
