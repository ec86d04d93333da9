/** What a switch may lose, in words. */

/** Items listed by name; the rest are only counted. */
const MOST_ITEMS = 5;

/** The end of a sentence, without its full stop. `items`: at least one. */
export function lossWords(items: readonly string[]): string {
  const more = items.length > MOST_ITEMS ? ` and ${items.length - MOST_ITEMS} more` : '';
  return `backup does not have this, so a switch may lose it: ${items.slice(0, MOST_ITEMS).join(', ')}${more}`;
}
