/** How a message of the engine becomes a line of the readable log. */
import type { LogLine } from './effect.ts';

const MARK = { note: '', warning: '[Warning] ', error: '[Error] ' } as const;

/** The message column: the reference's mark for the level, then the text. */
export function messageOf({ level, text }: Pick<LogLine, 'level' | 'text'>): string {
  return `${MARK[level]}${oneLine(text)}`;
}

/** Keeps a hook's output or a peer's text from adding a line or a column, or from moving the terminal's cursor. */
export function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}
