import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPairFile } from '../../src/host/files/pair-file.ts';
import { type OwnRelease, readRelease } from '../../src/host/process/release.ts';
import { type RealPair, realPair, until } from '../support/real-pair.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What a server makes of a program with this text. */
async function releaseBy(text: string, limitMs?: number): Promise<OwnRelease> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'app'), `#!/bin/sh\n${text}\n`, { mode: 0o700 });
  const release = 'release: { command: [./app, --version] }';
  const servers = `  A: { name: alpha, address: 10.0.0.1, ${release} }\n  B: { name: beta, address: 10.0.0.2 }\n`;
  writeFileSync(join(folder, 'pair.yaml'), `pair: p\nservers:\n${servers}`, { mode: 0o600 });
  return readRelease(await readPairFile(join(folder, 'pair.yaml')), 'A', '0.1.0', limitMs);
}

test('the release is the first line that the program prints', async () => {
  const text = 'echo " 2021 R4 patch 7 "; echo built yesterday; echo oops >&2';
  expect(await releaseBy(text)).toEqual({ name: '2021 R4 patch 7', faults: [] });
  expect(await releaseBy('echo "$1 $SWITCHOVER_SERVER_NAME"')).toMatchObject({ name: '--version alpha' });
});

test.each([
  ['fails', 'echo 1.0; echo no licence >&2; exit 3', /\/app ended with exit code 3: 1\.0 \| no licence$/],
  ['prints nothing', 'true', /\/app printed nothing on the first line of its output$/],
  [
    'prints colours',
    'printf "\\033[1m2.0\\033[m\\n"',
    /\/app printed what is not a release: "\\u001b\[1m2\.0\\u001b\[m"$/,
  ],
  ['prints a page', 'printf "%0101d\\n" 7', /\/app printed what is not a release: "0{60}…"$/],
  ['is ended by a signal', 'kill -9 $$', /\/app was ended by SIGKILL$/],
  ['hangs', 'sleep 60', /\/app ran longer than 1 s$/],
])('the release is not known if the program %s', async (_, text, why) => {
  expect(await releaseBy(text, 1_000)).toEqual({
    name: 'unknown (A)',
    faults: [{ of: 'release command', code: 'release-unknown', why: expect.stringMatching(why) }],
  });
});

test('a program that is missing is reported as long as it is, beside the release that is not known', async () => {
  const pair = await pairOfPrograms();
  pair.prints('B', 'echo 1.0');
  await pair.start('A', { forceBackup: true });
  const warned = async (): Promise<string[]> => {
    const { json } = await pair.ask('A', 'GET', '/v1/status', { credential: 'viewer' });
    return (json as { warnings: { code: string; what: string }[] }).warnings
      .filter(({ code, what }) => what.includes('A.sh') || code === 'release-unknown')
      .map(({ what }) => what);
  };
  const missing = `${pair.dir}/A.sh does not exist`;
  const unknown = `the release of this server is not known, so no automatic takeover: ${pair.dir}/A.sh could not be run: ${missing}`;
  expect(await warned()).toEqual([`the release command cannot be run: ${missing}`, unknown]);
  pair.prints('A', 'echo 1.0');
  expect(await warned()).toEqual([unknown]);
});

/** A pair whose servers get their releases from the programs `A.sh` and `B.sh` in its folder. */
async function pairOfPrograms(): Promise<RealPair & { readonly prints: (letter: 'A' | 'B', text: string) => void }> {
  const pair = await realPair();
  const withReleases = readFileSync(pair.pairFile, 'utf8').replaceAll(
    /name: (alpha|beta)/g,
    (line, name) => `${line}\n    release: { command: ./${name === 'alpha' ? 'A' : 'B'}.sh }`,
  );
  writeFileSync(pair.pairFile, withReleases);
  const prints = (letter: 'A' | 'B', text: string): void =>
    writeFileSync(join(pair.dir, `${letter}.sh`), `#!/bin/sh\n${text}\n`, { mode: 0o700 });
  return { ...pair, prints };
}

test.skipIf(process.platform === 'win32')('a program that other users could change is told of', async () => {
  const pair = await pairOfPrograms();
  pair.prints('B', 'echo 1.0');
  pair.prints('A', 'echo 1.0');
  chmodSync(join(pair.dir, 'A.sh'), 0o722);
  await pair.start('A', { forceBackup: true });
  expect(pair.log('A')).toContain(
    `other users could change the release command, ${pair.dir}/A.sh: other users can write to it (mode 0722)`,
  );
});

test('the release is read again at each start of a server', async () => {
  const pair = await pairOfPrograms();
  pair.prints('A', 'echo 1.0');
  const first = await pair.start('A', { forceBackup: true });
  expect(first.state().self.release).toBe('1.0');
  first.requestStop('the test', false);
  await first.done;
  pair.prints('A', 'echo 1.1');
  expect((await pair.start('A', { forceBackup: true })).state().self.release).toBe('1.1');
});

test('a backup that does not know its release starts, and never takes over by itself', async () => {
  const pair = await pairOfPrograms();
  pair.prints('A', 'echo 1.0');
  pair.prints('B', 'echo no licence >&2; exit 1');
  const [A, B] = [await pair.start('A'), await pair.start('B')];
  await until(() => B.state().place === 'upgrade-lower.watching', 'B counts as a server of another release');
  const { json } = await pair.ask('B', 'GET', '/v1/status', { credential: 'viewer' });
  expect(json).toMatchObject({ state: 'upgrade-lower', release: null });
  expect(json.warnings).toContainEqual({
    code: 'release-unknown',
    what: `the release of this server is not known, so no automatic takeover: ${pair.dir}/B.sh ended with exit code 1: no licence`,
    do: 'correct the program, or "release" in the pair file, and restart this server',
  });
  expect(pair.log('B')).toContain('SwitchoverMain::Programs : the release of this server is not known');
  A.requestStop('the test', true);
  await A.done;
  await until(() => B.state().place === 'reconnecting.held', 'B does not take over');
});

test('two servers that do not know their releases do not count as equal', async () => {
  const pair = await pairOfPrograms();
  for (const letter of ['A', 'B'] as const) pair.prints(letter, 'exit 1');
  const A = await pair.start('A');
  const B = await pair.start('B');
  await until(() => A.state().place === 'primary.serving', 'A serves all the same');
  await until(() => B.state().place === 'upgrade-lower.watching', 'B waits for an operator');
});
