/** What `status` reports about the module. */
import type { State } from '../../core/engine/state.ts';
import { isServing } from '../../core/engine/state.ts';
import type { ServerStatus, StatusWarning } from '../../core/protocol/answers.ts';
import { monotonicMs } from '../../host/process/clock.ts';

type Checked = NonNullable<ServerStatus['module']>['check'];

/** As seen by this server as the backup; null if the pair file names none. */
export function moduleFacts({ self, module }: State, check: Checked): ServerStatus['module'] {
  if (self.module === null) return null;
  const { verdict, pid, lastAnswerAt, failures, restarts } = module;
  const lastAnswerAgeMs = lastAnswerAt === null ? null : monotonicMs() - lastAnswerAt;
  return { name: self.module.name, verdict, pid, lastAnswerAgeMs, failures, restarts: restarts.length, check };
}

/** Why this server's last probe of its own module could not be run, and why the companion's could not; or null. */
interface ModuleFaults {
  readonly here: string | null;
  readonly there: string | null;
}

/** A module that cannot be probed is not down; but nobody would notice if it were. */
export function moduleWarnings(state: State, { here, there }: ModuleFaults): readonly StatusWarning[] {
  if (state.self.module === null) return [NO_MODULE];
  const why = isServing(state) ? here : state.module.startedAt === null ? null : there;
  if (why === null) return [];
  const what = `the ${state.self.module.name} module cannot be probed, so a failure would go unnoticed: ${why}`;
  return [{ code: 'module-not-asked', what, do: 'fix the probe; docs/module.md explains how each kind works' }];
}

export const NO_MODULE: StatusWarning = {
  code: 'no-module',
  what: 'no module is monitored',
  do: 'set one in the pair file',
};
