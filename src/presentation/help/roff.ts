/** Text as roff, the language of man pages. */

/** A man page in the given section; `from` names its source. Empty sections are omitted. */
export function manPage(
  { name, part, from }: { readonly name: string; readonly part: 1 | 7; readonly from: string },
  version: string,
  sections: readonly string[],
): string {
  const head = `.\\" Generated from ${from}: change those, then run "npm run generate".`;
  const title = `.TH "${roff(name.toUpperCase())}" "${part}" "" "switchover ${roff(version)}" "switchover"`;
  return `${[head, title, ...sections.filter((text) => text !== '')].join('\n')}\n`;
}

export function section(title: string, ...parts: readonly string[]): string {
  const body = parts.filter((part) => part !== '').join('\n');
  return body === '' ? '' : `.SH ${roff(title)}\n${body}`;
}

export function tagged(name: string, text: string): string {
  return `.TP\n${bold(name)}\n${roff(text)}`;
}

/** As in the help: an empty line separates paragraphs, a line that begins with a space is kept as it is. */
export function paragraphs(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => {
      const lines = paragraph.split('\n');
      if (lines.every((line) => line.startsWith(' '))) return `.PP\n.nf\n${lines.map(roff).join('\n')}\n.fi`;
      const flowed = lines.map((line) => (line.startsWith(' ') ? `.br\n${roff(line)}` : roff(line)));
      return `.PP\n${flowed.join('\n')}`;
    })
    .join('\n');
}

export function bold(text: string): string {
  return `\\fB${roff(text)}\\fR`;
}

/** Escapes backslashes, hyphens that must stay typeable, and lines that roff would take for requests. */
export function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&');
}

export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
