/**
 * Messages that were broken over several lines, as a page or a browser shows them. Where the break was is lost: there
 * may have been a space, or the middle of a word. The words of the known messages, and their formats, decide which
 * joining was meant.
 */
import { MESSAGE_FORMATS } from '../formats/catalogue.ts';
import type { Choice } from './row.ts';

/** More lines than this are no message of ours that was wrapped. */
const MOST_LINES = 10;
/** Up to so many breaks every combination is tried; beyond, only the likeliest and the same way at each break. */
const TRIED_BREAKS = 4;

const WORDS: ReadonlySet<string> = new Set(
  MESSAGE_FORMATS.flatMap(({ samples }) => samples.flatMap(({ text }) => text.match(/[A-Za-z]+/g) ?? [])),
);

/** Every way to join a row with the lines that follow it, the longest first; the row alone is the last. */
export function* joinings(choices: readonly Choice[], following: readonly string[]): Generator<Choice> {
  for (let used = Math.min(following.length, MOST_LINES); used >= 0; used -= 1) {
    const lines = following.slice(0, used).map((line) => line.trim());
    for (const { topic, message } of choices) {
      for (const gaps of gapsFor(message, lines)) {
        yield {
          topic,
          message: lines.reduce((text, line, index) => text + (gaps[index] ?? ' ') + line, message),
          used,
        };
      }
    }
  }
}

function gapsFor(message: string, lines: readonly string[]): readonly (readonly string[])[] {
  const breaks = lines.length;
  if (breaks === 0) return [[]];
  const likeliest = lines.map((line, index) => (isWithinWord(lines[index - 1] ?? message, line) ? '' : ' '));
  if (breaks > TRIED_BREAKS) return [likeliest, Array<string>(breaks).fill(' '), Array<string>(breaks).fill('')];
  const others = Array.from({ length: 2 ** breaks }, (_, bits) =>
    Array.from({ length: breaks }, (__, index) => ((bits >> index) & 1 ? '' : ' ')),
  );
  return [likeliest, ...others];
}

/** True where no space stood at the break: both sides are one known word and not two, or hang on a sign. */
function isWithinWord(before: string, after: string): boolean {
  if (/(?:[([_]|::)$/.test(before) || /^(?:[),.;\]_]|::|\(\))/.test(after)) return true;
  const left = /[A-Za-z]*$/.exec(before)?.[0] ?? '';
  const right = /^[A-Za-z]*/.exec(after)?.[0] ?? '';
  if (left === '' || right === '') return false;
  return WORDS.has(left + right) && !(WORDS.has(left) && WORDS.has(right));
}
