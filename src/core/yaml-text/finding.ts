import type { Problem } from '../problem.ts';

/** A problem without its place, which whoever reports it knows: an offset into a text, or a flag. An error unless it says otherwise. */
export type Finding = Omit<Problem, 'where' | 'severity'> & { readonly severity?: Problem['severity'] };
