/** The main thread's end of the thread that has the tree. */
import { Worker } from 'node:worker_threads';
import type { LogLine } from '../../core/engine/effect.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { Role } from '../../core/tree/role.ts';
import type { Committed, Opened, TreeFacts } from './facts.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './messages.ts';
import type { TreeWork } from './work.ts';

export interface TreeThread {
  readonly opened: Opened;
  /** Done in the order in which it is asked, and after every `setRole` before it. Rejects with why it failed. */
  readonly ask: <Name extends keyof TreeWork>(
    name: Name,
    asked: Parameters<TreeWork[Name]>[0],
  ) => Promise<ReturnType<TreeWork[Name]>>;
  readonly setRole: (role: Role) => void;
  readonly connected: (isConnected: boolean) => void;
  readonly heard: (bytes: Uint8Array) => void;
  readonly close: () => Promise<void>;
}

export interface ThreadHost {
  readonly send: (bytes: Uint8Array) => void;
  readonly drop: (why: string) => void;
  readonly facts: (facts: TreeFacts) => void;
  readonly committed: (committed: Committed) => void;
  readonly log: (line: LogLine) => void;
  /** The thread has ended by an error: nothing of the tree works any more. */
  readonly failed: (error: Error) => void;
}

/** Beside this file, or in the bundle. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './tree-worker.js', import.meta.url);

/** @throws SwitchoverError if the store cannot be opened */
export async function startThread(options: WorkerOptions, host: ThreadHost): Promise<TreeThread> {
  const worker = new Worker(WORKER, { workerData: options, name: 'configuration tree' });
  const waiting = new Map<
    number,
    { readonly resolve: (answer: never) => void; readonly reject: (error: Error) => void }
  >();
  const opened = Promise.withResolvers<Opened>();
  const ended = Promise.withResolvers<void>();
  let requests = 0;
  let isClosing = false;
  const tell = (message: ToWorker): void => worker.postMessage(message);

  const hear = (message: FromWorker): void => {
    switch (message.is) {
      case 'opened':
        return opened.resolve(message.opened);
      case 'not-opened':
        return opened.reject(new SwitchoverError(message.kind, message.problem));
      case 'send':
        return host.send(message.bytes);
      case 'drop':
        return host.drop(message.why);
      case 'facts':
        return host.facts(message.facts);
      case 'committed':
        return host.committed(message.committed);
      case 'log':
        return host.log(message.line);
      case 'answer':
      case 'failed': {
        const asked = waiting.get(message.id);
        waiting.delete(message.id);
        if (message.is === 'answer') asked?.resolve(message.answer as never);
        else asked?.reject(new Error(message.why));
        return undefined;
      }
    }
  };
  worker.on('message', hear);
  worker.on('error', (error: Error) => {
    opened.reject(error);
    if (!isClosing) host.failed(error);
  });
  worker.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('this server is stopping'));
    waiting.clear();
    ended.resolve();
  });

  return {
    opened: await opened.promise,
    ask: (name, asked) =>
      new Promise((resolve, reject) => {
        if (isClosing) return reject(new Error('this server is stopping'));
        requests += 1;
        waiting.set(requests, { resolve, reject });
        tell({ is: 'request', id: requests, name, asked });
      }),
    setRole: (role) => tell({ is: 'role', role }),
    connected: (isConnected) => tell({ is: isConnected ? 'connected' : 'disconnected' }),
    heard: (bytes) => tell({ is: 'heard', bytes }),
    close: () => {
      isClosing = true;
      tell({ is: 'close' });
      return ended.promise;
    },
  };
}
