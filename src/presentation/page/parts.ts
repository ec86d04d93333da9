/** Parts that the sections of pages are made of. All their texts go through `esc`. */
import { esc } from './escape.ts';

/** Labels and their texts; a label without texts is left out. `html`: how a text becomes HTML. */
export function facts(
  rows: readonly (readonly [label: string, texts: readonly string[]])[],
  html: (text: string) => string = esc,
): string {
  const shown = rows.filter(([, texts]) => texts.length > 0);
  if (shown.length === 0) return '';
  const row = ([label, texts]: (typeof rows)[number]): string =>
    `<dt>${esc(label)}</dt><dd>${texts.map((text) => `<p>${html(text)}</p>`).join('')}</dd>`;
  return `<dl class="facts">${shown.map(row).join('')}</dl>`;
}

export function list(title: string, items: readonly string[], ordered = false): string {
  if (items.length === 0) return '';
  const all = items.map((item) => `<li>${esc(item)}</li>`).join('');
  return `<h3>${esc(title)}</h3>${ordered ? `<ol class="do">${all}</ol>` : `<ul>${all}</ul>`}`;
}
