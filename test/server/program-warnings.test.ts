/** What a server says of the programs in its pair file. */
import { expect, test } from 'vitest';
import type { ProgramFault } from '../../src/server/programs.ts';
import { programLine, programWarning } from '../../src/server/programs.ts';

test.each<[code: ProgramFault['code'], what: string, next: string]>([
  [
    'program-not-runnable',
    'the fence hook cannot be run: WHY',
    'install it and make it executable, or correct the pair file and restart this server',
  ],
  [
    'program-writable',
    'other users could change the fence hook, WHY',
    'check it, then make it and its folder writable only by the owner',
  ],
  [
    'release-unknown',
    'the release of this server is not known, so no automatic takeover: WHY',
    'correct the program, or "release" in the pair file, and restart this server',
  ],
])('%s: %s', (code, what, next) => {
  const fault = { of: 'fence hook', code, why: 'WHY' };
  expect(programWarning(fault)).toEqual({ code, what, do: next });
  const text = `SwitchoverMain::Programs : ${what}`;
  expect(programLine(fault)).toEqual({ topic: 'SwitchoverMain', level: 'warning', text });
});
