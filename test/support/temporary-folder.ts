import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** How a test says what is to be done at its end. One that runs beside others hands over its own. */
export type AtItsEnd = (undo: () => void | Promise<void>) => void;

/** A folder of the running test's own; it is gone when the test ends. */
export function temporaryFolder(atItsEnd: AtItsEnd = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'switchover-test-'));
  atItsEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
