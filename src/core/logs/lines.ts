/** Cuts text that arrives in pieces into lines, holding on to a bounded part of an overlong one. */

/** A log's line is never near this; the rest of a longer one is skipped, and the line is not read. */
export const LONGEST_LINE = 65_536;

export interface LineCutter {
  readonly take: (text: string) => void;
  /** Hands out the last line, where the text does not end with a line end. */
  readonly end: () => void;
}

/** `each` gets every line without its line feed; `whole` is false where its tail was skipped. */
export function cutLines(each: (line: string, whole: boolean) => void): LineCutter {
  let rest = '';
  let whole = true;
  const hold = (text: string): void => {
    const room = LONGEST_LINE - rest.length;
    if (text.length > room) whole = false;
    if (room > 0) rest += text.slice(0, room);
  };
  const hand = (): void => {
    each(rest, whole);
    rest = '';
    whole = true;
  };
  return {
    take: (text) => {
      let from = 0;
      for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
        hold(text.slice(from, to));
        hand();
        from = to + 1;
      }
      if (from < text.length) hold(text.slice(from));
    },
    end: () => {
      if (rest !== '') hand();
    },
  };
}
