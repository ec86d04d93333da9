import wrapAnsi from 'wrap-ansi';

/**
 * Wraps a text at spaces so that no line is wider than `columns` on a terminal; lines after the first are indented. The
 * text may contain colours and wide characters. A word that is wider than a line (a path) stays whole, because a broken
 * path cannot be copied.
 */
export function wrap(text: string, columns: number, indent = 0): string[] {
  const pad = ' '.repeat(indent);
  return text.split('\n').flatMap((paragraph, index) => {
    const lead = (index === 0 ? '' : pad) + (/^ */.exec(paragraph)?.[0] ?? '');
    const [first = '', ...rest] = broken(paragraph.trim().replace(/ +/g, ' '), columns - lead.length);
    if (rest.length === 0) return [lead + first];
    // The first line may have more room than those after it, or less.
    const others = lead.length === indent ? rest : broken(rest.join(' '), columns - indent);
    return [lead + first, ...others.map((line) => pad + line)];
  });
}

function broken(text: string, columns: number): string[] {
  return wrapAnsi(text, Math.max(1, columns)).split('\n');
}
