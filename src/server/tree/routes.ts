/** `/v1/ds` and `/v1/set-aside`: reading for every operator, changes for a master administrator. */
import { z } from 'zod';
import { isServing, PLACES, type State, termOf } from '../../core/engine/state.ts';
import type { Letter } from '../../core/letter.ts';
import type { Problem } from '../../core/problem.ts';
import { type TreeChildren, treeRequestShape } from '../../core/protocol/tree-answers.ts';
import type { Position } from '../../core/replication/position.ts';
import { BUCKETS, FANOUT, LEVELS } from '../../core/replication/replica.ts';
import type { Result } from '../../core/result.ts';
import { type TreeAccess, visiblePaths, whyNotAllowed } from '../../core/tree/access.ts';
import type { Edit } from '../../core/tree/change.ts';
import { keyOf, parsePath, type TreePath } from '../../core/tree-path.ts';
import { wallClock } from '../../host/process/clock.ts';
import { type Answer, ok, problem, type Route, route, streamed } from '../route.ts';
import type { Backups } from './backups.ts';
import { openExport } from './export.ts';
import type { TreeThread } from './thread.ts';
import type { Watchers } from './watchers.ts';

export interface TreeRoutesHost {
  readonly state: () => State;
  /** This server, as answers name it. */
  readonly server: () => TreeChildren['server'];
  readonly ask: TreeThread['ask'];
  readonly companion: { readonly name: string; readonly letter: Letter; readonly address: string };
  /** What was here is lost, and not there again. */
  readonly isLost: () => boolean;
  readonly replicated: (position: Position, limitMs: number) => Promise<boolean>;
  readonly watchers: Watchers;
  readonly backups: Backups;
}

/** How long an operator waits for the companion to confirm a change, in ms. */
const REPLICATION_LIMIT_MS = 700;
/** The length of a change as JSON, in bytes: several times what one may write. */
const CHANGE_LIMIT = 16 * 1024 * 1024;
const MOST_NODES = 256;
const LINES = 'application/x-ndjson';

const whole = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number')
  .transform(Number);

const path = z.string().transform((text, context): TreePath => {
  const parsed = parsePath(text);
  if (parsed.ok) return parsed.path;
  context.addIssue({ code: 'custom', message: `${parsed.problem.what}: ${parsed.problem.why}` });
  return z.NEVER;
});

/** Nothing, or one; a program may be limited to several. */
const paths = path
  .nullable()
  .default(null)
  .transform((one): readonly TreePath[] | null => one && [one]);

const position = z
  .string()
  .regex(/^\d{1,15}\.\d{1,15}$/, 'must be a position such as 3.1204')
  .transform((text): Position => {
    const [term, number] = text.split('.').map(Number);
    return { term: term!, number: number! };
  });

/** `1,2,3`, each below a limit. */
const numbersBelow = (limit: (asked: { readonly level: number }) => number) =>
  z
    .object({ level: whole.default(LEVELS - 1), numbers: z.string().regex(/^\d{1,6}(?:,\d{1,6})*$/) })
    .transform(({ level, numbers }) => ({ level, numbers: numbers.split(',').map(Number) }))
    .refine(({ level }) => level < LEVELS, 'there is no such level')
    .refine(({ numbers }) => numbers.length <= MOST_NODES, `at most ${MOST_NODES} at a time`)
    .refine(({ level, numbers }) => numbers.every((each) => each < limit({ level })), 'there is no such node');

