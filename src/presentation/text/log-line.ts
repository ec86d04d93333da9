import type { LogLine } from '../../core/engine/effect.ts';
import type { Medium } from './palette.ts';

/** A line of the readable log, for a server run in the foreground. Never wrapped, so that it can be searched. */
export function renderLogLine({ topic, level, text }: LogLine, { palette }: Medium): string {
  const paint = level === 'error' ? palette.bad : level === 'warning' ? palette.caution : (plain: string) => plain;
  return `${palette.dim(topic.padEnd(16))}  ${paint(text)}`;
}
