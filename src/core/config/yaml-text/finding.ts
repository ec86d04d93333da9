import type { Problem } from '../../problem.ts';

/** A problem without its location, which the reporter knows: an offset into a text, or a flag. An error by default. */
export type Finding = Omit<Problem, 'where' | 'severity'> & { readonly severity?: Problem['severity'] };