export function treeRoutes(host: TreeRoutesHost): readonly Route[] {
  const { state, server, ask, watchers } = host;
  const read = async (answer: () => Promise<unknown>): Promise<Answer> => {
    if (host.isLost()) return lost(state());
    try {
      return ok(await answer());
    } catch (error) {
      return failed(error as Error);
    }
  };

  const change = async (asked: z.output<typeof treeRequestShape>, by: string): Promise<Answer> => {
    const elsewhere = whyNotHere(state(), host.companion);
    if (elsewhere !== null) return ok({ accepted: false, kind: 'refused', problems: [elsewhere] });
    if (host.isLost()) return lost(state());
    const { edits, problems } = editsOf(asked.edits);
    const expected = asked.expected.flatMap((each) => {
      const parsed = parsePath(each.path);
      if (!parsed.ok) problems.push(parsed.problem);
      return parsed.ok ? [{ path: parsed.path, position: each.position }] : [];
    });
    if (problems.length > 0) return ok({ accepted: false, kind: 'usage', problems });
    const { id, reason, dryRun } = asked;
    try {
      const reply = await ask('change', {
        ...{ request: id, reason, dryRun, edits, expected, by },
        at: wallClock().toISOString(),
        term: termOf(state()),
      });
      if (!reply.accepted || reply.position === null) return ok(reply);
      return ok({ ...reply, replicated: await host.replicated(reply.position, REPLICATION_LIMIT_MS) });
    } catch (error) {
      return ok({ accepted: false, kind: 'unreachable', problems: [notWritten(state(), error as Error)] });
    }
  };

  return [
    route({
      method: 'GET',
      path: '/v1/ds/entry',
      right: 'viewer',
      shape: z.object({ path }),
      forProgram: (asked, access) => allowed(asked, whyNotAllowed(access, 'read', [asked.path])),
      answer: async (asked) => {
        if (host.isLost()) return lost(state());
        const entry = await ask('entry', asked.path).catch((error: Error) => error);
        if (entry instanceof Error) return failed(entry);
        const next = 'list what is there with: switchover ds ls';
        return entry === null ? problem(404, 'tree-entry-missing', 'there is no such entry', next) : ok(entry);
      },
    }),
    route({
      method: 'GET',
      path: '/v1/ds/children',
      right: 'viewer',
      shape: z.object({ path, after: path.nullable().default(null), limit: whole.default(1_000) }),
      forProgram: (asked, access) => allowed(asked, whyNotAllowed(access, 'read', [asked.path])),
      answer: ({ path: of, after, limit }) =>
        read(async () => ({
          server: server(),
          ...(await ask('children', { path: of, after: after === null ? null : keyOf(after), limit })),
        })),
    }),
    route({
      method: 'GET',
      path: '/v1/ds/history',
      right: 'viewer',
      shape: z.object({
        path: paths,
        before: whole.nullable().default(null),
        limit: whole.default(100),
      }),
      forProgram: limitedToVisible,
      answer: ({ path: of, ...asked }) => read(() => ask('history', { ...asked, paths: of })),
    }),
    route({
      method: 'GET',
      path: '/v1/ds/hashes',
      right: 'viewer',
      shape: numbersBelow(({ level }) => FANOUT ** level),
      answer: ({ level, numbers }) => read(() => ask('hashes', { level, indexes: numbers })),
    }),
    route({
      method: 'GET',
      path: '/v1/ds/buckets',
      right: 'viewer',
      shape: numbersBelow(() => BUCKETS),
      answer: ({ numbers }) => read(() => ask('buckets', numbers)),
    }),
    route({
      method: 'GET',
      path: '/v1/ds/watch',
      right: 'viewer',
      shape: z.object({ path: paths, from: position.nullable().default(null) }),
      forProgram: limitedToVisible,
      answer: async ({ path: of, from }) => {
        if (host.isLost()) return lost(state());
        const stream = watchers.open(ask, { paths: of, from: from ?? (await ask('last', null)) });
        if (stream !== null) return streamed('text/event-stream', stream);
        return problem(
          503,
          'too-many-watchers',
          'too many programs watch this server already',
          'watch the other server',
        );
      },
    }),
    route({
      method: 'GET',
      path: '/v1/ds/export',
      right: 'viewer',
      shape: z.object({ path: path.nullable().default(null) }),
      answer: async (asked) => {
        if (host.isLost()) return lost(state());
        const stream = await openExport(ask, asked.path, server()).catch((error: Error) => error);
        return stream instanceof Error ? failed(stream) : streamed(LINES, stream);
      },
    }),
    route({
      method: 'GET',
      path: '/v1/ds/backups',
      right: 'viewer',
      shape: z.unknown(),
      answer: () => read(async () => ({ backups: await host.backups.list() })),
    }),
    route({
      method: 'GET',
      path: '/v1/ds/backups/:name',
      right: 'viewer',
      shape: z.object({ name: z.string() }),
      answer: async ({ name }) => {
        const stream = await host.backups.read(name);
        if (stream !== null) return streamed(LINES, stream);
        return problem(
          404,
          'backup-unknown',
          'there is no backup of that name',
          'list them: switchover ds backup --list',
        );
      },
    }),
    route({
      method: 'POST',
      path: '/v1/ds/backups',
      right: 'master-administrator',
      shape: z.strictObject({}),
      answer: () => read(() => host.backups.make()),
    }),
    route({
      method: 'POST',
      path: '/v1/ds',
      right: 'master-administrator',
      shape: treeRequestShape,
      bodyLimit: CHANGE_LIMIT,
      forProgram: changeAllowed,
      answer: (asked, who) => change(asked, who.name),
    }),
    route({
      method: 'GET',
      path: '/v1/set-aside',
      right: 'viewer',
      shape: z.unknown(),
      answer: () => read(async () => ({ server: server(), items: await ask('setAside', null) })),
    }),
    route({
      method: 'GET',
      path: '/v1/set-aside/:id',
      right: 'viewer',
      shape: z.object({ id: z.string(), after: whole.default(0), limit: whole.default(1_000) }),
      answer: async (asked) => {
        const details = await ask('setAsideDetails', asked).catch((error: Error) => error);
        if (details instanceof Error) return failed(details);
        const next = 'list them with: switchover set-aside list';
        return details === null
          ? problem(404, 'set-aside-unknown', 'nothing of that name was set aside', next)
          : ok(details);
      },
    }),
  ];
}

