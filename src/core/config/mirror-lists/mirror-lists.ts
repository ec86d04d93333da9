import type { Problem } from '../../problem.ts';
import { parseExtensions } from '../lists/extensions.ts';
import { inOrder, problemsFrom } from '../lists/list.ts';
import { parseDirectories } from './directory-list.ts';
import { cautions, inBothLists, missingRecommended } from './directory-rules.ts';

/** A list as given. */
export interface GivenList {
  readonly text: string;
  /** The location for problems: a flag, a position in a file. */
  readonly where: string;
}

/** The mirror lists; null for one that was not given. */
export interface MirrorLists {
  /** `CustomMirrorDir` */
  readonly custom: GivenList | null;
  /** `InitialMirrorDir` */
  readonly initial: GivenList | null;
  /** `MirrorExceptions` */
  readonly exceptions: GivenList | null;
}

/**
 * All problems of the mirror lists that can be found without a disk: in each list, between the two lists of directories,
 * and missing recommended directories. Recommendations are checked only if there is no error: an unreadable entry may be
 * the recommended one. Never throws.
 */
export function problemsOfMirrorLists({ custom, initial, exceptions }: MirrorLists): Problem[] {
  const [customList, initialList] = [parseDirectories(custom?.text ?? ''), parseDirectories(initial?.text ?? '')];
  const both = inBothLists(customList.entries, initialList.entries);
  const ofCustom = inOrder([...customList.problems, ...cautions(customList.entries)]);
  const ofInitial = inOrder([...initialList.problems, ...cautions(initialList.entries), ...both]);
  const directories = [
    ...problemsFrom(ofCustom, custom?.where ?? null),
    ...problemsFrom(ofInitial, initial?.where ?? null),
  ];
  const given = custom ?? initial;
  const sound = !directories.some(({ severity }) => severity === 'error');
  const missing = given !== null && sound ? missingRecommended(customList.entries, initialList.entries) : [];
  return [
    ...directories,
    ...problemsFrom(parseExtensions(exceptions?.text ?? '').problems, exceptions?.where ?? null),
    ...missing.map((finding) => ({ ...finding, where: given?.where ?? null })),
  ];
}
