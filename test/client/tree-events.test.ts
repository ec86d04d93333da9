import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventsOf } from '../../src/client/tree-events.ts';

const TEXT =
  'id: 1.2\n: nothing new\n\nid: 1.3\nevent: change\ndata: {"by":"Zoë 📞"}\n\nid: 1.9\nevent: gap\ndata: {}\n\nid: 1.10\nevent: ch';

it('events arrive whole and in order, wherever the stream is cut; one that is not complete does not', async () => {
  const bytes = Buffer.from(TEXT);
  const cuts = fc
    .array(fc.nat(bytes.length))
    .map((list) => [...list, 0, bytes.length].sort((one, other) => one - other));
  await fc.assert(
    fc.asyncProperty(cuts, async (at) => {
      const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
      const events: unknown[] = [];
      for await (const each of eventsOf(Readable.from(pieces))) events.push(each);
      expect(events).toEqual([
        { id: '1.2', name: '', data: '' },
        { id: '1.3', name: 'change', data: '{"by":"Zoë 📞"}' },
        { id: '1.9', name: 'gap', data: '{}' },
      ]);
    }),
  );
});
