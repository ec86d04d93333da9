import type { Problem } from '../../problem.ts';
import type { ParameterName, ParameterValues } from '../catalogue.ts';

/** A rule between parameters. The values are sound one by one. */
export interface Rule {
  /** Stable: scripts match on it. */
  readonly code: string;
  /** `error`: it cannot work, or does harm. `warning`: it has no effect, or is probably not what was meant. */
  readonly severity: Problem['severity'];
  /** All that it looks at; the first that is set is the one to point at. */
  readonly names: readonly ParameterName[];
  /** What must hold, in one sentence, for the reference page. */
  readonly says: string;
  /** What breaks it; nothing where it holds. */
  readonly check: (values: ParameterValues) => readonly Pick<Problem, 'what' | 'why' | 'do'>[];
}

type Say<Facts> = string | ((facts: Facts) => string);

/** One row of a table of rules. `broken` hands back what the texts need to know, or null where the rule holds. */
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

/** For rules whose texts need to know nothing. */
export function when(isBroken: boolean): true | null {
  return isBroken ? true : null;
}
