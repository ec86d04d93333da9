/** Any file, whatever its bytes and its name, is explained or rejected with a reason. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SwitchoverError } from '../../../src/core/problem.ts';
import { whySwitched } from '../../../src/operations/explain/why-switched.ts';
import { renderWhySwitched } from '../../../src/presentation/explain/why-switched.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { becomesBackup, losesBoth, runEngine } from '../../core/diagnosis/engine-log.ts';
import { ROOT } from '../../support/cli.ts';
import { tarOf } from '../../support/tar-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { zipOf } from '../../support/zip-file.ts';

const FOLDER = join(ROOT, 'test/core/diagnosis/samples');

function ownLogs(): Buffer[] {
  const engine = runEngine();
  becomesBackup(engine);
  losesBoth(engine);
  engine.waits(31_000);
  return [Buffer.from(engine.text()), Buffer.from(engine.recording())];
}

const SAMPLES = [...readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name))), ...ownLogs()];

type Change = (bytes: Buffer) => Buffer;

/** A position in any file, as a fraction of its length. */
const place = fc.double({ min: 0, max: 1, noNaN: true });
const at = (bytes: Buffer, part: number): number => Math.floor(part * bytes.length);

function insertion(part: number, inserted: Uint8Array): Change {
  return (bytes) => Buffer.concat([bytes.subarray(0, at(bytes, part)), inserted, bytes.subarray(at(bytes, part))]);
}

const change: fc.Arbitrary<Change> = fc.oneof(
  // A character becomes another one.
  fc.tuple(place, fc.nat(255)).map(([part, byte]) => (bytes: Buffer) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[Math.min(at(bytes, part), bytes.length - 1)] = byte;
    return changed;
  }),
  fc.tuple(place, fc.uint8Array({ maxLength: 300 })).map(([part, inserted]) => insertion(part, inserted)),
  fc
    .tuple(
      place,
      fc.constantFrom('\n', '\r', '\t', '"', ',', '\0', '\0\0\0\0', '\ufeff', '\ud83d\ude00', '[', '23:59:59.999\t'),
    )
    .map(([part, letters]) => insertion(part, Buffer.from(letters))),
  // Truncated, cut out, duplicated.
  place.map((part) => (bytes: Buffer) => bytes.subarray(0, at(bytes, part))),
  fc.tuple(place, place).map(([a, b]) => (bytes: Buffer) => {
    const [from, to] = [at(bytes, Math.min(a, b)), at(bytes, Math.max(a, b))];
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  }),
  fc.tuple(place, place).map(([a, b]) => (bytes: Buffer) => {
    const [from, to] = [at(bytes, Math.min(a, b)), at(bytes, Math.max(a, b))];
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  }),
  // Followed by another sample.
  fc.constantFrom(...SAMPLES).map((other) => (bytes: Buffer) => Buffer.concat([bytes, other])),
  // Encoded or compressed differently.
  fc.constantFrom<Change>(
    (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
    (bytes) => Buffer.from(`\ufeff${bytes}`, 'utf16le').swap16(),
    (bytes) => Buffer.from(bytes.toString('utf8').replaceAll('\n', '\r\n')),
    (bytes) => Buffer.from(bytes.toString('utf8').replaceAll('\t', ',')),
    (bytes) => Buffer.from(bytes.toString('utf8').replaceAll('\t', '\n')),
    // Copied, quoted, collected.
    ...[
      (row: string) => `> ${row}`,
      (row: string) => `| ${row.replaceAll('\t', ' | ')} |`,
      (row: string) => `<tr><td>${row.replaceAll('\t', '</td><td>')}</td></tr>`,
      (row: string) => `Nov 30 15:05:10 beta switchover[812]: ${row}`,
      (row: string) => `pair-b-1  | 2026-11-30T15:05:10.123456789Z ${row}`,
      (row: string) => JSON.stringify({ log: row, time: '2026-11-30T15:05:10.123Z' }),
      (row: string) => row.replaceAll(' ', '\u202f'),
      (row: string) => row.replace(/\t/g, '\n'),
    ].map(
      (dress): Change =>
        (bytes) =>
          Buffer.from(bytes.toString('utf8').split('\n').map(dress).join('\n')),
    ),
    (bytes) => Buffer.concat([Buffer.alloc(9_000), bytes]),
    (bytes) => tarOf('switchover.log', bytes),
    (bytes) => gzipSync(tarOf('switchover.log', bytes)),
    (bytes) =>
      zipOf([
        { name: 'switchover_1.log', bytes, method: 9 },
        { name: 'switchover.log', bytes },
      ]),
    ...["7z\xbc\xaf'\x1c", '\xfd7zXZ\0', 'BZh9', '(\xb5/\xfd', 'LPKSHHRH'].map(
      (begin): Change =>
        (bytes) =>
          Buffer.concat([Buffer.from(begin, 'latin1'), bytes]),
    ),
    (bytes) => gzipSync(bytes),
    (bytes) => zipOf([{ name: 'switchover.log', bytes }]),
    (bytes) => zipOf([{ name: '../2026-11-23/switchover.log.gz', bytes: gzipSync(bytes), stored: true }]),
  ),
);

