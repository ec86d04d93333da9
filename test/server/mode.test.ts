/** The mode with which a server starts, by what it kept and its flag. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { NEVER_RAN } from '../../src/core/engine/state.ts';
import { initialState } from '../../src/core/engine/step.ts';
import { keepModeIn, modeAtStart, withMode } from '../../src/server/mode.ts';
import { selfOf } from '../support/engine-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const NOW = '2026-03-04T05:06:07.000Z';
const AUTOMATIC = { mode: 'automatic', reason: null, by: null, forMs: null, fault: null };
const BY_ANN = { reason: 'patches', by: 'ann' };

function atStart(kept: object | string | null, manualSwitchOnly = false) {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(NOW) });
  onTestFinished(() => void vi.useRealTimers());
  const folder = temporaryFolder();
  if (kept !== null) writeFileSync(join(folder, 'mode.json'), typeof kept === 'string' ? kept : JSON.stringify(kept));
  return modeAtStart(folder, manualSwitchOnly);
}

describe('a server starts', () => {
  it.each([
    ['in automatic mode if it kept none', null, AUTOMATIC],
    ['in automatic mode, whoever set it', { mode: 'automatic', until: null, ...BY_ANN }, AUTOMATIC],
    [
      'in the manual mode that it kept',
      { mode: 'manual', until: null, ...BY_ANN },
      { mode: 'manual', ...BY_ANN, forMs: null, fault: null },
    ],
    [
      'in manual mode for the time that is left of it',
      { mode: 'manual', until: '2026-03-04T05:06:07.001Z', ...BY_ANN },
      { mode: 'manual', ...BY_ANN, forMs: 1, fault: null },
    ],
    ['in automatic mode if it ends now', { mode: 'manual', until: NOW, ...BY_ANN }, AUTOMATIC],
  ])('%s', (_, kept, expected) => {
    expect(atStart(kept)).toEqual(expected);
  });

  it('in manual mode by its flag, whatever it kept', () => {
    const kept = { mode: 'manual', until: NOW, ...BY_ANN };
    expect(atStart(kept, true)).toEqual({ ...AUTOMATIC, mode: 'manual', reason: 'started with --manual-switch-only' });
  });

  it('in automatic mode if what it kept cannot be read, and says so in one line', () => {
    const { fault, ...mode } = atStart('{\n');
    expect(mode).toEqual({ mode: 'automatic', reason: null, by: null, forMs: null });
    expect(fault).toMatch(/^cannot read the stored mode, continuing in automatic mode: .+$/);
  });
});

it('a mode that ends is timed from the start of the server', () => {
  const first = { ...initialState(selfOf('B'), NEVER_RAN, 'manual', 5_000), timers: { reconnect: 9_000 } };
  const mode = { mode: 'manual', ...BY_ANN, fault: null } as const;
  expect(withMode(first, { ...mode, forMs: 60_000 })).toMatchObject({
    ...{ modeReason: 'patches', modeBy: 'ann' },
    timers: { reconnect: 9_000, mode: first.since + 60_000 },
  });
  expect(withMode(first, { ...mode, forMs: null }).timers).toEqual({ reconnect: 9_000 });
});

it('a mode that cannot be stored is logged', async () => {
  const lines: string[] = [];
  const file = join(temporaryFolder(), 'in the way');
  writeFileSync(file, '');
  await keepModeIn(file, { type: 'keep-mode', mode: 'manual', forMs: 60_000, ...BY_ANN }, ({ level, text }) =>
    lines.push(`${level} ${text}`),
  );
  expect(lines).toEqual([
    expect.stringMatching(
      /^error SwitchoverMain::Mode : cannot store the mode, it will be lost at a restart: .*ENOTDIR/,
    ),
  ]);
});
