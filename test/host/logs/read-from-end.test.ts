import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MESSAGE_FORMATS, readMessage } from '../../../src/core/diagnosis/formats/catalogue.ts';
import { type LogReading, openLog } from '../../../src/core/diagnosis/reading.ts';
import { explain } from '../../../src/core/diagnosis/report.ts';
import { readFromEnd } from '../../../src/host/logs/read-from-end.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Small enough that a short log has all the parts of a large one. */
const SMALL = { least: 0, head: 400, block: 200, end: 300, mostEnd: 1_000_000 };

/** A server's role may be logged once and last for days; a part that is not searched does not show it. */
const STANDING = ['started', 'state-changed', 'state-event', 'mode-set', 'serving', 'decision', 'net-test-address'];
const SAMPLES = MESSAGE_FORMATS.flatMap(({ samples }) => samples.map(({ text }) => text)).filter((text) => {
  const read = readMessage(text);
  return read !== null && read.rule === null && !STANDING.includes(read.saw.kind);
});
const MARKERS = SAMPLES.filter((text) => /StatePrimary|Switch Initiated|primary mode/.test(text));

const row = fc.record({
  step: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 * 3_600_000 }) },
  ),
  message: fc.oneof(
    { weight: 6, arbitrary: fc.constant('Mirrored a file') },
    { weight: 4, arbitrary: fc.constantFrom(...SAMPLES) },
    { weight: 1, arbitrary: fc.constantFrom(...MARKERS) },
  ),
});

function write(rows: readonly { readonly step: number; readonly message: string }[]): string {
  let now = 8 * 3_600_000;
  const texts = rows.map(({ step, message }) => {
    now += step;
    return `${new Date(now).toISOString().slice(11, 23)}\tSwitchover\t${message}\n`;
  });
  return `Time\tTopic\tMessage\n${texts.join('')}`;
}

function readWhole(file: string, text: string): LogReading {
  const reader = openLog(file, { compared: false });
  for (const line of text.split('\n').slice(0, -1)) reader.line(line, true);
  return reader.end();
}

describe('a log read from its end', () => {
  it('gives the same explanation of its last switch as when it is read whole', async () => {
    const file = join(temporaryFolder(), 'switchover.log');
    let found = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 20, maxLength: 160 }), async (rows) => {
        const text = write(rows);
        writeFileSync(file, text);
        const quick = await readFromEnd({ path: file, size: statSync(file).size }, {}, () => undefined, SMALL);
        if (quick === null) return;
        found += 1;
        const slow = readWhole(file, text);
        expect(quick).toMatchObject({ lines: slow.lines, last: slow.last, first: slow.first });
        const [a, b] = [explain([quick], { all: false }), explain([slow], { all: false })];
        expect(a.switches).toEqual(b.switches);
      }),
      { numRuns: 300 },
    );
    expect(found).toBeGreaterThan(50);
  });

  it('must have its oldest row first', async () => {
    const rows = Array.from({ length: 60 }, () => ({ step: 60_000, message: 'Mirrored a file' }));
    const [header, ...lines] = write([
      ...rows,
      { step: 1_000, message: 'CVirtualSwitchControl::Switch(): Initiating switch' },
    ])
      .trimEnd()
      .split('\n');
    const file = join(temporaryFolder(), 'switchover.log');
    const read = async (of: readonly string[]): Promise<LogReading | null> => {
      writeFileSync(file, `${[header, ...of].join('\n')}\n`);
      return readFromEnd({ path: file, size: statSync(file).size }, {}, () => undefined, SMALL);
    };
    expect(await read(lines)).not.toBeNull();
    expect(await read(lines.toReversed())).toBeNull();
  });
});
