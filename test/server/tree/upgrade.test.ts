import { describe, expect, it } from 'vitest';
import type { Letter } from '../../../src/core/letter.ts';
import { folded } from '../../../src/core/tree-path.ts';
import { type UpgradedPair, upgradedPair } from '../../support/upgraded-pair.ts';

/** Paths in the order in which answers are compared. */
const PATHS = {
  handler: `\${CONFIG}\\Handlers\\Main`,
  phone: `\${CONFIG}\\Phones\\1`,
  sales: `\${CONFIG}\\Sales\\North`,
  skill: `\${CONFIG}\\Skills\\French`,
  station: `\${CONFIG}\\Stations\\1`,
  special: `\${CONFIG}\\Users\\Guests\\Ann`,
  user: `\${CONFIG}\\Users\\Joe`,
  installation: `\${SERVER}\\Installation\\Version`,
  workstation: `\${SERVER}\\Workstations\\1`,
} as const;
type Kind = keyof typeof PATHS;

/** Opted out of Upgrade Higher, opted into Upgrade Lower, and an attribute that is not replicated there. */
const LISTS = {
  'Switchover Upgrade Higher DS Exclusions': `\${CONFIG}\\Sales;\${CONFIG}\\Users\\Guests`,
  'Custom Upgrade Synchronization Directories': `\${CONFIG}\\Skills`,
  'Custom Upgrade Attribute Exceptions': 'User(Extension)',
};

const TRIES = 'Switchover TS Failure Retry Delay';

/** One entry of each kind, all with one text. */
async function setAll(upgraded: UpgradedPair, value: string): Promise<void> {
  for (const [kind, path] of Object.entries(PATHS)) {
    const extension = kind === 'user' ? { Extension: [value] } : {};
    await upgraded.set(path, { Is: [value], ...extension }, kind === 'user' ? 'User' : 'Entry');
  }
}

/** The texts of the entries on a server. */
async function texts(upgraded: UpgradedPair, letter: Letter): Promise<Record<string, string | null>> {
  const found: Record<string, string | null> = {};
  for (const [kind, path] of Object.entries(PATHS)) {
    const { Is, Extension } = (await upgraded.get(letter, path)) ?? {};
    found[kind] = Is?.[0] ?? null;
    if (kind === 'user') found.extension = Extension?.[0] ?? null;
  }
  return found;
}

function pathsOf(...kinds: readonly Kind[]): string[] {
  return namesOf(...kinds.map((kind) => PATHS[kind]));
}

/** Without their letter case, in order. */
function namesOf(...paths: readonly string[]): string[] {
  return paths.map(folded).toSorted();
}

const ALL = (value: string) => ({
  ...Object.fromEntries(Object.keys(PATHS).map((kind) => [kind, value])),
  extension: value,
});

const NOT_IN_HIGHER = pathsOf('handler', 'phone', 'installation', 'sales', 'special');
const NOT_IN_LOWER = pathsOf('handler', 'phone', 'installation', 'sales', 'station');

