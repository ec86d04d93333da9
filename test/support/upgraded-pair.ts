/** A real pair whose servers are upgraded and go back, with what their configuration trees hold. */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Letter } from '../../src/core/letter.ts';
import { otherLetter } from '../../src/core/letter.ts';
import { folded } from '../../src/core/tree-path.ts';
import type { RunningServer } from '../../src/server/server.ts';
import { type RealPair, realPair, startBoth, stopServer, until } from './real-pair.ts';

export type Attributes = Readonly<Record<string, readonly string[]>>;

export interface UpgradedPair {
  readonly pair: RealPair;
  readonly servers: Readonly<Record<Letter, RunningServer>>;
  /** Sets an entry on the active server, and waits until a backup that runs has processed it; null removes it. */
  readonly set: (path: string, attributes: Attributes | null, ofClass?: string) => Promise<void>;
  readonly setParameters: (values: Readonly<Record<string, string>>) => Promise<void>;
  /** The value in force on a server. */
  readonly parameter: (letter: Letter, name: string) => Promise<unknown>;
  /** What one server holds there; null: nothing. */
  readonly get: (letter: Letter, path: string) => Promise<Attributes | null>;
  readonly stop: (letter: Letter) => Promise<void>;
  /** Restarts the active server, which stays active, while its backup waits. */
  readonly restartActive: (placeOfBackup: string) => Promise<void>;
  /** Starts a stopped server with a release, as the backup. */
  readonly startBackup: (letter: Letter, release: string, place: string) => Promise<void>;
  /** A manual switch to a server, and the restart of the other one, as the backup. */
  readonly switchTo: (letter: Letter, placeOfOther: string) => Promise<void>;
  /** Waits until the backup has processed everything. */
  readonly processed: () => Promise<void>;
  /** What the active server says that a switch would lose, in order and without the letter case, which removals lack. */
  readonly wouldLose: () => Promise<readonly string[]>;
  /** What a server has set aside, as such paths in order. */
  readonly aside: (letter: Letter) => Promise<readonly string[]>;
  readonly status: (letter: Letter) => ReturnType<RealPair['ask']>;
}

/** Both servers run release 1, A active. */
export async function upgradedPair(parameters: Readonly<Record<string, string>> = {}): Promise<UpgradedPair> {
  const lines = Object.entries(parameters).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}\n`);
  const pair = await realPair(lines.join(''));
  const releases = { A: '1', B: '1' };
  const writeReleases = (): void => {
    const text = readFileSync(pair.pairFile, 'utf8').replaceAll(/^ +release: .*\n/gm, '');
    const withReleases = text.replaceAll(/^( +)name: (alpha|beta)\n/gm, (line, indent, name) => {
      return `${line}${indent}release: ${JSON.stringify(releases[name === 'alpha' ? 'A' : 'B'])}\n`;
    });
    writeFileSync(pair.pairFile, withReleases);
  };
  writeReleases();
  const servers: Record<Letter, RunningServer> = { ...(await startBoth(pair)) };
  const active = (): Letter => (servers.A.state().place === 'primary.serving' ? 'A' : 'B');
  const status = (letter: Letter) => pair.ask(letter, 'GET', '/v1/status', { credential: 'viewer' });
  const stopped = new Set<Letter>();
  const processed = async (): Promise<void> => {
    if (stopped.size > 0) return;
    const items = async () => (await status(active())).json.behind.tree.items;
    await expect.poll(items, { timeout: 20_000 }).toBe(0);
  };
  const places = async (of: Readonly<Partial<Record<Letter, string>>>): Promise<void> => {
    for (const [letter, place] of Object.entries(of) as [Letter, string][]) {
      await until(() => servers[letter].state().place === place, `${letter} is ${place}`);
    }
    await processed();
  };
  const startBackup = async (letter: Letter, release: string, place: string): Promise<void> => {
    releases[letter] = release;
    writeReleases();
    servers[letter] = await pair.start(letter);
    stopped.delete(letter);
    await places({ [letter]: place });
  };
  const stop = async (letter: Letter): Promise<void> => {
    stopped.add(letter);
    await stopServer(servers[letter]);
  };
  return {
    pair,
    servers,
    set: async (path, attributes, ofClass) => {
      const edit =
        attributes === null
          ? { is: 'remove', path, recursive: false }
          : { is: 'set', path, class: ofClass ?? null, attributes };
      const body = { id: randomUUID(), reason: null, dryRun: false, edits: [edit], expected: [] };
      const { json } = await pair.ask(active(), 'POST', '/v1/ds', { credential: 'operator', body });
      expect(json).toMatchObject({ accepted: true });
      await processed();
    },
    setParameters: async (values) => {
      const wish = { is: 'set', values };
      const body = { id: randomUUID(), reason: null, dryRun: false, wish, expected: {}, after: null };
      const { json } = await pair.ask(active(), 'POST', '/v1/params', { credential: 'operator', body });
      expect(json).toMatchObject({ accepted: true });
      await processed();
    },
    parameter: async (letter, name) =>
      (await pair.ask(letter, 'GET', '/v1/params', { credential: 'viewer' })).json.values[name],
    get: async (letter, path) => {
      const asked = `/v1/ds/entry?path=${encodeURIComponent(path)}`;
      const answer = await pair.ask(letter, 'GET', asked, { credential: 'viewer' });
      return answer.status === 404 ? null : answer.json.attributes;
    },
    stop,
    restartActive: async (placeOfBackup) => {
      const letter = active();
      await stop(letter);
      servers[letter] = await pair.start(letter);
      stopped.delete(letter);
      await places({ [letter]: 'primary.serving', [otherLetter(letter)]: placeOfBackup });
    },
    startBackup,
    switchTo: async (letter, placeOfOther) => {
      const other = otherLetter(letter);
      const body = { id: randomUUID(), expectedTerm: null, immediate: false, reason: 'the test' };
      const term = (await status(other)).json.term;
      const asked = { credential: 'operator', body: { ...body, expectedTerm: term } } as const;
      const { json } = await pair.ask(letter, 'POST', '/v1/switch', asked);
      expect(json).toMatchObject({ accepted: true });
      await until(() => servers[letter].state().place === 'primary.serving', `${letter} is active`);
      await stop(other);
      await startBackup(other, releases[other], placeOfOther);
    },
    processed,
    wouldLose: async () => (await status(active())).json.wouldLose.map(folded).toSorted(),
    aside: async (letter) => {
      const list = await pair.ask(letter, 'GET', '/v1/set-aside', { credential: 'viewer' });
      const paths: string[] = [];
      for (const { id } of list.json.items) {
        const { json } = await pair.ask(letter, 'GET', `/v1/set-aside/${id}`, { credential: 'viewer' });
        paths.push(...json.items.map((item: { readonly path: string }) => item.path));
      }
      return paths.map(folded).toSorted();
    },
    status,
  };
}
