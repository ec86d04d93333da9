import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Registers what to do at the end of a test. A concurrent test passes its own. */
export type AtItsEnd = (undo: () => void | Promise<void>) => void;

/** A folder for the running test; it is removed when the test ends. */
export function temporaryFolder(atItsEnd: AtItsEnd = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'switchover-test-'));
  atItsEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
