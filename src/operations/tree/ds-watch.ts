/** Follows the changes of the configuration tree, across lost connections and switches. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { NodePair } from '../../client/node-pair.ts';
import { eventsOf, type ServerEvent } from '../../client/tree-events.ts';
import type { Letter } from '../../core/letter.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { positionShape, type TreeChangeAnswer, treeChangeShape } from '../../core/protocol/tree-answers.ts';
import { treeServer, typedPath } from './tree-server.ts';

const gapShape = z.object({ from: positionShape, to: positionShape });

export type Watched =
  | { readonly change: TreeChangeAnswer }
  /** Changes between the two can no longer be shown. */
  | { readonly gap: z.infer<typeof gapShape> }
  | { readonly lost: string };

/** Pauses between attempts to connect, in ms. */
const PAUSE_MS = 1_000;
/** Signs of life come every few seconds: without any for this long, the connection is lost, in ms. */
const SILENCE_LIMIT_MS = 15_000;

/**
 * Ends when `signal` aborts. The first attempt fails as any other request does; later ones are repeated.
 *
 * @throws SwitchoverError (usage) for a path or a position that is none; (unreachable) if no server answers at first
 */
export async function* watchTree(
  pair: NodePair,
  { path: text, from }: { readonly path: string | null; readonly from: string | null },
  signal: AbortSignal,
): AsyncGenerator<Watched> {
  const path = text === null ? null : typedPath(text);
  let position = from === null ? null : checkedPosition(from);
  let isFirst = true;
  /** It is said once, however long it lasts. */
  let isLost = false;
  while (!signal.aborted) {
    try {
      const { server } = await treeServer(pair, null);
      for await (const { name, id, data } of events(pair, server.letter, { path, from: position }, signal)) {
        if (id !== '') position = id;
        isFirst = false;
        isLost = false;
        if (name === 'change') yield { change: treeChangeShape.parse(JSON.parse(data)) };
        if (name === 'gap') yield { gap: gapShape.parse(JSON.parse(data)) };
      }
      isFirst = false;
      if (!signal.aborted && !isLost) yield { lost: 'the connection was lost' };
      isLost = true;
    } catch (error) {
      if (isFirst || !(error instanceof SwitchoverError)) throw error;
      if (!isLost) yield { lost: error.problem.what };
      isLost = true;
    }
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function* events(
  pair: NodePair,
  letter: Letter,
  query: { readonly path: string | null; readonly from: string | null },
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  const stream = await pair.tree.watch(letter, query);
  const end = (): void => void stream.destroy();
  signal.addEventListener('abort', end, { once: true });
  let silence = setTimeout(end, SILENCE_LIMIT_MS);
  stream.on('error', () => undefined);
  try {
    for await (const event of eventsOf(stream)) {
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE_LIMIT_MS);
      yield event;
    }
  } catch {
    // It broke off, which whoever asked learns from its end.
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', end);
    stream.destroy();
  }
}

function checkedPosition(text: string): string {
  if (/^\d{1,15}\.\d{1,15}$/.test(text)) return text;
  throw new SwitchoverError('usage', {
    code: 'position-invalid',
    what: `--from is ${JSON.stringify(text.slice(0, 40))}`,
    why: 'it takes a position as "switchover ds history" shows it',
    where: '--from',
    do: 'write it like 3.1204',
  });
}
