/** `/v1/params`: current values, history and changes. */
import { z } from 'zod';
import type { ParameterValues } from '../../core/config/parameters/catalogue.ts';
import { findParameter } from '../../core/config/parameters/catalogue.ts';
import type { State } from '../../core/engine/state.ts';
import { isServing } from '../../core/engine/state.ts';
import { lastNumber, valuesAt } from '../../core/parameter-history/history.ts';
import { historyPage } from '../../core/parameter-history/page.ts';
import type { ServerParameters } from '../../core/protocol/parameter-answers.ts';
import { changeRequestShape } from '../../core/protocol/parameter-answers.ts';
import { ok, problem, type Route, route } from '../route.ts';
import type { ParameterBook } from './book.ts';
import { isUnwritten } from './book.ts';
import type { ParameterChanges } from './changes.ts';

export interface ParameterRoutesHost {
  readonly book: ParameterBook;
  /** The pair file: the values until there is a history, and the servers. */
  readonly firstValues: ParameterValues;
  readonly servers: ServerParameters['servers'];
  readonly state: () => State;
  readonly change: ParameterChanges['change'];
}

/** Several times the size of all possible values, so that oversized values are refused with a reason. In bytes. */
const CHANGE_LIMIT = 256 * 1024;

const whole = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number);

const historyQuery = z.object({
  name: z.string().max(256).nullable().default(null),
  before: whole.nullable().default(null),
  limit: whole.default(100),
});

export function parameterRoutes({ book, firstValues, servers, state, change }: ParameterRoutesHost): readonly Route[] {
  const read = (): ServerParameters => ({
    letter: state().self.letter,
    name: state().self.name,
    serving: isServing(state()),
    checkpoint: lastNumber(book.history()),
    // A backup that has not heard from the active server yet uses its own pair file.
    values: { ...(isUnwritten(book.history()) ? firstValues : book.history().values) },
    inForce: { ...book.inForce() },
    servers: { ...servers },
  });
  return [
    route({ method: 'GET', path: '/v1/params', right: 'viewer', shape: z.unknown(), answer: () => ok(read()) }),
    route({
      method: 'GET',
      path: '/v1/params/history',
      right: 'viewer',
      shape: historyQuery,
      answer: (query) => {
        const name = query.name === null ? null : (findParameter(query.name)?.name ?? query.name);
        return ok(historyPage(book.history(), { ...query, name }));
      },
    }),
    route({
      method: 'GET',
      path: '/v1/params/checkpoints/:number',
      right: 'viewer',
      shape: z.object({ number: whole }),
      answer: ({ number }) => {
        const values = valuesAt(book.history(), number);
        if (values !== null) return ok({ number, values });
        const next = 'list them with: switchover params history';
        return problem(404, 'checkpoint-unknown', `there is no checkpoint ${number}, or it is no longer kept`, next);
      },
    }),
    route({
      method: 'POST',
      path: '/v1/params',
      right: 'master-administrator',
      shape: changeRequestShape,
      bodyLimit: CHANGE_LIMIT,
      answer: async (wanted, who) => ok(await change(wanted, who.name)),
    }),
  ];
}
