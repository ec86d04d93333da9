/** What a scenario can expect, as sentences. */
import type { Gaps, Phrase } from './phrases.ts';
import { phrasebook } from './phrases.ts';
import type { Expectation } from './scenario.ts';

const BETWEEN = '[ between {from:time} and {until:time}]';

function between(gaps: Gaps): readonly [number, number] | null {
  const [from, until] = [gaps('time', 'from'), gaps('time', 'until')];
  return from === null || until === null ? null : [from, until];
}

function limited(is: 'downtime' | 'no-service' | 'two-active', limit: 'most' | 'least'): Phrase<Expectation>['make'] {
  return (gaps) => ({ is, limit, ms: gaps('duration')! });
}

export const EXPECTATION_PHRASES: readonly Phrase<Expectation>[] = [
  {
    pattern: '{server} is {role} at {time}',
    make: (gaps) => {
      const at = gaps('time')!;
      return { is: 'role', server: gaps('server')!, role: gaps('role')!, from: at, until: at };
    },
  },
  {
    pattern: '{server} is {role} from {from:time} to {until:time}',
    make: (gaps) => ({
      is: 'role',
      server: gaps('server')!,
      role: gaps('role')!,
      from: gaps('time', 'from')!,
      until: gaps('time', 'until')!,
    }),
  },
  {
    pattern: 'nobody is active at {time}',
    make: (gaps) => ({ is: 'nobody-active', from: gaps('time')!, until: gaps('time')! }),
  },
  {
    pattern: 'nobody is active from {from:time} to {until:time}',
    make: (gaps) => ({ is: 'nobody-active', from: gaps('time', 'from')!, until: gaps('time', 'until')! }),
  },
  {
    pattern: `{server} becomes active${BETWEEN}[ because {cause}]`,
    make: (gaps) => ({
      is: 'becomes-active',
      server: gaps('server')!,
      cause: gaps('cause'),
      between: between(gaps),
    }),
  },
  { pattern: 'nobody becomes active', make: () => ({ is: 'not-becoming-active', server: null }) },
  {
    pattern: '{server} does not become active',
    make: (gaps) => ({ is: 'not-becoming-active', server: gaps('server') }),
  },
  { pattern: 'no moment without an active server', make: () => ({ is: 'downtime', limit: 'most', ms: 0 }) },
  { pattern: 'at most {duration} without an active server', make: limited('downtime', 'most') },
  { pattern: 'at least {duration} without an active server', make: limited('downtime', 'least') },
  { pattern: 'at most {duration} without service', make: limited('no-service', 'most') },
  { pattern: 'never two active servers', make: () => ({ is: 'two-active', limit: 'most', ms: 0 }) },
  { pattern: 'at most {duration} with two active servers', make: limited('two-active', 'most') },
  { pattern: 'at least {duration} with two active servers', make: limited('two-active', 'least') },
  {
    pattern: `{server} concludes {verdict}${BETWEEN}`,
    make: (gaps) => ({
      is: 'concludes',
      server: gaps('server')!,
      verdict: gaps('verdict')!,
      between: between(gaps),
    }),
  },
  {
    pattern: `{server} decides by rule {rule}${BETWEEN}`,
    make: (gaps) => ({ is: 'rule', server: gaps('server')!, rule: gaps('rule')!, between: between(gaps) }),
  },
];

export const EXPECTATIONS = phrasebook(EXPECTATION_PHRASES);
