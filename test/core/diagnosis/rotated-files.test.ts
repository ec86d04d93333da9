import { describe, expect, it } from 'vitest';
import { isOlderRotatedFile, joinRotatedFiles } from '../../../src/core/diagnosis/rotated-files.ts';

function joined(...paths: readonly string[]): readonly (readonly string[])[] {
  const files = paths.map((path) => ({ path, parts: path.split('/') }));
  return joinRotatedFiles(files).map((pieces) => pieces.map(({ path }) => path));
}

describe('files that are pieces of one log', () => {
  it('are joined by number, the highest first', () => {
    expect(joined('a/s.log', 'a/s.log.1', 'a/s.log.10', 'a/s.log.2.gz', 'b/s.log')).toEqual([
      ['a/s.log.10', 'a/s.log.2.gz', 'a/s.log.1', 'a/s.log'],
      ['b/s.log'],
    ]);
  });

  it('are joined by the day of their folder or in their name', () => {
    expect(joined('l/2026-11-24/s.log', 'l/2026-11-23/s.log', 'l/2026-11-23/n.log')).toEqual([
      ['l/2026-11-23/s.log', 'l/2026-11-24/s.log'],
      ['l/2026-11-23/n.log'],
    ]);
    expect(joined('l/s-2026-11-24.log', 'l/s-2026-11-23.log.gz', 'l/n-2026-11-23.log')).toEqual([
      ['l/s-2026-11-23.log.gz', 'l/s-2026-11-24.log'],
      ['l/n-2026-11-23.log'],
    ]);
    expect(joined('l/2026/11/24/s.log', 'l/2026/11/23/s.log')).toEqual([['l/2026/11/23/s.log', 'l/2026/11/24/s.log']]);
  });

  it('are not joined across two servers', () => {
    expect(joined('a/2026-11-23/s.log', 'b/2026-11-23/s.log')).toHaveLength(2);
  });

  it('are read once if the same one exists compressed and uncompressed', () => {
    expect(joined('s.log.1', 's.log.1.gz', 's.log')).toEqual([['s.log.1', 's.log']]);
  });

  it('are named after the newest', () => {
    expect(['s.log.1', 's.log.12.gz'].filter((name) => isOlderRotatedFile(name, 's.log'))).toHaveLength(2);
    expect(
      ['s.log', 's.log.old', 't.log.1', 's.log.1.bak'].filter((name) => isOlderRotatedFile(name, 's.log')),
    ).toEqual([]);
  });
});
