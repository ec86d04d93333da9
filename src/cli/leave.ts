import { isLookingUp } from '../host/lookups-under-way.ts';

/**
 * Ends the process. Node waits for a lookup of a name until the name server answers, which a silent one never does;
 * such a process is replaced by another that ends at once with the same exit code.
 */
export function leave(): never {
  const code = Number(process.exitCode ?? 0);
  if (isLookingUp() && process.platform !== 'win32') process.execve?.('/bin/sh', ['sh', '-c', `exit ${code}`]);
  process.exit();
}

/** At the end of a command: what it started and nobody waits for any longer does not hold it up. */
export function leaveIfHeldUp(): void {
  if (!isLookingUp()) return;
  process.stdout.write('', () => process.stderr.write('', leave));
}
