/**
 * A subsystem that uses all of the contract and does little: a count that the active server raises when it is asked to,
 * and its backup follows.
 */
import { z } from 'zod';
import { isServing } from '../../../src/core/engine/state.ts';
import { ok, route } from '../../../src/server/route.ts';
import type { Subsystem, SubsystemBuilder } from '../../../src/server/subsystem.ts';
import { until } from '../../support/real-pair.ts';

const payloadShape = z.union([z.object({ count: z.int() }), z.object({ has: z.int() })]);

export interface Tally {
  readonly build: SubsystemBuilder;
  /** Places of the engine that it was told of, and its end. */
  readonly heard: string[];
  /** As the backup it says what it has; while it does not, nobody knows. */
  confirms: boolean;
  /** What keeps it from finishing before a switch, if anything does. */
  stuck: string | null;
}

export function tally(): Tally {
  const own: Tally = { build, heard: [], confirms: true, stuck: null };
  function build(host: Parameters<SubsystemBuilder>[0]): Subsystem {
    let count = 0;
    let has: number | null = null;
    const lacks = (): number | null => (has === null ? null : count - has);
    return {
      channel: 'tally',
      onStateChange: ({ place }) => own.heard.push(place),
      onConnectionLost: (connection) => own.heard.push(`lost ${connection}`),
      onFrame: (payload, from) => {
        const said = payloadShape.safeParse(payload);
        if (!said.success) return from.hangUp();
        if ('has' in said.data) has = said.data.has;
        else {
          count = said.data.count;
          if (own.confirms) from.answer({ has: count });
        }
        return undefined;
      },
      drain: async () => {
        if (own.stuck !== null) return own.stuck;
        await until(() => lacks() === 0, 'the backup has all of the tally');
        return null;
      },
      behind: () => ({ items: lacks(), ageMs: has === null ? null : 0 }),
      wouldLose: () => Array.from({ length: lacks() ?? 0 }, (_, index) => `count ${(has ?? 0) + index + 1}`),
      facts: () => ({ count }),
      warnings: () => (count < 13 ? [] : [{ code: 'tally-unlucky', what: `the tally is ${count}`, do: 'count on' }]),
      metrics: () => [{ name: 'tally_count', help: 'How far it has counted', value: count }],
      routes: [
        route({ method: 'GET', path: '/v1/tally', right: 'viewer', shape: z.unknown(), answer: () => ok({ count }) }),
        route({
          method: 'POST',
          path: '/v1/tally',
          right: 'remote-control',
          rightFor: ({ by }) => (by > 10 ? 'master-administrator' : 'remote-control'),
          shape: z.strictObject({ by: z.int().min(1) }),
          answer: ({ by }, who) => {
            if (!isServing(host.state())) return { status: 409, body: { count } };
            count += by;
            host.log({ topic: 'SwitchoverMain', level: 'note', text: `Tally : [${who.name}] counts to [${count}]` });
            return ok({ count, said: host.send({ count }), unknownThere: host.isUnknownThere() });
          },
        }),
      ],
      close: () => own.heard.push('closed'),
    };
  }
  return own;
}
