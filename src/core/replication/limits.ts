/**
 * What Upgrade states have left out (Appendix C). Whoever follows records each scope in which it does, after it has compared
 * in it: what an earlier scope left out and this one does not is there from then on.
 */
import type { Limit } from './replica.ts';
import type { Subject } from './subject.ts';

/** What is known of both servers. Each of them adds to what both knew, so the longer list has all of it. */
export function latestLimits(one: readonly Limit[], other: readonly Limit[]): readonly Limit[] {
  return other.length > one.length ? other : one;
}

/** One server follows in a scope, from a number on. */
export function withLimit(limits: readonly Limit[], limit: Limit): readonly Limit[] {
  return limits.at(-1)?.scope === limit.scope ? limits : [...limits, limit];
}

/** Whether only the server that wrote a row has it, or all of it. `number`: of the change. */
export type LeftOut<Content> = (number: number, key: string, content: Content | null) => boolean;

export function leftOutBy<Content, Scope>(
  limits: readonly Limit[],
  subject: Subject<Content, Scope>,
): LeftOut<Content> {
  const scopes = limits.map(({ scope }) => JSON.parse(scope) as Scope);
  return (number, key, content) => {
    const first = limits.findLastIndex(({ since }) => since < number);
    if (first === -1) return false;
    return scopes
      .slice(first)
      .every((scope) => subject.omits(scope, key, content) || (content !== null && subject.reduces(scope, content)));
  };
}
