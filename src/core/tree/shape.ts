/** The shape of entries and scopes from a connection. */
import { z } from 'zod';
import { keyOf, PATH_LIMITS, parsePath } from '../tree-path.ts';
import { entryProblem, type TreeEntry } from './entry.ts';
import type { TreeScope } from './scope.ts';

const text = z.string().max(256);

export const treeEntryShape: z.ZodType<TreeEntry> = z
  .object({
    path: z.string().max(PATH_LIMITS.path),
    class: z.string(),
    attributes: z.record(z.string(), z.array(z.string())),
    at: text,
    by: text,
  })
  .refine((entry) => entryProblem(entry) === null);

const key = z.string().max(2 * PATH_LIMITS.path);
const keys = z.array(key).max(10_000);

export const treeScopeShape: z.ZodType<TreeScope> = z.object({
  only: keys.nullable(),
  except: keys,
  attributes: z.record(text, z.array(text).max(10_000)),
});

/** Whether an entry can be the one with this key; null: it was removed. */
export function isAtKey(key: string, entry: TreeEntry | null): boolean {
  if (entry === null) return !key.includes('\0');
  const parsed = parsePath(entry.path);
  return parsed.ok && keyOf(parsed.path) === key;
}
