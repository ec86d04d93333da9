import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepMode, readKeptMode } from '../../../src/host/files/mode-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('the mode that is kept', () => {
  it('is the last one, in a file closed to other users, with nothing else left in the folder', async () => {
    const folder = temporaryFolder();
    expect(readKeptMode(folder)).toBe(null);
    await keepMode(folder, { mode: 'manual', until: '2026-07-01T10:00:00.000Z', reason: 'a test', by: 'ann' });
    await keepMode(folder, { mode: 'automatic', until: null, reason: null, by: null });
    expect(readKeptMode(folder)).toEqual({ mode: 'automatic', until: null, reason: null, by: null });
    expect(statSync(join(folder, 'mode.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['mode.json']);
  });

  it('is refused where it cannot be understood', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'mode.json'), '{"mode":"half');
    expect(() => readKeptMode(folder)).toThrow();
  });
});
