/**
 * Breaks a text at spaces so that no line is wider than `columns`; lines after the first are indented.
 * A word that is wider than a line (a path) stays whole: a broken path cannot be copied.
 */
export function wrap(text: string, columns: number, indent = 0): string[] {
  const lines: string[] = [];
  const pad = ' '.repeat(indent);
  for (const paragraph of text.split('\n')) {
    const lead = /^ */.exec(paragraph)?.[0] ?? '';
    let line = lines.length === 0 ? lead : pad + lead;
    let empty = true;
    for (const word of paragraph.trim().split(/ +/)) {
      if (!empty && line.length + 1 + word.length > columns) {
        lines.push(line);
        line = pad + word;
      } else {
        line += empty ? word : ` ${word}`;
      }
      empty = false;
    }
    lines.push(line);
  }
  return lines;
}

/** A label in a column of its own, the text wrapped beside it. */
export function labelled(label: string, text: string, columns: number, width: number): string[] {
  const [top = '', ...rest] = wrap(' '.repeat(width) + text, columns, width);
  return [label.padEnd(width) + top.slice(width), ...rest];
}
