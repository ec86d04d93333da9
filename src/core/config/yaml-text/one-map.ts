import type { Node } from 'yaml';
import type { Problem } from '../../problem.ts';
import { isNothing, offsetOf } from './nodes.ts';
import { shortened } from './shortened.ts';
import { tooLarge } from './size.ts';
import type { YamlKind, YamlSource } from './source.ts';
import { openYaml } from './source.ts';

/** The map of a document, and how problems call it. */
export interface Root {
  readonly node: Node;
  readonly offset: number;
  readonly path: string;
}

/**
 * What `read` makes of the text of a file; null if there is an error. `least` says what belongs at least into such a file.
 * Never throws.
 */
export function readOneMap<T>(
  text: string,
  fileName: string,
  kind: YamlKind,
  least: string,
  read: (source: YamlSource, root: Root) => T | null,
): { value: T | null; problems: Problem[] } {
  if (text.length > kind.largest) return { value: null, problems: [tooLarge(kind, fileName)] };
  const { source, problems } = openYaml(text, fileName, kind);
  if (source === null) return { value: null, problems: shortened(problems, fileName) };
  const path = `the ${kind.noun}`;
  const node: Node | null = source.document.contents;
  let value: T | null = null;
  if (node === null || isNothing(node)) {
    source.report(0, {
      code: 'file-empty',
      what: `${path} is empty`,
      why: `it must have ${least}`,
      do: `check the path; ${kind.page} has an example`,
    });
  } else value = read(source, { node, offset: offsetOf(node), path });
  const found = source.problems();
  const usable = !found.some(({ severity }) => severity === 'error');
  return { value: usable ? value : null, problems: shortened(found, fileName) };
}
