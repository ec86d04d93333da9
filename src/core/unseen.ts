/**
 * Texts of others in messages: what a reader could not see, or would take for a plain space, is shown by its code point.
 * Otherwise two different names look the same.
 */

/** Control and format characters, lone surrogates, line separators, and every space but the plain one. */
const UNSEEN = /(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Z}]/gu;

/** `U+0007`. */
export function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The text with `<U+00A0>` for a no-break space. */
export function revealed(text: string): string {
  return text.replace(UNSEEN, (character) => `<${codePoint(character)}>`);
}

/** The text in quotes with JSON's escapes, at most `most` characters of it. */
export function inQuotes(text: string, most: number): string {
  return revealed(JSON.stringify(text.length > most ? `${text.slice(0, most)}…` : text));
}
