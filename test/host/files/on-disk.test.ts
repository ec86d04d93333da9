import { execFileSync, spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const PLACER = join(import.meta.dirname, '..', '..', 'processes', 'file-placer.ts');

/** Whether the system calls of a process can be looked at here. */
const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

/** What is done with files in the folder, in order: `fsync NAME`, `place NAME`; the folder itself is `.`. */
function callsOf(kind: string): string[] {
  const folder = realpathSync(temporaryFolder());
  const trace = join(realpathSync(temporaryFolder()), 'trace');
  const calls = 'trace=fsync,fdatasync,rename,renameat,renameat2,link,linkat';
  execFileSync('strace', ['-f', '-y', '-s', '4096', '-e', calls, '-o', trace, process.execPath, PLACER, kind, folder]);
  const lines = execFileSync('cat', [trace], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, synced] = /f(?:data)?sync\(\d+<([^>]+)>/.exec(line) ?? [];
    const [, placed] = /(?:rename|link)\w*\(.*"([^"]+)"[^"]*$/.exec(line) ?? [];
    const path = synced ?? placed ?? '';
    if (path !== folder && !path.startsWith(`${folder}/`)) return [];
    const name = path === folder ? '.' : path.slice(folder.length + 1);
    return [`${synced === undefined ? 'place' : 'fsync'} ${/^\.switchover-.*\.new$/.test(name) ? 'NEW' : name}`];
  });
}

describe.runIf(canTrace)('a file that is put in its place', () => {
  it.each(['mode.json', 'role.state', 'why.html', 'new.yaml', 'old.yaml', 'upgrade.journal'])(
    'is on the disk first, and its name is afterwards: %s',
    (kind) => {
      const calls = callsOf(kind);
      const placed = calls.indexOf(`place ${kind}`);
      expect(calls.slice(0, placed)).toContainEqual(expect.stringMatching(/^fsync .*(?:NEW|\.new)$/));
      expect(calls.slice(placed)).toContain('fsync .');
    },
  );
});
