/** How a line of the readable log is written from what the engine says. */
import type { LogLine } from './effect.ts';

const MARK = { note: '', warning: '[Warning] ', error: '[Error] ' } as const;

/** The message cell: the reference's mark of its level, and the text. */
export function messageOf({ level, text }: Pick<LogLine, 'level' | 'text'>): string {
  return `${MARK[level]}${oneLine(text)}`;
}

/** A hook's output or a peer's words never make a second line or column, nor move a terminal's cursor. */
export function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}
