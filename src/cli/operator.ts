/** Runs work that somebody at the terminal, or a file, answers the questions of. */
import type { Operator } from '../core/runbooks/operator.ts';
import type { Manner } from './failure.ts';
import { interruptible } from './interrupt.ts';

/**
 * `answers`: null for the person at the terminal. The signal fires on Ctrl-C, also at a question, and when the terminal is
 * closed.
 */
export function withOperator<T>(
  answers: Operator | null,
  manner: Manner,
  work: (operator: Operator, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return interruptible(async (ended) => {
    if (answers !== null) return work(answers, ended);
    const { terminalOperator } = await import('./terminal-operator.ts');
    const atQuestion = new AbortController();
    const operator = await terminalOperator(manner, () => atQuestion.abort(), ended);
    try {
      return await work(operator, AbortSignal.any([ended, atQuestion.signal]));
    } finally {
      operator.done();
    }
  });
}
