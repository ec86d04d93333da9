/** Asks the module of the active server at an operator's request, also while no backup monitors it. */
import { z } from 'zod';
import type { ModuleAnswer } from '../../core/protocol/answers.ts';
import type { ProbeAnswer } from '../../host/process/module-probe.ts';
import { ok, type Route, route } from '../route.ts';
import type { ModuleProber } from './prober.ts';

/** A command does not wait longer for an answer, in ms. */
const LIMIT_MS = 1_000;

/** `module`: its name; null if none is configured. */
export function moduleRoutes(prober: Pick<ModuleProber, 'ask'>, module: () => string | null): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/module',
      right: 'viewer',
      shape: z.unknown(),
      answer: async () => {
        const name = module();
        return ok(name === null ? NONE : { module: name, ...said(await prober.ask(LIMIT_MS)) });
      },
    }),
  ];
}

const NONE: ModuleAnswer = { module: null, answers: null, why: null };

function said(heard: ProbeAnswer): Pick<ModuleAnswer, 'answers' | 'why'> {
  switch (heard.kind) {
    case 'answered':
      return { answers: true, why: null };
    case 'rejected':
      return { answers: false, why: heard.why };
    case 'silent':
      return { answers: false, why: `no answer within ${LIMIT_MS / 1000} s` };
    case 'unknown':
      return { answers: null, why: heard.why };
  }
}