function allowed<T>(asked: T, problem: Problem | null): Result<{ readonly asked: T }, { readonly problem: Problem }> {
  return problem === null ? { ok: true, asked } : { ok: false, problem };
}

function limitedToVisible<T extends { readonly path: readonly TreePath[] | null }>(asked: T, access: TreeAccess) {
  const visible = visiblePaths(access, asked.path?.[0] ?? null);
  if (visible !== null && 'code' in visible) return allowed(asked, visible);
  return allowed({ ...asked, path: visible }, null);
}

/** Paths that are not valid are refused with the change. */
function changeAllowed(asked: z.output<typeof treeRequestShape>, access: TreeAccess) {
  const pathsOf = (named: readonly { readonly path: string }[]): TreePath[] =>
    named.flatMap((each) => {
      const parsed = parsePath(each.path);
      return parsed.ok ? [parsed.path] : [];
    });
  const refused = whyNotAllowed(access, 'write', pathsOf(asked.edits));
  return allowed(asked, refused ?? whyNotAllowed(access, 'read', pathsOf(asked.expected)));
}

function editsOf(asked: z.output<typeof treeRequestShape>['edits']): { edits: Edit[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const edits = asked.flatMap(({ path: text, ...edit }): Edit[] => {
    const parsed = parsePath(text);
    if (!parsed.ok) problems.push(parsed.problem);
    return parsed.ok ? [{ ...edit, path: parsed.path }] : [];
  });
  return { edits, problems };
}

/** Why this server makes no changes now; null if it does. */
function whyNotHere(state: State, companion: TreeRoutesHost['companion']): Problem | null {
  const { self, place } = state;
  const here = `${self.name} (${self.letter})`;
  if (place === 'primary.serving' && !state.inDoubt) return null;
  const common = { severity: 'error', where: null } as const;
  if (isServing(state)) {
    const why = place === 'primary.serving' ? 'it was stalled and is checking its role' : PLACES[place].means;
    const next = 'check "switchover status", and retry when one server is active';
    return { ...common, code: 'not-now', what: `${here} does not accept changes at the moment`, why, do: next };
  }
  const isKnown = state.companion?.serving === true;
  const active = `${companion.name} (${companion.letter}) at ${companion.address}`;
  return {
    ...common,
    code: 'not-active',
    what: `${here} is not the active server; ${isKnown ? `that is ${active}` : 'it knows of no active server'}`,
    why: 'changes are made on the active server, from which its companion copies them',
    do: isKnown ? `make the change on ${active}` : 'check "switchover status", and retry when a server is active',
  };
}

function lost({ self }: State): Answer {
  const what = `${self.name} (${self.letter}) does not have the configuration tree`;
  return problem(503, 'tree-lost', what, 'ask the other server, or see what "switchover status" says about it');
}

function failed(error: Error): Answer {
  const next = 'check the disk and the log of that server, and retry';
  return problem(503, 'tree-unavailable', `the configuration tree cannot be read: ${error.message}`, next);
}

function notWritten({ self }: State, error: Error): Problem {
  return {
    code: 'tree-not-written',
    severity: 'error',
    what: `${self.name} (${self.letter}) could not write the change; nothing was changed`,
    why: error.message,
    where: null,
    do: 'free up space on its disk, or make its data folder writable, and retry',
  };
}
