/** Entries of the configuration tree: a class and attributes, each with one or more values. */
import type { Problem } from '../problem.ts';
import { folded } from '../tree-path.ts';

/** Values by the name of the attribute. */
export type Attributes = Readonly<Record<string, readonly string[]>>;

export interface TreeEntry {
  /** As it was written when the entry was made. */
  readonly path: string;
  readonly class: string;
  readonly attributes: Attributes;
  /** When it was last changed, in ISO 8601, and by whom. */
  readonly at: string;
  readonly by: string;
}

/** The limits of an entry, in characters; `entry`: of its text. */
export const ENTRY_LIMITS = {
  class: 128,
  attribute: 128,
  attributes: 256,
  values: 1_000,
  value: 32_768,
  entry: 262_144,
};

/**
 * What is wrong with the class and the attributes of an entry; null: nothing. Errors: `tree-class`, `tree-attribute`,
 * `tree-value`, `tree-entry-size`.
 */
export function entryProblem(entry: Pick<TreeEntry, 'class' | 'attributes'>): Problem | null {
  const { class: most, attribute, attributes, values, value, entry: size } = ENTRY_LIMITS;
  const names = Object.keys(entry.attributes);
  if (!isName(entry.class, most)) {
    return problem(
      'tree-class',
      'the class is not a name',
      `a class has 1 to ${most} characters, no control characters`,
    );
  }
  if (names.length > attributes) {
    return problem('tree-attribute', `there are ${names.length} attributes`, `an entry has at most ${attributes}`);
  }
  const odd = names.find((name) => !isName(name, attribute));
  if (odd !== undefined) {
    const why = `it has 1 to ${attribute} characters, none of them "=" or a control character`;
    return problem('tree-attribute', 'an attribute has no proper name', why);
  }
  const repeated = repeatedProblem(names);
  if (repeated !== null) return repeated;
  for (const name of names) {
    const all = entry.attributes[name]!;
    if (all.length === 0) return problem('tree-value', `"${name}" has no value`, 'an attribute has at least one value');
    if (all.length > values) {
      return problem('tree-value', `"${name}" has ${all.length} values`, `an attribute has at most ${values}`);
    }
    if (all.some((each) => each.length > value)) {
      return problem('tree-value', `a value of "${name}" is too long`, `a value has at most ${value} characters`);
    }
    if (all.some((each) => /\0|\p{Cs}/u.test(each))) {
      return problem('tree-value', `a value of "${name}" is not text`, 'NUL and halves of characters are not allowed');
    }
  }
  const length = JSON.stringify(entry.attributes).length;
  if (length > size) return problem('tree-entry-size', `the entry has ${length} characters`, `it has at most ${size}`);
  return null;
}

function problem(code: string, what: string, why: string): Problem {
  return { code, severity: 'error', what, why, where: null, do: 'correct the entry' };
}

function isName(text: string, most: number): boolean {
  return text.length > 0 && text.length <= most && !/[=\p{Cc}\p{Cs}]/u.test(text);
}

/** `tree-attribute`, if a name is there twice, in whatever letter case; null: none is. */
export function repeatedProblem(names: readonly string[]): Problem | null {
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(folded(name)).size);
  if (twice === undefined) return null;
  return problem('tree-attribute', `the attribute "${twice}" is there twice`, 'letter case does not count');
}

/** The one text of an entry: equal entries have equal texts. The order of values counts, that of attributes does not. */
export function entryText({ path, class: ofClass, attributes, at, by }: TreeEntry): string {
  const sorted = Object.keys(attributes)
    .toSorted()
    .map((name) => [name, attributes[name]]);
  return JSON.stringify([path, ofClass, sorted, at, by]);
}

/** The entry of such a text, which this program wrote. */
export function entryOfText(text: string): TreeEntry {
  const [path, ofClass, sorted, at, by] = JSON.parse(text) as [string, string, [string, string[]][], string, string];
  return { path, class: ofClass, attributes: Object.fromEntries(sorted), at, by };
}
