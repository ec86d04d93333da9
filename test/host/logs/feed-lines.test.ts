import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANYWHERE, MESSAGE_FORMATS } from '../../../src/core/diagnosis/formats/catalogue.ts';
import { type LogReader, type LogReading, openLog } from '../../../src/core/diagnosis/reading.ts';
import { explain } from '../../../src/core/diagnosis/report.ts';
import { feedLines, LONGEST_LINE } from '../../../src/host/logs/feed-lines.ts';

/** A reader that only records the lines it gets, and wants all of them. */
function noting(): { readonly reader: LogReader; readonly lines: [string, boolean][] } {
  const lines: [string, boolean][] = [];
  const reader = { ...openLog('x'), line: (text: string, whole: boolean) => void lines.push([text, whole]) };
  return { reader, lines };
}

function cut(bytes: Buffer, sizes: readonly number[], take: (block: Buffer) => void): void {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    // As when reading a file: into a reused buffer.
    take(Buffer.from(bytes.subarray(at, at + size)));
    at += size;
  }
}

describe('lines', () => {
  it('arrive whole however the bytes are split', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 9 })),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        (texts, sizes) => {
          const wanted = texts.map((text) => text.replaceAll('\n', ' '));
          const { reader, lines } = noting();
          const feeder = feedLines(reader);
          cut(Buffer.from(wanted.map((text) => `${text}\n`).join('')), sizes, feeder.take);
          feeder.end();
          expect(lines).toEqual(wanted.map((text) => [text, true]));
        },
      ),
    );
  });

  it('without a line end are lines too', () => {
    const { reader, lines } = noting();
    const feeder = feedLines(reader);
    feeder.take(Buffer.from('a\nb'));
    feeder.end();
    expect(lines).toEqual([
      ['a', true],
      ['b', true],
    ]);
  });

  it.each([1000, 1_000_000])('that are too long are truncated and marked, in blocks of %i bytes', (size) => {
    const { reader, lines } = noting();
    const feeder = feedLines(reader);
    cut(
      Buffer.from(
        `short\n${'x'.repeat(3 * LONGEST_LINE)}\n${'y'.repeat(LONGEST_LINE)}\n${'z'.repeat(LONGEST_LINE + 1)}`,
      ),
      [size],
      feeder.take,
    );
    feeder.end();
    expect(lines.map(([text, whole]) => [text[0], text.length >= LONGEST_LINE, whole])).toEqual([
      ['s', false, true],
      ['x', true, false],
      ['y', true, true],
      ['z', true, false],
    ]);
  });
});

// --- skipping rows --------------------------------------------------------------------------------------------------

const SAMPLES = MESSAGE_FORMATS.flatMap(({ samples }) => samples.map(({ text }) => text));
const QUIET = MESSAGE_FORMATS.filter(({ quiet }) => quiet === true).flatMap(({ samples }) =>
  samples.map(({ text }) => text),
);

