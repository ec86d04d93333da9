import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type LogReading, openLog } from '../../../src/core/diagnosis/reading.ts';
import { openRecorder } from '../../../src/core/diagnosis/recorder.ts';
import { explain, type WhySwitched } from '../../../src/core/diagnosis/report.ts';

/** Reads a text as the log of that name. */
export function readText(text: string, file = 'switchover.log'): LogReading {
  const reader = openLog(file);
  for (const line of text.replace(/\n$/, '').split('\n')) reader.line(line, true);
  return reader.end();
}

export function readSample(name: string): LogReading {
  return readText(readFileSync(fileURLToPath(new URL(`samples/${name}`, import.meta.url)), 'utf8'), name);
}

/** What the command answers about these texts. */
export function why(texts: readonly string[], all = true): WhySwitched {
  return explain(
    texts.map((text, index) => readText(text, `${index + 1}.log`)),
    { all },
  );
}

export function whySample(...names: readonly string[]): WhySwitched {
  return explain(names.map(readSample), { all: false });
}

/** A table with header from rows of `TIME MESSAGE`; the first space ends the time. */
export function table(...rows: readonly string[]): string {
  return ['Time\tMessage', ...rows.map((row) => row.replace(' ', '\t'))].join('\n');
}

/** What is made of a flight recorder alone. */
export function whyRecorded(text: string): WhySwitched {
  const reader = openLog('flight-recorder.jsonl');
  const recorder = openRecorder(reader.remark, false);
  for (const line of text.trimEnd().split('\n')) reader.recorded(recorder.read(line));
  return explain([reader.end()], { all: true });
}
