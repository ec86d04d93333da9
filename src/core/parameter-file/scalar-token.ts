/** How one value is written into a parameter file. Values are one line without control characters, not empty. */
import { CST, type Scalar } from 'yaml';

/** A value to be written, and whether JSON may show it as a number. */
export interface NewValue {
  readonly value: string;
  readonly mayBeNumber: boolean;
}

export interface NamedValue extends NewValue {
  readonly name: string;
}

/** What a map is written like: in braces commas and brackets end a plain value, and JSON quotes all but numbers. */
export type MapStyle = 'lines' | 'braces' | 'json';

/** Puts another value where one stands, written as that one is. False where the pair has a form that does not allow it. */
export function replaceValue(item: CST.CollectionItem, to: NewValue, style: MapStyle): boolean {
  const { value } = item;
  if (value === undefined || (value.type === 'scalar' && value.source === '')) return fillIn(item, to, style);
  if (!CST.isScalar(value)) return false;
  if (value.type === 'block-scalar') return replaceInBlock(value, to.value);
  const type = scalarType(to, value.type, style);
  CST.setScalarValue(value, to.value, { afterKey: true, inFlow: style !== 'lines', type });
  return true;
}

/** A pair that was not there before, between `start` and `end`; `sep` separates its name from its value. */
export function newItem(
  to: NamedValue,
  style: MapStyle,
  { start, sep, end }: Readonly<Record<'start' | 'sep' | 'end', CST.SourceToken[]>>,
): CST.CollectionItem & { key: CST.Token; sep: CST.SourceToken[] } {
  const key = newScalar({ value: to.name, mayBeNumber: false }, style, []);
  return { start, key, sep, value: newScalar(to, style, end) };
}

export function sourceToken(type: CST.SourceToken['type'], source: string): CST.SourceToken {
  return { type, source, offset: -1, indent: -1 };
}

function newScalar(to: NewValue, style: MapStyle, end: CST.SourceToken[]): CST.Token {
  const type = scalarType(to, 'scalar', style);
  return CST.createScalarToken(to.value, { type, end, indent: -1, implicitKey: true, inFlow: style !== 'lines' });
}

/** There is no value yet: its place is right behind the colon, or behind the blanks that follow it. */
function fillIn(item: CST.CollectionItem, to: NewValue, style: MapStyle): boolean {
  if (item.sep?.some(({ type }) => type === 'map-value-ind') !== true) return false;
  const end = takeBlanks(item.sep);
  item.sep.push(end[0]?.type === 'space' ? end.shift()! : sourceToken('space', ' '));
  if (end[0]?.type === 'comment') end.unshift(sourceToken('space', ' '));
  item.value = newScalar(to, style, end);
  return true;
}

/** Takes off the blanks, line ends and comments that stand behind everything else. */
export function takeBlanks(tokens: CST.SourceToken[]): CST.SourceToken[] {
  return tokens.splice(1 + tokens.findLastIndex(({ type }) => !['space', 'newline', 'comment'].includes(type)));
}

/** Of a block (`>-` and lines below it) the first line and the indentation stay. */
function replaceInBlock(block: CST.BlockScalar, value: string): boolean {
  const indent = /^(?:[ \t]*\r?\n)*([ \t]+)\S/.exec(block.source)?.[1];
  if (indent === undefined) return false;
  block.source = indent + value + /\s*$/.exec(block.source)![0];
  return true;
}

/** JSON shows whole numbers bare where a bare value stood, and everything else in quotes; YAML keeps the quotes it has. */
function scalarType({ value, mayBeNumber }: NewValue, before: CST.FlowScalar['type'], style: MapStyle): Scalar.Type {
  if (style === 'json') {
    const bare = mayBeNumber && before === 'scalar' && /^(?:0|-?[1-9]\d{0,14})$/.test(value);
    return bare ? 'PLAIN' : 'QUOTE_DOUBLE';
  }
  if (before === 'double-quoted-scalar') return 'QUOTE_DOUBLE';
  return before === 'scalar' && isPlain(value, style) ? 'PLAIN' : 'QUOTE_SINGLE';
}

/** Rather quotes too many than a value that YAML reads as something else, or as nothing. */
function isPlain(value: string, style: MapStyle): boolean {
  if (!/^[\p{L}\p{N}./\\(_+-]/u.test(value) || /^(?:[-?](?:\s|$)|---|\.\.\.|null$|Null$|NULL$)/.test(value))
    return false;
  if (/[\u0085\u2028\u2029]|:(?:\s|$)|\s#/.test(value)) return false;
  return style === 'lines' || !/[[\]{},:]/.test(value);
}
