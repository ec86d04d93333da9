/** `switchover/client`: the configuration tree for programs (docs/programs.md). */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import { SwitchoverError } from '../core/problem.ts';
import { errorShape } from '../core/protocol/answers.ts';
import {
  type TreeRequest,
  treeChildrenShape,
  treeEntryShape,
  treeHistoryShape,
  treeReplyShape,
} from '../core/protocol/tree-answers.ts';
import type { Child, Connect, Done, Edit, Entry, Expected, History, Tree, TreeError, Watched } from './tree-api.ts';
import { eventsOf } from './tree-events.ts';
import { overPair, overSocket, type Response, type Transport, textOf } from './tree-transport.ts';

/** How long a change is tried while roles change, in ms. */
const CHANGE_LIMIT_MS = 10_000;
const RETRY_EVERY_MS = 250;
/** A change that a server refused with one of these may be made by the other one. */
const ELSEWHERE: readonly string[] = ['not-active', 'not-now', 'no-active-server', 'server-unreachable', 'answer-lost'];

/** Connects to the configuration tree. Throws a `TreeError` if the pair file or the credential cannot be used. */
export const connect: Connect = async (place) => {
  const isPair = 'pair' in place;
  const transport = isPair ? await typed(overPair(place.pair, place.credential)) : overSocket(place.socket);
  return treeOver(transport, isPair);
};

function treeOver(transport: Transport, findsActive: boolean): Tree {
  const closed = new AbortController();
  const read = async <T>(shape: z.ZodType<T>, at: string): Promise<T> =>
    contentOf(shape, await typed(transport.call('GET', at)));

  const make = async (request: TreeRequest): Promise<Done> => {
    const reply = contentOf(treeReplyShape, await transport.call('POST', '/v1/ds', request));
    if (reply.accepted) return { position: reply.position, replicated: reply.replicated };
    throw new SwitchoverError('refused', reply.problems[0]!);
  };

  /** The same request again: it has an id, and is made once. */
  const change = async (
    edits: readonly Edit[],
    { reason, expect = [] }: { readonly reason?: string; readonly expect?: readonly Expected[] } = {},
  ): Promise<Done> => {
    const asked: TreeRequest = {
      id: randomUUID(),
      reason: reason ?? null,
      dryRun: false,
      edits: edits.map(editOf),
      expected: expect.map(({ path, position }) => ({ path, position })),
    };
    const limit = performance.now() + CHANGE_LIMIT_MS;
    for (;;) {
      try {
        return await make(asked);
      } catch (error) {
        const failure = treeError(error);
        const isOver = closed.signal.aborted || performance.now() > limit;
        if (!findsActive || isOver || !ELSEWHERE.includes(failure.code)) throw failure;
        transport.lookAgain();
        await wait(RETRY_EVERY_MS);
      }
    }
  };

  return {
    get: async (path): Promise<Entry | null> => {
      try {
        return await read(treeEntryShape, `/v1/ds/entry?${query({ path })}`);
      } catch (error) {
        if ((error as TreeError).code === 'tree-entry-missing') return null;
        throw error;
      }
    },
    children: async (path) => {
      const all: Child[] = [];
      let after: string | null = null;
      do {
        const page: z.output<typeof treeChildrenShape> = await read(
          treeChildrenShape,
          `/v1/ds/children?${query({ path, after })}`,
        );
        all.push(...page.children);
        after = page.next === null ? null : page.children.at(-1)!.path;
      } while (after !== null);
      return all;
    },
    set: (path, attributes, { class: ofClass, expect, reason } = {}) =>
      change([{ is: 'set', path, attributes, ...(ofClass !== undefined && { class: ofClass }) }], {
        ...(reason !== undefined && { reason }),
        expect: expect === undefined ? [] : [{ path, position: expect }],
      }),
    remove: (path, { recursive = false, expect, reason } = {}) =>
      change([{ is: 'remove', path, recursive }], {
        ...(reason !== undefined && { reason }),
        expect: expect === undefined ? [] : [{ path, position: expect }],
      }),
    change,
    history: ({ path = null, before = null, limit = 100 } = {}): Promise<History> =>
      read(treeHistoryShape, `/v1/ds/history?${query({ path, before, limit })}`),
    watch: ({ path = null, from, signal } = {}) =>
      watch(transport, {
        path,
        from: from === undefined ? null : `${from.term}.${from.number}`,
        signal: signal === undefined ? closed.signal : AbortSignal.any([signal, closed.signal]),
      }),
    close: () => {
      closed.abort();
      transport.close();
    },
  };
}

