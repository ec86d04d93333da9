/** Run time and memory of `why-switched` on logs of all sizes, compared with grep and a bare Node. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BARE_NODE, COMMAND_LIMIT, measureAgainst, RUN_JS } from './against-peer.ts';
import { MARKERS, writeLargeLog } from './large-log.ts';
import { writeLargeRecorder } from './large-recorder.ts';
import { type Bench, median, millisecondsRow, type Row } from './row.ts';

const MEGABYTE = 1024 * 1024;
const LARGE = 1024 * MEGABYTE;
/** Two and a half times as much as a server keeps. */
const RECORDER = 200 * MEGABYTE;
/** Runs of a second need fewer repetitions than runs of a tenth. */
const MOST_RUNS = 7;
const FEWEST_RUNS = 3;
const MOST_MEMORY = 200;

export const bench: Bench = { name: 'logs', run: measureLogs };

async function measureLogs(runs: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'switchover-bench-'));
  try {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < 3 * LARGE) throw new Error(`${folder} has no room for a log of 1 GiB`);
    const [small, large] = [join(folder, 'small.log'), join(folder, 'large.log')];
    const recorder = join(folder, 'flight-recorder.jsonl');
    writeLargeLog(small, MEGABYTE);
    writeLargeLog(large, LARGE);
    writeLargeRecorder(recorder, RECORDER);
    return [
      ...(await measureLarge(large, Math.min(runs, MOST_RUNS))),
      ...(await measureRecorder(recorder, Math.min(runs, FEWEST_RUNS))),
      ...(await measureAgainst(
        BARE_NODE,
        [
          {
            what: '`why-switched LOG` of 1 MB against `node -e 0`',
            limit: COMMAND_LIMIT,
            args: [RUN_JS, 'why-switched', small],
          },
        ],
        runs,
      )),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function why(file: string, ...flags: readonly string[]): Promise<Taken> {
  return take(process.execPath, ['-r', RSS, RUN_JS, 'why-switched', file, ...flags]);
}

/** Every event is replayed, so the run time is not that of reading: there is a goal for memory only. */
async function measureRecorder(file: string, runs: number): Promise<Row[]> {
  const taken: Taken[] = [];
  for (let run = 0; run < runs; run += 1) taken.push(await why(file, '--all', '--what-if', 'Switchover TS Timeout=20'));
  return [memoryRow('`why-switched --all --what-if … RECORDER` of 200 MB, memory', taken)];
}

async function measureLarge(file: string, runs: number): Promise<Row[]> {
  const [last, all, grep]: [Taken[], Taken[], Taken[]] = [[], [], []];
  // Warms up the disk cache, so that no run pays for the others.
  await take('grep', ['-cE', MARKERS.join('|'), file]);
  for (let run = 0; run < runs; run += 1) {
    grep.push(await take('grep', ['-cE', MARKERS.join('|'), file]));
    all.push(await why(file, '--all'));
    last.push(await why(file));
  }
  const unit = median(grep.map(({ ms }) => ms));
  const times = all.map(({ ms }) => ms / unit);
  return [
    millisecondsRow(
      '`why-switched LOG` of 1 GiB, switch at 93 %',
      1500,
      last.map(({ ms }) => ms),
    ),
    {
      what: '`why-switched --all LOG` of 1 GiB against `grep -cE MARKERS`',
      goal: 'at most 3 times',
      limit: 3,
      reached: median(times),
      unit: 'times',
      least: Math.min(...times),
      greatest: Math.max(...times),
    },
    memoryRow('`why-switched LOG` of 1 GiB, memory', last),
    memoryRow('`why-switched --all LOG` of 1 GiB, memory', all),
  ];
}

function memoryRow(what: string, taken: readonly Taken[]): Row {
  const figures = taken.map(({ megabytes }) => megabytes);
  const [least, greatest] = [Math.min(...figures), Math.max(...figures)];
  return {
    what,
    goal: `at most ${MOST_MEMORY} MB`,
    limit: MOST_MEMORY,
    reached: median(figures),
    unit: 'MB',
    least,
    greatest,
  };
}

interface Taken {
  readonly ms: number;
  /** Its peak memory; 0 if not reported. */
  readonly megabytes: number;
}

/** Makes a Node program report its peak memory at exit. */
const RSS = join(import.meta.dirname, 'say-memory.cjs');

async function take(program: string, args: readonly string[]): Promise<Taken> {
  const started = performance.now();
  // To a pipe: grep would stop at its first match if its output were discarded.
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
  child.stdout?.resume();
  let said = '';
  child.stdio[3]?.on('data', (text) => {
    said += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} exited with ${code}`);
  return { ms: performance.now() - started, megabytes: Number(said) / 1024 };
}
