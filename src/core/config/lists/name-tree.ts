/** The position of something among the entries of a list. */
export interface Standing<Entry> {
  /** The first entry with exactly these names. */
  readonly first: Entry | null;
  /** The nearest entry that includes everything below it, and so these names. */
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
 * The entries of a list as a tree of their names, so that a lookup takes time by the length of the entry, not of the list.
 * `namesOf` gives equal names for equal entries; `reaches` tells which entries include everything below them.
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
