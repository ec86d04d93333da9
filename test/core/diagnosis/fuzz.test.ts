import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MESSAGE_FORMATS, readMessage } from '../../../src/core/diagnosis/formats/catalogue.ts';
import { renderWhyPage } from '../../../src/presentation/explain/page/why-page.ts';
import { renderWhySwitched } from '../../../src/presentation/explain/why-switched.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { why } from './read-text.ts';

const SAMPLES = MESSAGE_FORMATS.flatMap(({ samples }) => samples.map(({ text }) => text));

const time = fc.oneof(
  fc.integer({ min: 0, max: 86_399_999 }).map((ms) => new Date(ms).toISOString().slice(11, 23)),
  fc.integer({ min: 0, max: 2_000_000_000_000 }).map((ms) => new Date(ms).toISOString()),
  fc.string({ maxLength: 20 }),
);
const message = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...SAMPLES) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...SAMPLES), fc.nat(300)).map(([text, at]) => text.slice(0, at)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) },
);
const line = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(time, message).map((cells) => cells.join('\t')) },
  { weight: 1, arbitrary: fc.constantFrom('Time\tTopic\tMessage', 'Message\tTime', '', '\r') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
);
const log = fc.array(line, { maxLength: 60 }).map((lines) => lines.join('\n'));

describe('the reader', () => {
  it('answers any text in the shape of the interface and never throws', () => {
    fc.assert(
      fc.property(
        fc.array(log, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 21, max: 240 }),
        (texts, columns) => {
          const report = why(texts);
          expect(['switched', 'not-switched', 'undetermined']).toContain(report.verdict);
          expect(report.verdict === 'switched').toBe(report.switches.length > 0 && report.undetermined.length === 0);
          if (report.open.length > 0) expect(report.verdict).toBe('undetermined');
          for (const found of report.switches) {
            expect(found.evidence.length).toBeGreaterThan(0);
            expect(found.confidence === 'certain' && found.cause === 'unknown').toBe(false);
          }
          expect(renderWhyPage(report)).not.toMatch(/<(?:script|img|iframe)|[\u0000-\u0008\u001b\u202e]/i);
          for (const { lines, unread } of report.logs) expect(unread).toBeLessThanOrEqual(lines);
          expect(renderWhySwitched(report, { palette: PLAIN, columns })).not.toMatch(
            /[\u0000-\u0009\u000b-\u001f\u007f]/,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes any message, in linear time even if it is made to be slow', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        expect(() => readMessage(text)).not.toThrow();
      }),
    );
    const begins = [...new Set(MESSAGE_FORMATS.flatMap(({ begins: each }) => each))];
    const began = performance.now();
    for (const begin of begins) {
      for (const filler of ['a ', ', ', '[', ' : ', '::State', ' going to StatePrimary', ', going to StatePrimary']) {
        readMessage(`${begin}::StateBackup : ${filler.repeat(980 / filler.length)}`.slice(0, 1000));
      }
    }
    // Generous: unbounded backtracking takes minutes.
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
