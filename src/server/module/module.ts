/**
 * The monitored module (docs/module.md): the backup's pings to it, and the active server's answers. The engine
 * evaluates the results; this only sends and answers pings. On the backup, a program also checks whether the module
 * could start.
 */
import type { ModulePayload } from '../../core/engine/monitors/module-payload.ts';
import { MODULE_CHANNEL, modulePayloadShape, saidWhy } from '../../core/engine/monitors/module-payload.ts';
import { isServing } from '../../core/engine/state.ts';
import type { ProbeAnswer } from '../../host/process/module-probe.ts';
import { programEnvironment } from '../../host/process/program-environment.ts';
import type { Subsystem, SubsystemHost } from '../subsystem.ts';
import { createModuleCheck } from './check.ts';
import { moduleFacts, moduleWarnings } from './facts.ts';
import { createModulePings } from './pings.ts';
import { createModuleProber } from './prober.ts';
import { moduleRoutes } from './routes.ts';

/** @throws SwitchoverError `module-socket-unusable` */
export async function openModule(host: SubsystemHost): Promise<Subsystem> {
  const { pair, letter, dataFolder, state, log } = host;
  const prober = await createModuleProber({
    module: pair.pairFile.module,
    name: () => state().self.module?.name ?? '',
    surroundings: { folder: pair.folder, environment: programEnvironment(pair.pairFile, letter) },
    dataFolder,
    isServing: () => isServing(state()),
    log,
  });
  const pings = createModulePings(host);
  const check = createModuleCheck({
    command: pair.pairFile.module?.check ?? null,
    environment: programEnvironment(pair.pairFile, letter),
    folder: pair.folder,
    limitMs: pair.pairFile.hooks.timeLimitMs,
    log,
  });
  return {
    channel: MODULE_CHANNEL,
    onStateChange: check.onStateChange,
    onEffect: pings.ping,
    onFrame: (payload, from) => {
      const heard = modulePayloadShape.safeParse(payload);
      if (!heard.success) return from.hangUp();
      if (heard.data.type !== 'ping') return pings.hear(heard.data, from.connection);
      const { id, limitMs } = heard.data;
      return void prober.ask(limitMs).then((answer) => {
        const said = saidOf(id, answer);
        if (said !== null) from.answer(said);
      });
    },
    onConnectionLost: pings.connectionLost,
    facts: () => moduleFacts(state(), check.facts()),
    warnings: () => moduleWarnings(state(), { here: prober.fault(), there: pings.fault() }),
    routes: moduleRoutes(prober, () => (pair.pairFile.module === null ? null : (state().self.module?.name ?? ''))),
    close: () => {
      pings.stop();
      check.stop();
      return prober.close();
    },
  };
}

/** The answer to the companion; null if the module is silent. */
function saidOf(id: number, answer: ProbeAnswer): ModulePayload | null {
  switch (answer.kind) {
    case 'answered':
      return { type: 'pong', id, pid: answer.pid };
    case 'rejected':
      return { type: 'rejected', id, why: saidWhy(answer.why) };
    case 'unknown':
      return { type: 'unknown', id, why: saidWhy(answer.why) };
    case 'silent':
      return null;
  }
}
