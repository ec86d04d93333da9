/** What `status` says of the module. */
import type { State } from '../../core/pair/state.ts';
import { isServing } from '../../core/pair/state.ts';
import type { ServerStatus, StatusWarning } from '../../core/protocol/answers.ts';
import { monotonicMs } from '../../host/clock.ts';

type Checked = NonNullable<ServerStatus['module']>['check'];

/** As this server, as the backup, sees it; null where the pair file names none. */
export function moduleFacts({ self, module }: State, check: Checked): ServerStatus['module'] {
  if (self.module === null) return null;
  const { verdict, pid, lastAnswerAt, failures, restarts } = module;
  const lastAnswerAgeMs = lastAnswerAt === null ? null : monotonicMs() - lastAnswerAt;
  return { name: self.module.name, verdict, pid, lastAnswerAgeMs, failures, restarts: restarts.length, check };
}

/** Why this server could not ask its own module when it was last wanted, and why the companion could not; else null. */
interface ModuleFaults {
  readonly here: string | null;
  readonly there: string | null;
}

/** A module that cannot be asked is not down; but nobody would notice if it were. */
export function moduleWarnings(state: State, { here, there }: ModuleFaults): readonly StatusWarning[] {
  if (state.self.module === null) return [NO_MODULE];
  const why = isServing(state) ? here : state.module.startedAt === null ? null : there;
  if (why === null) return [];
  const what = `the ${state.self.module.name} module cannot be asked, so nobody would notice if it hung: ${why}`;
  return [{ code: 'module-not-asked', what, do: 'mend that; docs/module.md says how each probe works' }];
}

export const NO_MODULE: StatusWarning = {
  code: 'no-module',
  what: 'no module is monitored',
  do: 'name one in the pair file',
};
