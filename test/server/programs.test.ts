import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { realPair } from '../support/real-pair.ts';

test('a hook that cannot be run is reported at startup, and in status until it is fixed', async () => {
  const pair = await realPair('hooks:\n  commence: ./gone\n  discontinue: /bin/true\n  fence: [./asleep, --now]\n');
  const asleep = join(pair.dir, 'asleep');
  writeFileSync(asleep, '#!/bin/sh\n');
  chmodSync(asleep, 0o600);
  await pair.start('B', { forceBackup: true });
  const warned = async (): Promise<string[]> => {
    const { json } = await pair.ask('B', 'GET', '/v1/status', { credential: 'viewer' });
    const { warnings } = json as { warnings: { code: string; what: string }[] };
    return warnings.filter(({ code }) => code === 'program-not-runnable').map(({ what }) => what);
  };
  expect(await warned()).toEqual([
    `the Commence hook cannot be run: ${pair.dir}/gone does not exist`,
    `the fence hook cannot be run: ${asleep} is not executable for this user`,
  ]);
  expect(
    pair.log('B').match(/\[Warning\] SwitchoverMain::Programs : the (Commence|fence) hook cannot be run/g),
  ).toHaveLength(2);
  chmodSync(asleep, 0o700);
  expect(await warned()).toHaveLength(1);
});

test.skipIf(process.platform === 'win32')(
  'a hook that others could change is told of, by its file or its folder',
  async () => {
    const pair = await realPair('hooks:\n  commence: ./open\n  discontinue: /bin/true\n  fence: hooks/fence\n');
    const [open, folder] = [join(pair.dir, 'open'), join(pair.dir, 'hooks')];
    mkdirSync(folder);
    for (const file of [open, join(folder, 'fence')]) writeFileSync(file, '#!/bin/sh\n', { mode: 0o700 });
    chmodSync(open, 0o722);
    chmodSync(folder, 0o777);
    await pair.start('B', { forceBackup: true });
    const warned = async (): Promise<string[]> => {
      const { json } = await pair.ask('B', 'GET', '/v1/status', { credential: 'viewer' });
      const { warnings } = json as { warnings: { code: string; what: string }[] };
      return warnings.filter(({ code }) => code === 'program-writable').map(({ what }) => what);
    };
    expect(await warned()).toEqual([
      `other users could change the Commence hook, ${open}: other users can write to it (mode 0722)`,
      `other users could change the fence hook, ${folder}: other users can write to it (mode 0777)`,
    ]);
    expect(pair.log('B').match(/\[Warning\] SwitchoverMain::Programs : other users could change the/g)).toHaveLength(2);
    // In a sticky folder only owners can remove files, so nobody else can replace one.
    chmodSync(folder, 0o1777);
    chmodSync(open, 0o755);
    expect(await warned()).toEqual([]);
  },
);
