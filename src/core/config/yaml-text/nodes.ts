/** Facts about the nodes of a YAML document. */
import type { Node } from 'yaml';
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import { inQuotes } from '../../unseen.ts';

/** The offset at which a node starts; 0 for a node without one. */
export function offsetOf(node: Node | null | undefined): number {
  return node?.range?.[0] ?? 0;
}

/** The text of a scalar as written: `0x1e` stays `0x1e`, `yes` stays `yes`. */
export function scalarText(scalar: { readonly value: unknown; readonly source?: string }): string {
  return typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? String(scalar.value));
}

/** Whether nothing is written there: `key:` without a value, or a document of comments. */
export function isNothing(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.source === '' && node.type === 'PLAIN');
}

export function describe(node: Node | null): string {
  if (isMap(node)) return 'a map';
  if (isSeq(node)) return 'a list';
  if (isAlias(node)) return 'an alias';
  if (!isScalar(node) || node.value === null) return 'empty';
  if (typeof node.value === 'string') return 'text';
  if (typeof node.value === 'boolean') return `a boolean (${scalarText(node)})`;
  return typeof node.value === 'number' ? `a number (${scalarText(node)})` : 'of an unsupported type';
}

export function shown(text: string): string {
  return inQuotes(text, 60);
}
