/** What the commands of a service say about it, on the machine of its server. */
import type { Command } from '../../core/config/pair-file/pair-file.ts';
import type { ServicePlan } from '../../core/config/pair-file/service.ts';
import { NO_SERVICE_FACTS, type ServiceFacts } from '../../core/runbooks/facts.ts';
import { runServiceCommand } from './service-command.ts';

/** What can be asked. */
export type ServiceFact = keyof Omit<ServiceFacts, 'manualWord'>;

/** Answers of the service's own commands are short: one that takes longer is not waited for, in ms. */
const FACT_LIMIT_MS = 30_000;

/** What the service's commands say, one after the other. A command that fails tells nothing. */
export async function serviceFacts(
  plan: ServicePlan,
  folder: string,
  wanted: readonly ServiceFact[],
): Promise<ServiceFacts> {
  const facts = { ...NO_SERVICE_FACTS, manualWord: plan.startMode?.manual ?? null };
  if (plan.run === 'by-hand') return facts;
  const ask = async (
    command: Command | null,
  ): Promise<{ code: number | null; stdout: string; firstLine: string } | null> => {
    if (command === null) return null;
    const result = await runServiceCommand(plan, command, { folder, limitMs: FACT_LIMIT_MS });
    return result.how === 'ended' ? result : null;
  };
  for (const each of wanted) {
    switch (each) {
      case 'running': {
        const said = await ask(plan.state);
        facts.running = said === null ? null : plan.isRunning(said);
        break;
      }
      case 'startMode': {
        const said = await ask(plan.startMode?.read ?? null);
        facts.startMode = said === null ? null : (plan.startMode?.wordOf(said) ?? null);
        break;
      }
      case 'release': {
        const said = await ask(plan.release);
        facts.release = said?.code === 0 && said.firstLine !== '' ? said.firstLine : null;
        break;
      }
      case 'boot': {
        const said = await ask(plan.boot);
        facts.boot = said?.code === 0 && said.firstLine !== '' ? said.firstLine : null;
        break;
      }
    }
  }
  return facts;
}
