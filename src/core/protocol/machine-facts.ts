/**
 * What a server's machine is (`/v1/facts`), or was when `switchover facts --local` was run on it: what procedures compare
 * before and after they change it. Unknown facts are null.
 */
import { z } from 'zod';

/** Raised when a program of an earlier version would misread the facts. */
export const FACTS_VERSION = 1;

const text = z.string().max(1000);

export const machineFactsShape = z.object({
  version: z.literal(FACTS_VERSION),
  /** When they were gathered. ISO 8601. */
  at: z.iso.datetime(),
  /** By the running server; false: by `facts --local`, whether or not the server was running. */
  running: z.boolean(),
  /** The pair and the server whose machine it is; null if no pair file was found. */
  pair: text.nullable(),
  server: z.object({ letter: z.enum(['A', 'B']), name: text }).nullable(),
  /** The release of the protected software on this server. */
  release: text.nullable(),
  /** The version of switchover, and of the Node.js that runs it. */
  switchover: text,
  node: text,
  system: z.object({
    /** `linux`, `win32`, `darwin` … */
    platform: text,
    /** Such as `Debian GNU/Linux 12 (bookworm)`. */
    name: text,
    /** Of its kernel. */
    release: text,
    architecture: text,
  }),
  computer: text,
  bootedAt: z.iso.datetime(),
  uptimeMs: z.number(),
  clock: z.object({ timeZone: text.nullable(), offsetMinutes: z.int().min(-1440).max(1440) }),
  /** The account that gathered them: of a running server, its own. `id`: null where accounts have none. */
  user: z.object({ name: text.nullable(), id: z.int().nullable() }),
  /** The data folder and its disk. */
  data: z
    .object({ folder: text, ownerId: z.int().nullable(), totalBytes: z.number(), freeBytes: z.number() })
    .nullable(),
  /** The service, as its own commands tell it, by `facts --local` only; null: nobody asked. */
  service: z.object({ running: z.boolean().nullable(), startMode: text.nullable() }).nullable().default(null),
  /** Network adapters in the system's order. An address has its prefix length: `10.0.0.1/24`. */
  adapters: z
    .array(z.object({ name: text, internal: z.boolean(), mac: text.nullable(), addresses: z.array(text).max(64) }))
    .max(64),
});

export type MachineFacts = Readonly<z.infer<typeof machineFactsShape>>;
