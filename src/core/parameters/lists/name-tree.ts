/** Where something stands among the entries of a list. */
export interface Standing<Entry> {
  /** The first entry of these very names. */
  readonly first: Entry | null;
  /** The nearest entry that takes in what is below it, and these names with it. */
  readonly above: Entry | null;
}

export interface NameTree<Entry> {
  readonly find: (names: readonly string[]) => Standing<Entry>;
}

interface Branch<Entry> {
  readonly below: Map<string, Branch<Entry>>;
  first: Entry | null;
  reaching: Entry | null;
}

/**
 * The entries of a list as a tree by their names, so that finding one costs its own length and not the list's.
 * `namesOf` gives names that are equal where the entries are; `reaches` tells who takes in what is below.
 */
export function plantNameTree<Entry>(
  entries: readonly Entry[],
  namesOf: (entry: Entry) => readonly string[],
  reaches: (entry: Entry) => boolean,
): NameTree<Entry> {
  const root: Branch<Entry> = { below: new Map(), first: null, reaching: null };
  for (const entry of entries) {
    let branch = root;
    for (const name of namesOf(entry)) {
      let next = branch.below.get(name);
      if (next === undefined) {
        next = { below: new Map(), first: null, reaching: null };
        branch.below.set(name, next);
      }
      branch = next;
    }
    branch.first ??= entry;
    if (reaches(entry)) branch.reaching ??= entry;
  }
  return { find: (names) => find(root, names) };
}

function find<Entry>(root: Branch<Entry>, names: readonly string[]): Standing<Entry> {
  let branch = root;
  let above: Entry | null = null;
  for (const name of names) {
    above = branch.reaching ?? above;
    const next = branch.below.get(name);
    if (next === undefined) return { first: null, above };
    branch = next;
  }
  return { first: branch.first, above };
}
