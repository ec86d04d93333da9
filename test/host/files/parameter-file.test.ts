import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadParameterFile } from '../../../src/host/files/parameter-file.ts';
import { caught } from '../../support/caught.ts';
import { run } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('a parameter file on disk', () => {
  it('is read completely, and problems show its path as given', async () => {
    const file = join(temporaryFolder(), 'p.yaml');
    writeFileSync(file, `Switchover Reconnect Timeout: 30\n# ${'x'.repeat(150_000)}\nnonsense: 1\n`);
    const { entries, problems } = await loadParameterFile(file);
    expect(entries.map(({ text }) => text)).toEqual(['30']);
    expect(problems.map(({ where }) => where)).toEqual([`${file}:3:1`]);
  });

  it('may be a pipe', async () => {
    const folder = temporaryFolder();
    const pipe = join(folder, 'pipe');
    await run('mkfifo', [pipe]);
    const writing = run('sh', ['-c', 'echo "Switchover Reconnect Timeout: 30" > "$0"', pipe]);
    expect((await loadParameterFile(pipe)).entries).toHaveLength(1);
    expect((await writing).code).toBe(0);
  });

  it('is rejected before it fills the memory if it never ends', async () => {
    expect((await loadParameterFile('/dev/zero')).problems.map(({ code }) => code)).toEqual(['file-too-large']);
  });

  it('is reported if it is missing, or a folder', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'below'));
    expect((await caught(loadParameterFile(join(folder, 'none')))).problem.code).toBe('file-missing');
    expect((await caught(loadParameterFile(join(folder, 'below')))).problem.code).toBe('file-is-folder');
  });
});
