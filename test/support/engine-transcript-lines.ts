/** What a transcript shows of one step: the rule, the resulting place, and its effects in short. */

import type { Effect } from '../../src/core/engine/effect.ts';
import type { Event, PeerMessage } from '../../src/core/engine/event.ts';
import { keyOf } from '../../src/core/engine/event.ts';
import { connectionStatusWords } from '../../src/core/engine/monitors/connections.ts';
import type { Durable, State } from '../../src/core/engine/state.ts';
import { isServing } from '../../src/core/engine/state.ts';
import type { Step } from '../../src/core/engine/step.ts';
import { isUpkeep } from './engine-server.ts';

const MARK = { note: '', warning: '[Warning] ', error: '[Error] ' } as const;

/** While reconnecting the network is checked every five seconds. */
const RECHECKS = new Set([420, 421]);

/** Decisions about a second connection or a repeated verification failure, which say nothing new. */
const QUIET_STAYS = new Set<Event['type']>(['connection-up', 'unverified']);

/** `sinceMs`: since the server was started. */
export function describeStep(event: Event, result: Step, sinceMs: number): string[] {
  const { decision, refused } = result;
  const effects = result.effects.flatMap(describeEffect);
  if (decision === null) return isUpkeep(event) ? [] : [`${seconds(sinceMs)} ignored: ${refused}`];
  if (RECHECKS.has(decision.rule)) return [];
  const stays = decision.from === decision.to;
  if (stays && effects.length === 0 && (isUpkeep(event) || QUIET_STAYS.has(event.type))) return [];
  const where = stays ? decision.to : `${decision.from} -> ${decision.to}`;
  return [
    `${seconds(sinceMs)} ${keyOf(event)}: rule ${decision.rule}, ${where}`,
    ...effects.map((text) => `    ${text}`),
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)}s`;
}

function describeEffect(effect: Effect): string[] {
  switch (effect.type) {
    case 'dial':
    case 'ping':
    case 'ping-module':
      return [];
    case 'keep-mode':
      return [`keep mode ${effect.mode}${effect.forMs === null ? '' : ` for ${effect.forMs / 1000}s`}`];
    case 'log':
      if (effect.text.includes('::check_')) return [];
      return [`"${MARK[effect.level]}${effect.text.replace(/ \[rule \d+\]$/, '')}"`];
    case 'persist':
      return [`persist ${describeDurable(effect.durable)}${effect.id === 0 ? '' : ', and wait'}`];
    case 'claim':
    case 'commence':
      return [`${effect.type} term ${effect.term} (${effect.cause})`];
    case 'discontinue':
      return [`discontinue (${effect.why})`];
    case 'hang-up':
      return [`hang up ${effect.connection} (${effect.reason})`];
    case 'send':
      return [`send ${describeMessage(effect.message)}`];
    case 'reply': {
      const { reply } = effect;
      return [reply.accepted ? `answer ${reply.state}` : `answer no: ${reply.code}, ${reply.what}`];
    }
    default:
      return [effect.type];
  }
}

function describeMessage(message: PeerMessage): string {
  switch (message.kind) {
    case 'prepare':
      return `prepare ${message.id} from term ${message.expectedTerm} to ${message.proposedTerm}`;
    case 'ready':
      return `ready ${message.id}`;
    case 'refused':
    case 'abort':
      return `${message.kind} ${message.id} (${message.reason})`;
    case 'stopped':
      return `stopped term ${message.term}${message.takeover ? '' : ', do not take over'}`;
  }
}

function describeDurable({ role, lastPrimaryTerm, highestTerm, switched }: Durable): string {
  const made = switched.length === 0 ? '' : `, switched ${switched.join(' ')}`;
  return `${role}, own term ${lastPrimaryTerm}, highest ${highestTerm}${made}`;
}

/** Everything that outlives the step, for transcripts about what is left behind. */
export function describeState(state: State, disk: Durable): string[] {
  const { takeover, transaction, timers } = state;
  const upkeep = new Set(['dial-main', 'dial-aux', 'ping-main', 'ping-aux', 'module-ping', 'module-watch']);
  const running = Object.keys(timers).filter((name) => !upkeep.has(name));
  return [
    `${state.place}${isServing(state) ? ', serving' : ''}${state.inDoubt ? ', in doubt' : ''}, ${connectionStatusWords(state.connections)}`,
    `disk: ${describeDurable(disk)}`,
    `timers: ${running.join(', ') || 'none'}`,
    `takeover: ${takeover === null ? 'none' : `term ${takeover.term} (${takeover.cause})`}`,
    `switch: ${transaction === null ? 'none' : transaction.id}, decided: ${state.settled.map((each) => `${each.id} ${each.outcome}`).join(', ') || 'none'}`,
    ...(state.mode === 'automatic' ? [] : [`mode: manual${state.modeReason === null ? '' : `, ${state.modeReason}`}`]),
    `reason: ${state.reason ?? 'none'}, warnings: ${state.warnings.join(', ') || 'none'}`,
  ];
}
