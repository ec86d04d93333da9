/** The shape of messages from the other server. Whatever it sends, nothing else reaches the protocol. */
import { z } from 'zod';
import type { FromFollower, FromLeader } from './message.ts';
import type { LogEnd } from './position.ts';
import type { Change, Hash, Limit, Row, Write } from './replica.ts';

const whole = z.int().min(0);
const text = z.string().max(1_024);
const uint32 = z.int().min(0).max(0xffff_ffff);
const hash: z.ZodType<Hash> = z.tuple([uint32, uint32, uint32, uint32]);
const position = z.object({ term: whole, number: whole });
/** Longer than any key of the configuration tree. */
const key = z.string().max(4_096);

/** Terms and first numbers ascend, and none lies beyond the end. */
const logEnd: z.ZodType<LogEnd> = z
  .object({ terms: z.array(z.object({ term: whole, first: whole })).max(100_000), last: whole })
  .refine(({ terms, last }) =>
    terms.every(({ term, first }, index) => {
      const before = terms[index - 1] ?? { term: 0, first: 0 };
      return term > before.term && first > before.first && first <= last;
    }),
  );

function limitsShape<Scope>(scope: z.ZodType<Scope>): z.ZodType<readonly Limit[]> {
  const isScope = (json: string): boolean => scope.safeParse(jsonOf(json)).success;
  return z.array(z.object({ since: whole, scope: z.string().refine(isScope) })).max(10_000);
}

function jsonOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const session = text;
const request = whole;
const bucketHashes = z.object({ bucket: whole, hashes: z.array(hash).max(100_000) });

/** From the backup. */
export function fromFollowerShape<Scope>(scope: z.ZodType<Scope>): z.ZodType<FromFollower<Scope>> {
  return z.discriminatedUnion('is', [
    z.object({
      is: z.literal('follow'),
      session,
      log: logEnd,
      id: text.nullable(),
      compare: z.enum(['needed', 'done']).nullable(),
      scope,
      limits: limitsShape(scope),
    }),
    z.object({ is: z.literal('applied'), session, number: whole, whole: z.boolean() }),
    z.object({ is: z.literal('prove'), session, number: whole, root: hash }),
    z.object({ is: z.literal('ask-hashes'), session, request, level: whole, indexes: z.array(whole).max(4_096) }),
    z.object({ is: z.literal('ask-rows'), session, request, buckets: z.array(bucketHashes).max(4_096) }),
  ]);
}

/** From the active server. `belongs`: whether a content can stand under a key; null: it is removed. */
export function fromLeaderShape<Content, Scope>(
  content: z.ZodType<Content>,
  belongs: (key: string, content: Content | null) => boolean,
  scope: z.ZodType<Scope>,
): z.ZodType<FromLeader<Content>> {
  const write: z.ZodType<Write<Content>> = z
    .object({ key, content: content.nullable() })
    .refine((each) => belongs(each.key, each.content));
  const row: z.ZodType<Row<Content>> = z
    .object({ key, position, content })
    .refine((each) => belongs(each.key, each.content));
  const change: z.ZodType<Change<Content>> = z.object({
    position,
    id: text,
    at: text,
    by: text,
    reason: z.string().max(4_096).nullable(),
    request: text.nullable(),
    writes: z.array(write),
    omitted: whole,
  });
  return z.discriminatedUnion('is', [
    z.object({ is: z.literal('changes'), session, log: logEnd, after: whole, changes: z.array(change) }),
    z.object({
      is: z.literal('compare'),
      session,
      log: logEnd,
      id: text,
      leads: z.boolean(),
      limits: limitsShape(scope),
    }),
    z.object({ is: z.literal('hashes'), session, log: logEnd, request, children: z.array(z.array(hash)).max(4_096) }),
    z.object({
      is: z.literal('rows'),
      session,
      log: logEnd,
      request,
      buckets: whole,
      rows: z.array(row),
      unknown: z.array(bucketHashes),
    }),
  ]);
}
