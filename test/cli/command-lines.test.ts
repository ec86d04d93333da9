/**
 * What command lines print, to which stream, and with which exit code: one transcript per file. Only what differs
 * between runs (times, ports, ids, folders) is replaced by a word. Rewrite with UPDATE=1, and review the diff.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PairStatus } from '../../src/core/results/status.ts';
import { readStatus } from '../../src/operations/pair/status.ts';
import { ROOT, switchover } from '../support/cli.ts';
import { type PairProcess, pairProcess } from '../support/pair-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { commandsOf, transcriptOf } from '../support/transcript.ts';

const FOLDER = join(ROOT, 'test', 'cli', 'command-lines');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.transcript'));
const UPDATE = process.env.UPDATE === '1';
/** The transcripts whose commands go to a running pair. */
const NEEDS_PAIR = 'pair-';

describe('command lines', () => {
  it.each(FILES)('print what %s shows', async (name) => {
    const path = join(FOLDER, name);
    const text = readFileSync(path, 'utf8');
    const surroundings = name.startsWith(NEEDS_PAIR) ? await withPair() : withoutPair();
    const run = await transcriptOf(text, surroundings);
    if (UPDATE) writeFileSync(path, run);
    else expect(run, 'rewrite with UPDATE=1, and read the difference').toBe(text);
  });

  it('are about a hundred, with every command among them', () => {
    const commands = FILES.flatMap((name) => commandsOf(readFileSync(join(FOLDER, name), 'utf8')));
    expect(commands.length).toBeGreaterThan(100);
    const words = commands.map((command) => ` ${command.join(' ')} `);
    const missing = commandNames().filter((name) => !words.some((line) => line.includes(` ${name} `)));
    expect(missing).toEqual([]);
  });
});

function commandNames(): string[] {
  const golden = readFileSync(join(ROOT, 'test', 'cli', 'commands.golden.txt'), 'utf8');
  return [...golden.matchAll(/^switchover ([a-z-]+(?: [a-z-]+)*)/gm)].map((match) => match[1]!);
}

/** A folder with sample files and no pair, isolated from the machine's own settings. */
function withoutPair() {
  const folder = temporaryFolder(onTestFinished);
  const samples = join(ROOT, 'test', 'core', 'diagnosis', 'samples');
  mkdirSync(join(folder, 'logs'));
  for (const log of readdirSync(samples)) copyFileSync(join(samples, log), join(folder, 'logs', log));
  const files = join(FOLDER, 'files');
  for (const file of readdirSync(files)) copyFileSync(join(files, file), join(folder, file));
  const env = { SWITCHOVER_PAIR: undefined, HOME: folder, XDG_CONFIG_HOME: folder };
  return {
    run: (words: readonly string[]) => switchover(words, { cwd: folder, env }),
    replaced: [[folder, 'FOLDER']] as const,
    varying: [],
  };
}

/** How long something took, and the width of its column. */
const DURATIONS = [
  [/\b\d+(?:\.\d+)? (?:ms|s|min)\b/g, 'DURATION'],
  // The first proof comes within a second of the first request.
  [/not yet shown to be equal/g, 'shown to be equal DURATION ago'],
  [/"provedAgeMs": null/g, '"provedAgeMs": N'],
  [/(?<=\S) {2,}/g, '  '],
] as const;

async function withPair() {
  const pair = await pairProcess({ reconnectTimeoutS: 30 });
  await pair.startBoth();
  await settled(pair);
  const [portA, portB] = [...readFileSync(pair.pairFile, 'utf8').matchAll(/address: .*:(\d+)$/gm)].map(
    ([, port]) => port,
  );
  const env = { SWITCHOVER_PAIR: pair.pairFile };
  return {
    run: async (words: readonly string[]) => {
      const ended = await switchover(words, { cwd: pair.folder, env });
      await settled(pair);
      return ended;
    },
    replaced: [
      [pair.folder, 'FOLDER'],
      [`:${portA}`, ':PORT-A'],
      [`:${portB}`, ':PORT-B'],
    ] as const,
    varying: DURATIONS,
  };
}

/** Waits until what a command started is over, so that the next one finds the same pair in every run. */
async function settled({ pair }: PairProcess): Promise<void> {
  for (;;) {
    const status = await readStatus(pair).catch(() => null);
    if (status === null || isSettled(status)) return;
    await sleep(50);
  }
}

const AT_REST = new Set(['serving', 'watching', 'stale']);

function isSettled({ servers, connections, checks }: PairStatus): boolean {
  const running = servers.filter(({ reachable }) => reachable);
  if (running.some(({ phase }) => phase === null || !AT_REST.has(phase))) return false;
  if (running.length < servers.length) return true;
  return connections.main === 'up' && connections.aux === 'up' && checks.every(({ result }) => result !== null);
}
