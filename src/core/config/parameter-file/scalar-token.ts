/** How a value is written into a parameter file. Values are a single line, not empty, without control characters. */
import { CST, type Scalar } from 'yaml';

/** A value to write, and whether JSON may write it as a number. */
export interface NewValue {
  readonly value: string;
  readonly mayBeNumber: boolean;
}

export interface NamedValue extends NewValue {
  readonly name: string;
}

/** The style of a map: in braces, commas and brackets end a plain value; JSON quotes everything except numbers. */
export type MapStyle = 'lines' | 'braces' | 'json';

/** Replaces a value, in the same style. False if the form of the entry does not allow it. */
export function replaceValue(item: CST.CollectionItem, to: NewValue, style: MapStyle): boolean {
  const { value } = item;
  if (value === undefined || (value.type === 'scalar' && value.source === '')) return fillIn(item, to, style);
  if (!CST.isScalar(value)) return false;
  if (value.type === 'block-scalar') return replaceInBlock(value, to.value);
  const type = scalarType(to, value.type, style);
  CST.setScalarValue(value, to.value, { afterKey: true, inFlow: style !== 'lines', type });
  return true;
}

/** A new entry, between `start` and `end`; `sep` separates its name from its value. */
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

/** There is no value yet: it goes right after the colon, or after the spaces that follow it. */
function fillIn(item: CST.CollectionItem, to: NewValue, style: MapStyle): boolean {
  if (item.sep?.some(({ type }) => type === 'map-value-ind') !== true) return false;
  const end = takeBlanks(item.sep);
  item.sep.push(end[0]?.type === 'space' ? end.shift()! : sourceToken('space', ' '));
  if (end[0]?.type === 'comment') end.unshift(sourceToken('space', ' '));
  item.value = newScalar(to, style, end);
  return true;
}

/** Removes and returns the trailing spaces, line ends and comments. */
export function takeBlanks(tokens: CST.SourceToken[]): CST.SourceToken[] {
  return tokens.splice(1 + tokens.findLastIndex(({ type }) => !['space', 'newline', 'comment'].includes(type)));
}

/** The first line and the indentation of a block (`>-` and the lines below it) stay. */
function replaceInBlock(block: CST.BlockScalar, value: string): boolean {
  const indent = /^(?:[ \t]*\r?\n)*([ \t]+)\S/.exec(block.source)?.[1];
  if (indent === undefined) return false;
  block.source = indent + value + /\s*$/.exec(block.source)![0];
  return true;
}

/** JSON writes a whole number without quotes if it had none, everything else in quotes; YAML keeps its quotes. */
function scalarType({ value, mayBeNumber }: NewValue, before: CST.FlowScalar['type'], style: MapStyle): Scalar.Type {
  if (style === 'json') {
    const bare = mayBeNumber && before === 'scalar' && /^(?:0|-?[1-9]\d{0,14})$/.test(value);
    return bare ? 'PLAIN' : 'QUOTE_DOUBLE';
  }
  if (before === 'double-quoted-scalar') return 'QUOTE_DOUBLE';
  return before === 'scalar' && isPlain(value, style) ? 'PLAIN' : 'QUOTE_SINGLE';
}

/** Unnecessary quotes are better than a value that YAML reads differently, or as null. */
function isPlain(value: string, style: MapStyle): boolean {
  if (!/^[\p{L}\p{N}./\\(_+-]/u.test(value) || /^(?:[-?](?:\s|$)|---|\.\.\.|null$|Null$|NULL$)/.test(value))
    return false;
  if (/[\u0085\u2028\u2029]|:(?:\s|$)|\s#/.test(value)) return false;
  return style === 'lines' || !/[[\]{},:]/.test(value);
}
