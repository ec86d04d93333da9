import { describe, expect, it } from 'vitest';
import { MESSAGE_FORMATS, readMessage } from '../../../src/core/diagnosis/formats/catalogue.ts';
import { SWITCHOVER_TOPICS } from '../../../src/core/diagnosis/kinds.ts';
import { readHeader } from '../../../src/core/diagnosis/layouts/columns.ts';
import { noiseIn } from '../../../src/core/diagnosis/noise.ts';

const HEADERS = ['Time\tMessage', 'Time\tTopic\tMessage', 'Time\tLevel\tTopic\tMessage', 'Time\tLevel\tMessage'];
const TOPICS = ['Switchover', 'PrimaryMonitor', 'NotifierLib', 'TsServer', ''];
const TIMES = ['10:00:00.000', '10:00:00:000_0042', '10:00:00', '2026-11-23T10:00:00.000Z', '2026-11-23 10:00:00.000'];

function noiseUnder(header: string, topics = true): RegExp | null {
  const columns = readHeader(header);
  return columns === null ? null : noiseIn(columns, topics);
}

/** A row as in a file, one character for each byte. */
function rowUnder(header: string, time: string, topic: string, message: string): string {
  const cells: Readonly<Record<string, string>> = { Time: time, Topic: topic, Level: 'Info', Message: message };
  const row = header.split('\t').map((name) => cells[name] ?? '');
  return Buffer.from(`${row.join('\t')}\n`).toString('latin1');
}

describe('noise', () => {
  it.each(HEADERS)('does not include rows whose message a format knows, under "%s"', (header) => {
    const noise = noiseUnder(header);
    for (const { samples } of MESSAGE_FORMATS) {
      for (const { text } of samples) {
        for (const topic of TOPICS) {
          if (readMessage(text, header.includes('Topic') ? topic : null) === null) continue;
          for (const written of [text, `  ${text}`, `\u00a0${text}`, `[Error] [Note]${text}`]) {
            expect(noise?.test(rowUnder(header, '10:00:00.000', topic, written)), written).toBe(false);
          }
        }
      }
    }
  });

  it.each(HEADERS)('includes nearly every other row, under "%s"', (header) => {
    for (const time of TIMES) {
      const noise = noiseUnder(header);
      expect(noise?.test(rowUnder(header, time, 'Tracing', '[Enter] primarymonitor::CPrimaryMonitor::idle'))).toBe(
        true,
      );
    }
  });

  it('does not include rows with an ambiguous or invalid time', () => {
    for (const time of ['25:00:00.000', '10:60:00', '10:00:00 AM', '2026-02-30T10:00:00Z', '10:00:00Z', ' 10:00:00']) {
      expect(noiseUnder('Time\tTopic\tMessage')?.test(rowUnder('Time\tTopic\tMessage', time, 'Tracing', 'x'))).toBe(
        false,
      );
    }
  });

  it('does not include rows with a topic that matters by itself, in any letter case', () => {
    for (const topic of [...SWITCHOVER_TOPICS].flatMap((each) => [
      each,
      each.toUpperCase(),
      ` ${each} `,
      `\u00a0${each}\u00a0`,
    ])) {
      const row = rowUnder('Time\tTopic\tMessage', '10:00:00.000', topic, 'idle');
      expect(noiseUnder('Time\tTopic\tMessage', false)?.test(row)).toBe(false);
      expect(noiseUnder('Time\tTopic\tMessage', true)?.test(row)).toBe(true);
    }
  });

  it.each([
    'Topic\tTime\tMessage',
    'Time\tMessage\tTopic',
    'Time,Topic,Message',
    'Date\tTime\tMessage',
    'Time  Message',
  ])('cannot be recognised under "%s"', (header) => {
    expect(readHeader(header)).not.toBeNull();
    expect(noiseUnder(header)).toBeNull();
  });
});
