/** Log text on a page: whatever it contains, it stays text. */

const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters, and those that change the direction of text: their effect would be invisible. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]/g;

/** For text between tags and for quoted attribute values, in both HTML and SVG. */
export function esc(text: string): string {
  return text
    .toWellFormed()
    .replace(UNSEEN, '\ufffd')
    .replace(/[&<>"']/g, (sign) => NAMED[sign] ?? sign);
}
