/**
 * Messages wrapped over several lines, as a page or a browser shows them. What was at the break is lost: it may have
 * been a space or the middle of a word. The words and formats of the known messages decide how to join the lines.
 */
import { MESSAGE_FORMATS } from '../formats/catalogue.ts';
import type { Choice } from './row.ts';

/** A message with more lines than this is not a wrapped known message. */
const MOST_LINES = 10;
/**
 * Up to this many breaks, every combination is tried; beyond that, only the most likely one and the same way at every
 * break.
 */
const TRIED_BREAKS = 4;

const WORDS: ReadonlySet<string> = new Set(
  MESSAGE_FORMATS.flatMap(({ samples }) => samples.flatMap(({ text }) => text.match(/[A-Za-z]+/g) ?? [])),
);

/** Every way to join a row with the lines that follow it, the longest first; the row alone is the last. */
export function* joinings(choices: readonly Choice[], following: readonly string[]): Generator<Choice> {
  for (let used = Math.min(following.length, MOST_LINES); used >= 0; used -= 1) {
    const lines = following.slice(0, used).map((line) => line.trim());
    for (const { topic, message } of used === 0 ? choices : choices.flatMap(withTopicAlone)) {
      for (const gaps of gapsFor(message, lines)) {
        yield {
          topic,
          message: lines.reduce((text, line, index) => text + (gaps[index] ?? ' ') + line, message).trimStart(),
          used,
        };
      }
    }
  }
}

const LONGEST_TOPIC = 60;

/** What looks like a short message may be a topic whose message begins on the next line. */
function withTopicAlone(choice: Choice): readonly Choice[] {
  const { topic, message, used } = choice;
  if (message.length > LONGEST_TOPIC) return [choice];
  const alone = { topic: topic === null ? message : `${topic} ${message}`.trim(), message: '', used };
  return message === '' ? [choice] : [choice, alone];
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

/** True if there was no space at the break: both sides form one known word, not two, or are joined by a sign. */
function isWithinWord(before: string, after: string): boolean {
  if (/(?:[([_]|::)$/.test(before) || /^(?:[),.;\]_]|::|\(\))/.test(after)) return true;
  const left = /[A-Za-z]*$/.exec(before)?.[0] ?? '';
  const right = /^[A-Za-z]*/.exec(after)?.[0] ?? '';
  if (left === '' || right === '') return false;
  return WORDS.has(left + right) && !(WORDS.has(left) && WORDS.has(right));
}
