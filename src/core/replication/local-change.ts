/** A change made on the active server. */
import type { Term } from '../engine/term.ts';
import { endPosition, extendedBy } from './position.ts';
import type { Change, Commit, Replica, Row } from './replica.ts';
import { NOTHING } from './replica.ts';

/** A change without its position, which the log gives it. */
export type NewChange<Content> = Omit<Change<Content>, 'position' | 'omitted'>;

/** The commit that makes a change under a term. */
export function changeCommit<Content>(
  replica: Replica<Content>,
  term: Term,
  made: NewChange<Content>,
): Commit<Content> {
  const change: Change<Content> = { ...made, position: endPosition(extendedBy(replica.log(), term)), omitted: 0 };
  return { ...NOTHING, ...rowsOf(change), append: [change] };
}

/** What a change does to the rows. */
function rowsOf<Content>({ position, writes }: Change<Content>): Pick<Commit<Content>, 'put' | 'remove'> {
  const put: Row<Content>[] = [];
  const remove: string[] = [];
  for (const { key, content } of writes) {
    if (content === null) remove.push(key);
    else put.push({ key, position, content });
  }
  return { put, remove };
}
