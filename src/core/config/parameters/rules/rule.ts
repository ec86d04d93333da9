import type { Problem } from '../../../problem.ts';
import type { ParameterName, ParameterValues } from '../catalogue.ts';

/** A rule between parameters. Each value is valid by itself. */
export interface Rule {
  /** Stable: scripts match on it. */
  readonly code: string;
  /** `error`: it cannot work, or does harm. `warning`: it has no effect, or is probably a mistake. */
  readonly severity: Problem['severity'];
  /** The parameters involved; the problem points at the first that is set. */
  readonly names: readonly ParameterName[];
  /** The rule in one sentence, for the reference page. */
  readonly says: string;
  /** The violations; empty if there are none. */
  readonly check: (values: ParameterValues) => readonly Pick<Problem, 'what' | 'why' | 'do'>[];
}

type Say<Facts> = string | ((facts: Facts) => string);

/** One row of a table of rules. `broken` returns the facts that the texts need, or null if the rule is kept. */
export interface Row<Facts> extends Omit<Rule, 'check'> {
  readonly broken: (values: ParameterValues) => Facts | null;
  readonly what: Say<Facts>;
  readonly why: Say<Facts>;
  readonly do: Say<Facts>;
}

export function rule<Facts>({ broken, what, why, do: next, ...head }: Row<Facts>): Rule {
  const say = (text: Say<Facts>, facts: Facts): string => (typeof text === 'string' ? text : text(facts));
  return {
    ...head,
    check: (values) => {
      const facts = broken(values);
      return facts === null ? [] : [{ what: say(what, facts), why: say(why, facts), do: say(next, facts) }];
    },
  };
}

/** For rules whose texts need no facts. */
export function when(isBroken: boolean): true | null {
  return isBroken ? true : null;
}
