/** A self-contained page: no network, no script, no other file. The answer is its title. */
import { esc } from './escape.ts';
import { STYLE } from './style.ts';

export interface Page {
  /** The command that made it. */
  readonly kind: string;
  /** The answer in a word or two, and how good that is. */
  readonly verdict: { readonly words: string; readonly tone: 'good' | 'bad' | 'accent' };
  /** The answer in a sentence. */
  readonly title: string;
  /** Below the title. */
  readonly also?: readonly string[];
  /** HTML; empty sections are left out. */
  readonly sections: readonly string[];
  readonly footer: string;
  /** What its sections need beyond the style of every page. */
  readonly style?: string;
}

export function framed({ kind, verdict, title, also = [], sections, footer, style = '' }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${esc(title)}</title>
<style>${STYLE}${style}</style>
</head>
<body>
<header>
<p class="kind">${esc(kind)} <span class="verdict ${verdict.tone}">${esc(verdict.words)}</span></p>
<h1>${esc(title)}</h1>
${also.map((each) => `<p>${esc(each)}</p>`).join('\n')}
</header>
<main>
${sections.filter((section) => section !== '').join('\n')}
</main>
<footer>${esc(footer)}</footer>
</body>
</html>
`;
}
