import type { PairStatus } from '../../core/results/status.ts';
import type { StopPlan } from '../../core/results/switching.ts';
import { sayDuration } from '../text/durations.ts';
import type { Medium } from '../text/palette.ts';
import { wrap } from '../text/wrap.ts';
import { DRY_RUN } from './dry-run.ts';
import { renderAfterStop } from './status.ts';

/** Asked if no server would be active afterwards. */
export function renderStopQuestion(plan: StopPlan): string {
  return `${sayUnattended(plan)} Stop it?`;
}

function sayUnattended({ server, name, unattended }: StopPlan): string {
  return `${name} (${server}) is the active server, and no backup would take over: ${unattended.join('; ')}.`;
}

/** For --dry-run. */
export function renderStopPlan(plan: StopPlan, takeover: boolean, { columns }: Medium): string {
  return [...wrap(stopSentence(plan, takeover), columns), '', DRY_RUN].join('\n');
}

function stopSentence(plan: StopPlan, takeover: boolean): string {
  const { server, name, isActive, unattended } = plan;
  if (!isActive) return `${name} (${server}) stops. It is not active.`;
  if (unattended.length > 0) return sayUnattended(plan);
  const next = takeover ? 'the backup takes over' : 'the backup does not take over';
  return `${name} (${server}), the active server, finishes its work and stops; ${next}.`;
}

export function renderStopped(
  result: {
    readonly server: string;
    readonly wasActive: boolean;
    readonly tookMs: number;
    readonly after: PairStatus | null;
  },
  medium: Medium,
): string {
  const role = result.wasActive ? 'the active server' : 'not active';
  const head = `Server ${result.server} (${role}) stopped after ${sayDuration(result.tookMs)}.`;
  return `${head}\n\n${renderAfterStop(result.after, medium)}`;
}
