/** Carries out the effects of the engine and reports results back to it. */

import type { Effect } from '../core/engine/effect.ts';
import type { UntimedEvent } from '../core/engine/event.ts';
import type { State } from '../core/engine/state.ts';
import type { DurableFile } from '../host/files/durable-file.ts';
import type { HookName } from '../host/files/running-hook.ts';
import type { HookResult } from '../host/process/hook.ts';
import type { HooksHost } from './hooks.ts';
import { createHooks } from './hooks.ts';
import type { NetworkWatch } from './network-watch.ts';
import type { Notifier } from './notifier.ts';
import type { Subsystems } from './opened-subsystems.ts';
import type { Requests } from './requests.ts';

export interface EffectsHost extends HooksHost {
  readonly durable: DurableFile;
  readonly notifier: Notifier;
  readonly watch: NetworkWatch;
  readonly keepMode: (effect: Extract<Effect, { readonly type: 'keep-mode' }>) => Promise<void>;
  readonly reply: Requests['reply'];
  readonly subsystems: Pick<Subsystems, 'drain' | 'onEffect'>;
  readonly post: (untimedEvent: UntimedEvent) => void;
  readonly exit: () => void;
}

/** Interval between attempts of a write that nothing waits for, in ms. */
const PERSIST_RETRY_MS = 2_000;

export function createEffects(host: EffectsHost): { readonly execute: (effect: Effect, state: State) => void } {
  const hooks = createHooks(host);
  const hook = (name: HookName, term: number, why: string, done: (result: HookResult) => UntimedEvent): void =>
    hooks.run(name, term, why, (result) => host.post(done(result)));

  // Replies, and the exit, wait until an earlier change of mode is stored.
  let kept: Promise<void> = Promise.resolve();

  let latestWrite = 0;
  /** A write that nothing waits for is retried until it succeeds or a later one replaces it. */
  const persist = ({ id, durable }: Extract<Effect, { readonly type: 'persist' }>): void => {
    latestWrite += 1;
    const mine = latestWrite;
    const attempt = (): void =>
      void host.durable.write(durable).then(
        () => id !== 0 && host.post({ type: 'persisted', id }),
        (error: Error) => {
          if (id !== 0) return host.post({ type: 'persist-failed', id, detail: error.message });
          host.log({
            topic: 'SwitchoverMain',
            level: 'error',
            text: `SwitchoverMain::Persist : cannot write role and term: ${error.message}`,
          });
          if (mine === latestWrite) setTimeout(() => mine === latestWrite && attempt(), PERSIST_RETRY_MS).unref();
        },
      );
    attempt();
  };

  const execute = (effect: Effect, state: State): void => {
    switch (effect.type) {
      case 'log':
        return host.log(effect);
      case 'persist':
        return persist(effect);
      case 'claim':
        return hook('fence', effect.term, effect.cause, ({ ok, detail }) =>
          ok ? { type: 'claimed', id: effect.id } : { type: 'claim-refused', id: effect.id, detail },
        );
      case 'commence':
        return hook('commence', effect.term, effect.cause, ({ ok, detail }) =>
          ok ? { type: 'commenced', id: effect.id } : { type: 'commence-failed', id: effect.id, detail },
        );
      case 'discontinue':
        return hook('discontinue', effect.term, effect.why, ({ ok, detail }) =>
          ok ? { type: 'discontinued', id: effect.id } : { type: 'discontinue-failed', id: effect.id, detail },
        );
      case 'drain':
        return void host.subsystems
          .drain(effect.limitMs)
          .then((why) =>
            host.post(
              why === null ? { type: 'drained', id: effect.id } : { type: 'drain-failed', id: effect.id, detail: why },
            ),
          );
      case 'undrain':
        return undefined;
      case 'diagnose':
        return void host.watch.check().then((checks) => host.post({ type: 'diagnosed', id: effect.id, checks }));
      case 'dial':
        return host.notifier.dial(effect.connection);
      case 'hang-up':
        return host.notifier.hangUp(effect.connection, effect.reason);
      case 'ping':
        return host.notifier.ping(effect.connection, effect.id, effect.timeoutMs);
      case 'ping-module':
        return host.subsystems.onEffect(effect);
      case 'keep-mode':
        kept = kept.then(() => host.keepMode(effect));
        return undefined;
      case 'send':
        return host.notifier.send(effect.message);
      case 'reply':
        return host.reply(
          effect.requestId,
          kept.then(() => effect.reply),
        );
      case 'exit':
        return void kept.then(host.exit);
      default:
        return assertNever(effect, state);
    }
  };
  return { execute };
}

function assertNever(effect: never, state: State): never {
  throw new Error(`unknown effect ${JSON.stringify(effect)} in ${state.place}`);
}
