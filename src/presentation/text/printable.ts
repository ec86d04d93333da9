import { codePoint } from '../../core/unseen.ts';

/** Control characters except line feed, and characters that change text direction. */
const COMMANDS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A text without anything a terminal would interpret: names and values may contain anything. */
export function printable(text: string): string {
  return text.replace(COMMANDS, (unit) => `<${codePoint(unit)}>`);
}
