/** Control characters but the line feed, and what turns the direction of a text around. */
const COMMANDS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A text without what a terminal would take for a command: names and values may hold anything. */
export function printable(text: string): string {
  return text.replace(COMMANDS, (unit) => `<U+${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`);
}
