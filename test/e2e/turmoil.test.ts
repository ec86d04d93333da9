import { randomUUID } from 'node:crypto';
import { request } from 'node:https';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { Letter } from '../../src/core/letter.ts';
import { LETTERS, otherLetter } from '../../src/core/letter.ts';
import type { PairStatus } from '../../src/core/results/status.ts';
import { whySwitched } from '../../src/operations/explain/why-switched.ts';
import type { PairProcess } from '../support/pair-process.ts';
import { pairProcess } from '../support/pair-process.ts';

/** What `/primary` answers; 0 where nothing does. */
function asksPrimary(pair: PairProcess, letter: Letter): Promise<number> {
  const { host, port } = pair.pair.pairFile.servers[letter];
  return new Promise((resolve) => {
    const asked = request({ host, port, path: '/primary', rejectUnauthorized: false, agent: false }, (answer) => {
      resolve(answer.resume().statusCode ?? 0);
    });
    asked.on('error', () => resolve(0)).end();
  });
}

/** Counts the moments at which both servers said that they serve, until the test ends. */
function watchForTwo(pair: PairProcess): () => number {
  let watching = true;
  let twice = 0;
  void (async () => {
    while (watching) {
      const codes = await Promise.all(LETTERS.map((letter) => asksPrimary(pair, letter)));
      if (codes.every((code) => code === 200)) twice += 1;
      await sleep(5);
    }
  })();
  onTestFinished(() => {
    watching = false;
  });
  return () => twice;
}

/** After more than three takeovers the pair switches by hand only, until an operator says otherwise. */
async function settled(pair: PairProcess, what: string): Promise<PairStatus> {
  const isManual = (status: PairStatus): boolean => status.warnings.some(({ code }) => code === 'takeover-limit');
  const says = `protected again after: ${what}`;
  const after = await pair.until((status) => status.protection === 'protected' || isManual(status), says);
  if (!isManual(after)) return after;
  await pair.until((status) => status.servers.every(({ reachable }) => reachable), 'both servers can be told');
  expect((await pair.command('mode', 'automatic')).code).toBe(0);
  return pair.until((status) => status.protection === 'protected' && !isManual(status), says);
}

test('through kills, stops and switches one server serves at a time, under terms that only rise', {
  timeout: 60_000,
}, async () => {
  const pair = await pairProcess({ reconnectTimeoutS: 0 });
  const children = { A: pair.start('A'), B: pair.start('B') };
  await pair.isProtected();
  const twice = watchForTwo(pair);
  const restart = (letter: Letter): void => {
    children[letter] = pair.start(letter);
  };
  const serves = (letter: Letter): Promise<unknown> =>
    pair.until(
      (status) => status.servers.some((row) => row.letter === letter && row.serving === true),
      `${letter} serves`,
    );
  const trouble: Readonly<Record<string, (active: Letter, term: number) => Promise<void>>> = {
    'the active one is killed': async (active) => {
      await pair.kill(active);
      await serves(otherLetter(active));
      restart(active);
    },
    'the active one is killed and at once started again': async (active) => {
      await pair.kill(active);
      restart(active);
    },
    'the backup is killed': async (active) => {
      await pair.kill(otherLetter(active));
      restart(otherLetter(active));
    },
    'a switch is asked for, and the new side is killed in it': async (active, expectedTerm) => {
      const request = { id: randomUUID(), expectedTerm, immediate: false, reason: null };
      await pair.pair.requestSwitch(otherLetter(active), request);
      await pair.kill(otherLetter(active));
      restart(otherLetter(active));
    },
    'a switch is asked for, and the old side is killed in it': async (active, expectedTerm) => {
      const request = { id: randomUUID(), expectedTerm, immediate: false, reason: null };
      await pair.pair.requestSwitch(otherLetter(active), request);
      await pair.kill(active);
      restart(active);
    },
    'the active one gets SIGTERM': async (active) => {
      children[active].kill('SIGTERM');
      await pair.ended(children[active]);
      await serves(otherLetter(active));
      restart(active);
    },
    'both are killed': async () => {
      await Promise.all(LETTERS.map((letter) => pair.kill(letter)));
      for (const letter of LETTERS) restart(letter);
    },
  };
  let last = 1;
  for (const [what, happens] of [...Object.entries(trouble), ...Object.entries(trouble).reverse()]) {
    const before = await pair.until((status) => status.protection === 'protected', 'the pair is protected');
    const active = before.servers.find((row) => row.serving === true)!;
    await happens(active.letter, active.term!);
    const after = await settled(pair, what);
    const { term } = after.servers.find((row) => row.serving === true)!;
    expect(term, what).toBeGreaterThanOrEqual(last);
    last = term!;
  }
  expect(twice()).toBe(0);

  // Every event of all that is on record, through kills in the middle of a line, and is decided again as it was.
  for (const letter of LETTERS) {
    const { recordings } = await whySwitched([dirname(pair.logOf(letter))], { all: true });
    const [recorder] = recordings;
    expect(recorder, letter).toMatchObject({ parts: null, sameTable: true, passed: 0, unplaced: 0 });
    expect(recorder?.events, letter).toBeGreaterThan(100);
    expect(recorder?.alike, letter).toBe(recorder?.events);
  }
});
