import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { CONNECTION_NAMES } from '../core/engine/monitors/connections.ts';
import type { State } from '../core/engine/state.ts';
import { isServing, stateOf, termOf } from '../core/engine/state.ts';
import type { Decision } from '../core/engine/step.ts';
import { monotonicMs } from '../host/process/clock.ts';
import type { Subsystems } from './opened-subsystems.ts';

export interface Metrics {
  readonly decided: (decision: Decision | null) => void;
  readonly render: () => Promise<string>;
}

/** The contents of `/metrics`, besides the usual process metrics. Has its own registry: no global state. */
export function createMetrics(state: () => State, subsystems: Pick<Subsystems, 'metrics' | 'behind'>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const decisions = new Counter({
    name: 'switchover_decisions_total',
    help: 'Decisions of the engine by rule, except those that decide nothing',
    labelNames: ['rule'],
    registers,
  });
  new Gauge({
    name: 'switchover_serving',
    help: '1 while this server is the active server',
    registers,
    collect() {
      this.set(isServing(state()) ? 1 : 0);
    },
  });
  new Gauge({
    name: 'switchover_term',
    help: 'The current term while active, otherwise the highest known term',
    registers,
    collect() {
      this.set(termOf(state()));
    },
  });
  new Gauge({
    name: 'switchover_state',
    help: '1 for the current state of this server',
    labelNames: ['state'],
    registers,
    collect() {
      this.reset();
      this.set({ state: stateOf(state().place) }, 1);
    },
  });
  new Gauge({
    name: 'switchover_connection_up',
    help: '1 while this connection to the companion is up',
    labelNames: ['connection'],
    registers,
    collect() {
      for (const connection of CONNECTION_NAMES) {
        this.set({ connection }, state().connections[connection].status === 'up' ? 1 : 0);
      }
    },
  });
  return {
    decided: (decision) => {
      if (decision !== null && !decision.quiet) decisions.inc({ rule: decision.rule });
    },
    render: shared(async () => (await registry.metrics()) + (await subsystemFigures(subsystems))),
  };
}

/** Maximum age of the metrics, in ms. */
const FRESH_MS = 1_000;

/** Concurrent requests share one collection. */
function shared(render: () => Promise<string>): () => Promise<string> {
  let last: { readonly at: number; readonly text: Promise<string> } | null = null;
  return () => {
    const now = monotonicMs();
    if (last === null || now - last.at >= FRESH_MS) last = { at: now, text: render() };
    return last.text;
  };
}

/** Rebuilt each time, so that unknown values disappear. */
function subsystemFigures({ metrics, behind }: Pick<Subsystems, 'metrics' | 'behind'>): Promise<string> {
  const registry = new Registry();
  const registers = [registry];
  const lacks = new Gauge({
    name: 'switchover_behind',
    help: 'What the backup lacks, in changes or files; absent while unknown',
    labelNames: ['subsystem'],
    registers,
  });
  for (const [subsystem, { items }] of Object.entries(behind())) if (items !== null) lacks.set({ subsystem }, items);
  for (const { name, help, value } of metrics()) new Gauge({ name, help, registers }).set(value);
  return registry.metrics();
}