async function* watch(
  transport: Transport,
  asked: { readonly path: string | null; readonly from: string | null; readonly signal: AbortSignal },
): AsyncGenerator<Watched, void, void> {
  const { path, signal } = asked;
  let { from } = asked;
  let isFirst = true;
  while (!signal.aborted) {
    const stopped = new AbortController();
    try {
      const stop = AbortSignal.any([signal, stopped.signal]);
      const stream = await transport.open(`/v1/ds/watch?${query({ path, from })}`, stop);
      if (stream.statusCode !== 200) {
        throw refusalOf({ status: stream.statusCode ?? 0, text: await textOf(stream, (error) => error) });
      }
      isFirst = false;
      for await (const { id, name, data } of eventsOf(stream)) {
        if (name === 'change') yield { change: JSON.parse(data) };
        if (name === 'gap') yield { gap: JSON.parse(data) };
        if (id !== '') from = id;
      }
    } catch (error) {
      if (signal.aborted) return;
      const isRefused = error instanceof SwitchoverError && error.kind === 'refused';
      if (isFirst || isRefused) throw treeError(error);
    } finally {
      stopped.abort();
    }
    transport.lookAgain();
    await wait(RETRY_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

function editOf(edit: Edit): TreeRequest['edits'][number] {
  if (edit.is === 'remove') return { is: 'remove', path: edit.path, recursive: edit.recursive ?? false };
  const attributes = Object.entries(edit.attributes).map(
    ([name, value]) => [name, value === null ? null : typeof value === 'string' ? [value] : [...value]] as const,
  );
  return { is: 'set', path: edit.path, class: edit.class ?? null, attributes: Object.fromEntries(attributes) };
}

function query(fields: Readonly<Record<string, string | number | null>>): string {
  const set = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== null) set.set(name, `${value}`);
  return set.toString();
}

function contentOf<T>(shape: z.ZodType<T>, { status, text }: Response): T {
  if (status !== 200) throw treeError(refusalOf({ status, text }));
  const parsed = shape.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw treeError(strange(`"${parsed.error.issues[0]?.path.join('.')}": ${parsed.error.issues[0]?.message}`));
}

function refusalOf({ status, text }: Response): SwitchoverError {
  const refusal = errorShape.safeParse(jsonOf(text));
  if (!refusal.success) return strange(`HTTP ${status}`);
  return new SwitchoverError(status < 500 ? 'refused' : 'unreachable', { ...refusal.data.error, where: null });
}

function strange(why: string): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'server-answer-strange',
    what: 'the answer of the server was not understood',
    why,
    where: null,
    do: 'check that the server runs the same version of switchover as this program uses',
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function typed<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw treeError(error);
  }
}

/** What a program sees of an error. */
function treeError(error: unknown): TreeError {
  if (!(error instanceof SwitchoverError)) {
    if (error instanceof Error && error.name === 'TreeError') return error as TreeError;
    return treeError(
      new SwitchoverError('unreachable', {
        code: 'server-unreachable',
        what: 'the server does not answer',
        why: error instanceof Error ? error.message : String(error),
        where: null,
        do: 'check that the server runs',
      }),
    );
  }
  const { code, what, why, do: next } = error.problem;
  return Object.assign(new Error(what, { cause: error }), { name: 'TreeError' as const, code, why, do: next });
}