const content = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(fc.constantFrom(...SAMPLES), fc.array(change, { minLength: 1, maxLength: 6 }))
      .map(([sample, changes]) => changes.reduce((bytes, each) => each(bytes), sample)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)) },
);
const name = fc.constantFrom(
  'switchover.log',
  's.log.gz',
  's.zip',
  'flight-recorder.jsonl',
  's.ininlog',
  '2026-02-30.csv',
  'switchover.log-2026113014',
  'switchover_1.log',
  'logs.tar.gz',
);

/** A log, cut anywhere, in files with any names of pieces. */
const cutUp = fc.tuple(
  fc.constantFrom(...SAMPLES),
  fc.array(place, { maxLength: 4 }),
  fc.shuffledSubarray(
    ['s.log', 's_1.log', 's.log.1', 's.log.2', 's.1.log', 's.log-2026113014', 's.log-1764511200', 's.log.old'],
    {
      minLength: 5,
    },
  ),
);

describe('any file', () => {
  it('is explained or rejected with a reason', { timeout: 120_000 }, async () => {
    const folder = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(name, content, fc.boolean(), async (called, bytes, all) => {
        const file = join(folder, called);
        writeFileSync(file, bytes);
        const outcome = await whySwitched([file], { all }).catch((error: unknown) => error);
        if (outcome instanceof SwitchoverError) {
          expect(outcome.kind).toBe('unreachable');
          expect([outcome.problem.why, outcome.problem.do]).not.toContain('');
          return;
        }
        if (outcome instanceof Error) throw outcome;
        const report = outcome as Awaited<ReturnType<typeof whySwitched>>;
        expect(['switched', 'not-switched', 'undetermined']).toContain(report.verdict);
        for (const found of report.switches) expect(found.evidence).not.toEqual([]);
        for (const { lines, unread } of report.logs) expect(unread).toBeLessThanOrEqual(lines);
        expect(renderWhySwitched(report, { palette: PLAIN, columns: 80 })).not.toBe('');
      }),
      { numRuns: 300 },
    );
  });

  it('cut into pieces under any names is read completely, each line once', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(cutUp, async ([sample, places, names]) => {
        const folder = mkdtempSync(join(temporaryFolder(), 'cut-'));
        const cuts = [
          0,
          ...places.map((part) => sample.indexOf(10, at(sample, part)) + 1).toSorted((a, b) => a - b),
          sample.length,
        ];
        const parts = cuts.slice(1).map((to, index) => sample.subarray(cuts[index], to));
        parts.forEach((part, index) => {
          writeFileSync(join(folder, names[index] ?? 'x.log'), part);
        });
        const report = await whySwitched([folder], { all: true });
        const lines = (bytes: Buffer): number => bytes.toString('latin1').replace(/\n$/, '').split('\n').length;
        const expected = parts.filter((part) => part.length > 0).reduce((sum, part) => sum + lines(part), 0);
        expect(report.logs.reduce((sum, log) => sum + log.lines, 0)).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });
});
