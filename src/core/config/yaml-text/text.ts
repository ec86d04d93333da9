/** Decodes the bytes of a text file, and encodes them back to the same bytes. */
import type { Result } from '../../result.ts';

export type Encoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be';

/** The text, or the position of the first invalid byte. */
export type DecodedText = { readonly encoding: Encoding } & Result<
  { readonly text: string },
  { readonly offset: number; readonly line: number; readonly column: number }
>;

const MARK = '\uFEFF';
const MARK_BYTES: Readonly<Record<Encoding, number>> = { 'utf-8': 0, 'utf-8-bom': 3, 'utf-16le': 2, 'utf-16be': 2 };

/** UTF-8 with or without a byte order mark, UTF-16 with one. The mark is not part of the text. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const encoding = encodingOf(bytes);
  const body = bytes.subarray(MARK_BYTES[encoding]);
  const text = new TextDecoder(encoding.replace('-bom', ''), { ignoreBOM: true }).decode(body);
  // What cannot be decoded becomes U+FFFD, so encoding it does not give the same bytes.
  const again = encodeText(text, encoding);
  if (sameBytes(again, bytes)) return { ok: true, text, encoding };
  let offset = 0;
  while (offset < bytes.length && bytes[offset] === again[offset]) offset += 1;
  const good = bytes.subarray(MARK_BYTES[encoding], offset);
  const before = new TextDecoder(encoding.replace('-bom', ''), { ignoreBOM: true }).decode(good);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { ok: false, encoding, offset, line: before.split('\n').length, column: before.length - lineStart + 1 };
}

/** The bytes of a text, with the byte order mark of its encoding. */
export function encodeText(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  if (encoding === 'utf-8-bom') return new TextEncoder().encode(MARK + text);
  const bytes = new Uint8Array((text.length + 1) * 2);
  const view = new DataView(bytes.buffer);
  const little = encoding === 'utf-16le';
  view.setUint16(0, MARK.charCodeAt(0), little);
  for (let index = 0; index < text.length; index++) view.setUint16((index + 1) * 2, text.charCodeAt(index), little);
  return bytes;
}

function encodingOf([first, second, third]: Uint8Array): Encoding {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8-bom' : 'utf-8';
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