describe('the example of data loss during a manual switchover while in Upgrade state', () => {
  it('goes as the reference says, step by step, and back to the old release', { timeout: 120_000 }, async () => {
    const upgraded = await upgradedPair(LISTS);
    const { servers } = upgraded;

    // Step 1: both servers run the same release.
    await setAll(upgraded, 'step 1');
    expect([await texts(upgraded, 'A'), await texts(upgraded, 'B')]).toEqual([ALL('step 1'), ALL('step 1')]);

    // Step 2: the new release is applied to B, which enters Upgrade Higher.
    await upgraded.stop('B');
    await upgraded.startBackup('B', '2', 'upgrade-higher.watching');
    expect(await upgraded.wouldLose()).toEqual([]);

    // Step 3: configuration is changed. It is replicated unless it is opted out. Handlers are not replicated.
    await setAll(upgraded, 'step 3');
    await upgraded.setParameters({ [TRIES]: '7' });
    const kept = { handler: 'step 1', phone: 'step 1', installation: 'step 1', sales: 'step 1', special: 'step 1' };
    const higher = { ...ALL('step 3'), ...kept };
    expect(await texts(upgraded, 'A')).toEqual(ALL('step 3'));
    expect(await texts(upgraded, 'B')).toEqual(higher);
    expect((await upgraded.status('A')).json.tree.omitted).toBe(NOT_IN_HIGHER.length);
    expect(await upgraded.wouldLose()).toEqual(NOT_IN_HIGHER);
    expect(await upgraded.parameter('B', TRIES)).toBe(7);

    // Step 4: a manual switch. B is active; A is restarted and enters Upgrade Lower.
    await upgraded.switchTo('B', 'upgrade-lower.watching');
    expect(await texts(upgraded, 'B')).toEqual(higher);
    // What is replicated now is as on B. The rest is as A had it.
    expect(await texts(upgraded, 'A')).toEqual({ ...ALL('step 3'), special: 'step 1' });
    expect(await upgraded.aside('A')).toEqual(pathsOf('special'));

    // Step 5: configuration is changed. Only what is opted in is replicated. Handlers are not.
    await setAll(upgraded, 'step 5');
    await upgraded.setParameters({ [TRIES]: '8' });
    const rest = { handler: 'step 3', phone: 'step 3', installation: 'step 3', sales: 'step 3', station: 'step 3' };
    const lower = { ...ALL('step 5'), ...rest, extension: 'step 3' };
    expect(await texts(upgraded, 'B')).toEqual(ALL('step 5'));
    expect(await texts(upgraded, 'A')).toEqual(lower);
    expect((await upgraded.status('B')).json.tree.omitted).toBe(NOT_IN_LOWER.length);
    const lost = [...NOT_IN_LOWER, ...pathsOf('user')].toSorted();
    expect(await upgraded.wouldLose()).toEqual(lost);
    expect(await upgraded.parameter('A', TRIES)).toBe(8);

    // Step 6: a manual switch. A is active with the old release; B is restarted and enters Upgrade Higher. Changes that
    // were not opted in are lost: set aside where they are replaced.
    await upgraded.switchTo('A', 'upgrade-higher.watching');
    expect(await texts(upgraded, 'A')).toEqual(lower);
    const left = { handler: 'step 5', phone: 'step 5', installation: 'step 5', sales: 'step 5' };
    expect(await texts(upgraded, 'B')).toEqual({ ...lower, ...left });
    expect(await upgraded.aside('B')).toEqual(pathsOf('station', 'user'));
    expect(await upgraded.wouldLose()).toEqual(pathsOf('handler', 'phone', 'installation', 'sales'));

    // The old release is put back on B: everything is compared, and all that was predicted before step 6 is set aside.
    await upgraded.stop('B');
    await upgraded.startBackup('B', '1', 'backup.watching');
    await expect.poll(() => texts(upgraded, 'B')).toEqual(lower);
    expect(await texts(upgraded, 'A')).toEqual(lower);
    expect(await upgraded.aside('B')).toEqual(lost);
    expect(await upgraded.aside('A')).toEqual(pathsOf('special'));
    expect(await upgraded.wouldLose()).toEqual([]);
    expect(await upgraded.parameter('B', TRIES)).toBe(8);
    expect(servers.A.state().place).toBe('primary.serving');
  });
});

const [HIGHER, LOWER, BACKUP] = ['upgrade-higher.watching', 'upgrade-lower.watching', 'backup.watching'] as const;

/** B runs the new release, as the backup; both hold the same. */
async function upgradedToHigher(lists: Readonly<Record<string, string>> = LISTS): Promise<UpgradedPair> {
  const upgraded = await upgradedPair(lists);
  await setAll(upgraded, 'before');
  await upgraded.stop('B');
  await upgraded.startBackup('B', '2', HIGHER);
  return upgraded;
}

