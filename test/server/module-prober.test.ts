/** The active server's probes of its module: one at a time, each change logged once, none while it does not serve. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ModuleEntry } from '../../src/core/config/pair-file/pair-file.ts';
import { createModuleProber } from '../../src/server/module/prober.ts';
import { until } from '../support/real-pair.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { turnsUntil } from '../support/turns.ts';

const NOT_ACTIVE = { kind: 'unknown', why: 'that server is not active' };

/** A module probed by a shell script in its own folder. */
async function proberOf(script: string | null) {
  const folder = temporaryFolder();
  const lines: string[] = [];
  const circumstances = { isServing: true };
  const command = ['/bin/sh', '-c', `${script}`];
  const module: ModuleEntry = { name: 'web', probe: { kind: 'exec', command }, check: null, startLimitMs: 0 };
  const prober = await createModuleProber({
    module: script === null ? null : module,
    name: () => 'web',
    surroundings: { folder, environment: {} },
    dataFolder: folder,
    isServing: () => circumstances.isServing,
    log: ({ level, text }) => lines.push(`${level} ${text.replace(/^.* : The /, '')}`),
  });
  onTestFinished(() => prober.close());
  const file = (name: string): string => join(folder, name);
  return { prober, lines, circumstances, write: (name: string) => writeFileSync(file(name), ''), file };
}

test('each change of what the module answers is logged once; what it cannot be asked is known until it can', async () => {
  const { prober, lines, write } = await proberOf('[ -e good ] || { echo broken; exit 1; }');
  const rejected = { kind: 'rejected', why: expect.stringContaining('broken') };
  expect([await prober.ask(5_000), await prober.ask(5_000)]).toEqual([rejected, rejected]);
  write('good');
  expect(await prober.ask(5_000)).toMatchObject({ kind: 'answered' });
  expect(lines).toEqual([
    expect.stringMatching(/^warning web module on this server reports a failure: .*broken/),
    'note web module on this server answers',
  ]);
  expect(prober.fault()).toBeNull();
});

test('a server that does not serve, or has no module, says so and probes nothing', async () => {
  const none = await proberOf(null);
  const why = 'no module is set in the pair file of that server';
  expect([await none.prober.ask(5_000), none.lines]).toEqual([{ kind: 'unknown', why }, []]);
  const { prober, lines, circumstances, file } = await proberOf('touch probed');
  circumstances.isServing = false;
  expect([await prober.ask(5_000), lines, existsSync(file('probed'))]).toEqual([NOT_ACTIVE, [], false]);
});

test('a module of a server that stops serving during the probe is not down', async () => {
  const { prober, lines, circumstances, write, file } = await proberOf(
    'touch begun; while [ ! -e go ]; do sleep 0.01; done; exit 1',
  );
  const answer = prober.ask(30_000);
  await until(() => existsSync(file('begun')), 'the probe runs');
  const waiting = prober.ask(30_000);
  circumstances.isServing = false;
  write('go');
  expect([await answer, await waiting, lines, prober.fault()]).toEqual([NOT_ACTIVE, NOT_ACTIVE, [], null]);
});

test('of the requests during a probe, the last one is answered by a probe of its own, if there is time for it', async () => {
  const { prober, lines, write, file } = await proberOf(
    'echo x >> count; touch begun; while [ ! -e go ]; do sleep 0.01; done',
  );
  const first = prober.ask(30_000);
  await until(() => existsSync(file('begun')), 'the probe runs');
  const second = prober.ask(30_000);
  const third = prober.ask(30_000);
  expect(await second).toEqual({ kind: 'unknown', why: 'superseded by another request' });
  const late = prober.ask(0);
  expect(await third).toEqual({ kind: 'unknown', why: 'superseded by another request' });
  write('go');
  expect(await first).toMatchObject({ kind: 'answered' });
  expect(await late).toEqual({ kind: 'silent' });
  expect(await prober.ask(30_000)).toMatchObject({ kind: 'answered' });
  expect(lines).toEqual(['note web module on this server answers']);
});

test('a module that does not answer within the limit is silent', async () => {
  const { prober, lines } = await proberOf('sleep 60');
  expect(await prober.ask(50)).toEqual({ kind: 'silent' });
  expect(lines).toEqual(['warning web module on this server does not answer in time']);
});

test('no probe takes longer than a minute, whatever the companion asks for', async () => {
  const { prober, file } = await proberOf('touch begun; sleep 600');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const heard: string[] = [];
  const answer = prober.ask(600_000).then(({ kind }) => heard.push(kind));
  await turnsUntil(() => existsSync(file('begun')), 'the probe runs');
  await vi.advanceTimersByTimeAsync(59_999);
  expect(heard).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  await answer;
  expect(heard).toEqual(['silent']);
});
