/** Changes of a text by offset: what is not named in them stays as it is, byte by byte. */

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly put: string;
}

/** The text with all edits made; they must not overlap. Of those at one place, the first given comes first. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let from = 0;
  for (const { start, end, put } of edits.toSorted((left, right) => left.start - right.start)) {
    result += text.slice(from, start) + put;
    from = end;
  }
  return result + text.slice(from);
}

/** Where the line of an offset begins. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the next line begins; the end of the text where there is none. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** The line end that a text uses: that of its last line which has one. */
export function lineEndOf(text: string): string {
  const last = text.lastIndexOf('\n');
  return last > 0 && text[last - 1] === '\r' ? '\r\n' : '\n';
}
