/** Carries out what the engine wants done, and reports results back to it. */

import type { Letter } from '../core/letter.ts';
import type { Effect, LogLine } from '../core/pair/effect.ts';
import type { Happening } from '../core/pair/event.ts';
import type { State } from '../core/pair/state.ts';
import type { DurableFile } from '../host/files/durable-file.ts';
import type { HookResult } from '../host/hook.ts';
import { runHook } from '../host/hook.ts';
import type { LoadedPairFile } from '../host/pair-file.ts';
import type { NetworkWatch } from './network-watch.ts';
import type { Notifier } from './notifier.ts';
import type { Subsystems } from './opened-subsystems.ts';
import { programEnvironment } from './program-environment.ts';
import type { Requests } from './requests.ts';

export interface EffectsHost {
  readonly pair: LoadedPairFile;
  readonly letter: Letter;
  readonly durable: DurableFile;
  readonly notifier: Notifier;
  readonly watch: NetworkWatch;
  readonly log: (line: LogLine) => void;
  readonly keepMode: (effect: Extract<Effect, { readonly type: 'keep-mode' }>) => Promise<void>;
  readonly reply: Requests['reply'];
  readonly subsystems: Pick<Subsystems, 'drain' | 'onEffect'>;
  readonly post: (happening: Happening) => void;
  readonly exit: () => void;
}

/** Between two attempts of a write that nobody waits for, in ms. */
const PERSIST_RETRY_MS = 2_000;

type HookName = 'commence' | 'discontinue' | 'fence';

export function createEffects(host: EffectsHost): { readonly execute: (effect: Effect, state: State) => void } {
  // One hook at a time: a Discontinue never overtakes the Commence before it.
  let hooks: Promise<unknown> = Promise.resolve();

  const hook = (name: HookName, environment: Record<string, string>, done: (result: HookResult) => Happening): void => {
    const command = host.pair.pairFile.hooks[name];
    const common = { SWITCHOVER_HOOK: name, ...programEnvironment(host.pair.pairFile, host.letter) };
    const { timeLimitMs } = host.pair.pairFile.hooks;
    // A hook that is not there waits its turn too: what runs before it must be over.
    hooks = hooks
      .then((): HookResult | Promise<HookResult> =>
        command === null
          ? { ok: true, detail: '' }
          : runHook(command, { ...common, ...environment }, timeLimitMs, host.pair.folder),
      )
      .catch((error: Error): HookResult => ({ ok: false, detail: error.message }))
      .then((result) => host.post(done(result)));
  };

  // What is answered waits until the mode before it is kept, and so does the end.
  let kept: Promise<void> = Promise.resolve();

  let latestWrite = 0;
  /** A write that nobody waits for is tried again until it succeeds or a later one takes its place. */
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
            text: `SwitchoverMain::Persist : role and term could not be written: ${error.message}`,
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
        return hook('fence', roleEnvironment(effect.term, effect.cause), ({ ok, detail }) =>
          ok ? { type: 'claimed', id: effect.id } : { type: 'claim-refused', id: effect.id, detail },
        );
      case 'commence':
        return hook('commence', roleEnvironment(effect.term, effect.cause), ({ ok, detail }) =>
          ok ? { type: 'commenced', id: effect.id } : { type: 'commence-failed', id: effect.id, detail },
        );
      case 'discontinue':
        return hook('discontinue', roleEnvironment(effect.term, effect.why), ({ ok, detail }) =>
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

function roleEnvironment(term: number, cause: string): Record<string, string> {
  return { SWITCHOVER_TERM: String(term), SWITCHOVER_CAUSE: cause };
}

function assertNever(effect: never, state: State): never {
  throw new Error(`unknown effect ${JSON.stringify(effect)} in ${state.place}`);
}