describe('in an Upgrade state', { timeout: 60_000 }, () => {
  it('the upgrade of both servers sets aside what was predicted, and nothing that the other server had', async () => {
    const upgraded = await upgradedToHigher();
    await setAll(upgraded, 'on A');
    await upgraded.set(PATHS.phone, null);
    const predicted = await upgraded.wouldLose();
    expect(predicted).toEqual(NOT_IN_HIGHER);
    await upgraded.switchTo('B', LOWER);
    await setAll(upgraded, 'on B');
    await upgraded.stop('A');
    await upgraded.set(PATHS.user, { Is: ['while A is upgraded'] });
    await upgraded.startBackup('A', '2', BACKUP);
    const all = { ...ALL('on B'), user: 'while A is upgraded' };
    await expect.poll(() => texts(upgraded, 'A')).toEqual(all);
    expect(await texts(upgraded, 'B')).toEqual(all);
    expect(await upgraded.aside('A')).toEqual(predicted);
    expect(await upgraded.aside('B')).toEqual([]);
  });

  it('what is predicted does not change when either server is restarted', async () => {
    const upgraded = await upgradedToHigher();
    await setAll(upgraded, 'on A');
    await upgraded.stop('B');
    await upgraded.set(PATHS.handler, { Is: ['while B is stopped'] });
    await upgraded.set(`${PATHS.phone}0`, { Is: ['while B is stopped'] });
    await upgraded.set(PATHS.user, { Is: ['while B is stopped'] });
    const predicted = [...NOT_IN_HIGHER, ...namesOf(`${PATHS.phone}0`)].toSorted();
    await upgraded.startBackup('B', '2', HIGHER);
    expect(await upgraded.wouldLose()).toEqual(predicted);
    await upgraded.restartActive(HIGHER);
    expect(await upgraded.wouldLose()).toEqual(predicted);
    await upgraded.set(PATHS.handler, { Is: ['again'] });
    expect(await upgraded.wouldLose()).toEqual(predicted);
    expect(await texts(upgraded, 'B')).toMatchObject({ user: 'while B is stopped', handler: 'before' });
    expect([await upgraded.aside('A'), await upgraded.aside('B')]).toEqual([[], []]);

    await upgraded.switchTo('B', LOWER);
    await upgraded.stop('A');
    await upgraded.startBackup('A', '2', BACKUP);
    await expect.poll(() => upgraded.aside('A')).toEqual(predicted);
  });

  it('an entry that is added to both sides, or removed, is where its side counts', async () => {
    const upgraded = await upgradedToHigher();
    const own = `\${CONFIG}\\Handlers\\Own`;
    await upgraded.set(own, { Is: ['on A'] });
    await upgraded.set(PATHS.handler, null);
    await upgraded.set(PATHS.skill, null);
    expect(await upgraded.wouldLose()).toEqual(namesOf(PATHS.handler, own));
    await upgraded.switchTo('B', LOWER);
    await upgraded.set(own, { Is: ['on B'] });
    expect(await upgraded.wouldLose()).toEqual(namesOf(own));
    expect([await upgraded.get('A', own), await upgraded.get('B', own)]).toEqual([{ Is: ['on A'] }, { Is: ['on B'] }]);
    await upgraded.switchTo('A', HIGHER);
    await upgraded.stop('B');
    await upgraded.startBackup('B', '1', BACKUP);
    await expect.poll(() => upgraded.get('B', own)).toEqual({ Is: ['on A'] });
    expect(await texts(upgraded, 'B')).toMatchObject({ handler: null, skill: null });
    expect(await upgraded.aside('B')).toEqual(namesOf(own));
    expect(await upgraded.aside('A')).toEqual([]);
  });

  it('other lists are in force when the backup is started again, and what they no longer leave out is copied', async () => {
    const upgraded = await upgradedToHigher();
    await setAll(upgraded, 'one');
    const name = 'Switchover Upgrade Higher DS Exclusions';
    await upgraded.setParameters({ [name]: `\${CONFIG}\\Sales;\${CONFIG}\\Stations` });
    await upgraded.restartActive(HIGHER);
    await setAll(upgraded, 'two');
    expect(await upgraded.wouldLose()).toEqual(NOT_IN_HIGHER);

    await upgraded.stop('B');
    await upgraded.startBackup('B', '2', HIGHER);
    await setAll(upgraded, 'three');
    const out = { handler: 'before', phone: 'before', installation: 'before', sales: 'before', station: 'two' };
    expect(await texts(upgraded, 'B')).toEqual({ ...ALL('three'), ...out });
    const predicted = pathsOf('handler', 'phone', 'installation', 'sales', 'station');
    expect(await upgraded.wouldLose()).toEqual(predicted);

    await upgraded.switchTo('B', LOWER);
    await upgraded.stop('A');
    await upgraded.startBackup('A', '2', BACKUP);
    await expect.poll(() => upgraded.aside('A')).toEqual(predicted);
  });

  it('what was replicated before it was excluded is not said to be lost', async () => {
    const upgraded = await upgradedToHigher({});
    await upgraded.set(PATHS.station, { Is: ['replicated'] });
    await upgraded.setParameters({ 'Switchover Upgrade Higher DS Exclusions': `\${CONFIG}\\Stations` });
    await upgraded.stop('B');
    await upgraded.startBackup('B', '2', HIGHER);
    expect(await upgraded.wouldLose()).toEqual([]);
    await upgraded.set(PATHS.station, { Is: ['not replicated'] });
    expect(await upgraded.wouldLose()).toEqual(pathsOf('station'));
  });

  it('acknowledged means processed: nothing is waiting, and what was left out is counted by itself', async () => {
    const upgraded = await upgradedToHigher();
    await upgraded.set(PATHS.handler, { Is: ['on A'] });
    await upgraded.set(PATHS.user, { Is: ['on A'] });
    const { json } = await upgraded.status('A');
    expect([json.behind.tree.items, json.tree.omitted]).toEqual([0, 1]);
    const asked = `/v1/ds/history?path=${encodeURIComponent(PATHS.handler)}`;
    const history = async (letter: Letter) =>
      (await upgraded.pair.ask(letter, 'GET', asked, { credential: 'viewer' })).json;
    expect([(await history('A')).changes.length, (await history('B')).changes.length]).toEqual([2, 1]);
    const latest = (await upgraded.pair.ask('B', 'GET', '/v1/ds/history', { credential: 'viewer' })).json.changes;
    expect(latest.slice(0, 2).map(({ omitted }: { omitted: number }) => omitted)).toEqual([0, 1]);
  });
});