const message = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...SAMPLES) },
  { weight: 4, arbitrary: fc.constantFrom(...QUIET) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'Mirrored a file',
      '[Enter] CReco::Process(1)',
      'primarymonitor::CPrimaryMonitor::idle',
      '',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '  padded',
      '[Error] [x] error pinging',
      'EMail: the request took too long',
      '\ttab',
      'übel',
      '\u00a0Ping rejected',
      ...['b1', 'b2'].map(
        (boot) =>
          `SwitchoverMain::Start : switchover 0.1.0, pair [p], server A [alpha], boot [${boot}], rule table [0]`,
      ),
    ),
  },
  // Wrapped over two lines.
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...SAMPLES), fc.nat(60))
      .map(([text, at]) => `${text.slice(0, at)}\n${text.slice(at)}`),
  },
);
const topic = fc.constantFrom(
  ...['Switchover', 'NotifierLib', 'ModuleMonitor', 'EMail', 'Tracing', '', ' PrimaryMonitor ', 'notifications'],
  ...[' NotifierLib', '\u00a0Switchover', '\u00a0notifier'],
);
/** Time advances by this many ms, mostly a little, sometimes hours; the wall clock may also be set back. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -3 * 3_600_000, max: 20 * 3_600_000 }) },
);
const style = fc.constantFrom('.', ':', 'series', 'none', 'dated', 'zoned', 'half', 'day31');
const strange = fc.constantFrom(
  '',
  '\r',
  'a stack trace',
  'Time\tTopic\tMessage',
  'Time\tMessage',
  'Time\tLevel\tTopic\tMessage',
  'Time\tLevel\tMessage',
  'Time\tMessage\tTopic',
  'Time,Topic,Message',
  'Time',
  'Message',
  'Date: 2026-11-23',
  '10:00:00.000',
  '25:00:00.000\tT\tx',
  'x'.repeat(70_000),
);

type Line =
  | { readonly step: number; readonly style: string; readonly topic: string; readonly message: string }
  | string;
const line: fc.Arbitrary<Line> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ step, style: fc.constant('.'), topic, message }) },
  { weight: 3, arbitrary: fc.record({ step, style, topic, message }) },
  { weight: 1, arbitrary: strange },
);

function timeText(ms: number, style: string): string {
  const iso = new Date(Date.UTC(2026, 0, 30) + ms).toISOString();
  const time = iso.slice(11, 23);
  const styles: Readonly<Record<string, string>> = {
    ':': time.replace('.', ':'),
    series: `${time}_0042`,
    none: time.slice(0, 8),
    dated: iso.slice(0, 23).replace('T', ' '),
    zoned: iso,
    half: `${time} AM`,
    day31: iso.replace('-01-', '-02-'),
  };
  return styles[style] ?? time;
}

function write(lines: readonly Line[], hasTopic: boolean): string {
  let now = 82_000_000;
  const rows = lines.map((each) => {
    if (typeof each === 'string') return each;
    now = Math.max(0, now + each.step);
    const cells = [timeText(now, each.style), ...(hasTopic ? [each.topic] : []), each.message];
    return cells.join('\t');
  });
  return [hasTopic ? 'Time\tTopic\tMessage' : 'Time\tMessage', ...rows, ''].join('\n');
}

function readAll(text: string, compared: boolean): LogReading {
  const reader = openLog('x', { compared });
  for (const each of text.split('\n').slice(0, -1))
    reader.line(each.slice(0, LONGEST_LINE), each.length <= LONGEST_LINE);
  return reader.end();
}

function readQuickly(text: string, compared: boolean, sizes: readonly number[]): LogReading {
  const reader = openLog('x', { compared });
  const feeder = feedLines(reader);
  cut(Buffer.from(text), sizes, feeder.take);
  feeder.end();
  return reader.end();
}

describe('skipping rows', () => {
  it('does not change what a log says', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 80 }),
        fc.boolean(),
        fc.boolean(),
        fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 4 }),
        (lines, hasTopic, clocks, sizes) => {
          const text = write(lines, hasTopic);
          const [slow, quick] = [readAll(text, clocks), readQuickly(text, clocks, sizes)];
          expect(quick).toEqual(slow);
          expect(explain([quick], { all: true })).toEqual(explain([slow], { all: true }));
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a line without a time', ['14:55:00', '12: no row', '12:50:00', '12:56:00']],
    ['rows with a date', ['2026-11-23T22:45:00', '20:30:00', '20:50:00', '20:51:00']],
    ['the other half of a day', ['11:00:00 PM', '11:30:00', '11:59:00', '11:59:30']],
  ])('does not change the day after %s', (_, times) => {
    const text = ['Time\tMessage', ...times.map((time) => `${time}\tidle`), ''].join('\n');
    expect(readQuickly(text, false, [1000])).toEqual(readAll(text, false));
  });

  it('changes nothing once quiet lines no longer vote for the kind of log', () => {
    const quiet = Array.from({ length: 300 }, (_, index) => ({
      step: 10,
      style: '.',
      topic: 'Tracing',
      message: QUIET[index % QUIET.length] ?? '',
    }));
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 60 }),
        fc.boolean(),
        fc.integer({ min: 200, max: 9000 }),
        (lines, clocks, size) => {
          const text = write([...quiet, ...lines], true);
          expect(readQuickly(text, clocks, [size])).toEqual(readAll(text, clocks));
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(ANYWHERE.map(({ letters }) => letters))('never passes over "%s", wherever it stands in a row', (letters) => {
    const row = (message: string): string => `10:00:00.000\tNotifierLib\t${message}`;
    for (let before = 0; before < 20; before += 1) {
      const hint = row(`${'x'.repeat(before)}${letters}${'x'.repeat(20 - before)}`);
      const lines: string[] = [];
      const reader = openLog('x');
      const feeder = feedLines({
        ...reader,
        line: (text, whole) => {
          lines.push(text);
          reader.line(text, whole);
        },
      });
      feeder.take(
        Buffer.from(
          ['Time\tTopic\tMessage', ...[row('1'), row('2'), hint, row('3'), row('4'), row('5')], ''].join('\n'),
        ),
      );
      expect(lines).toEqual(['Time\tTopic\tMessage', row('1'), row('2'), hint, row('4'), row('5')]);
    }
  });
});
