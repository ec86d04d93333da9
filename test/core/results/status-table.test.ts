/** Situations of a pair, and what `status` has to say of each: headline, `protection` and exit code. */
import { describe, expect, it } from 'vitest';
import { EXIT_CODES, SwitchoverError } from '../../../src/core/problem.ts';
import { exitCodeOf } from '../../../src/core/results/judgement.ts';
import { pairStatus } from '../../../src/core/results/pair-status.ts';
import type { Protection } from '../../../src/core/results/status.ts';
import { noServerAnswers } from '../../../src/operations/no-server.ts';
import { answers, CUT, DOWN, NO_ANSWER, REFUSED, silent, UP, warned } from '../../support/server-answers.ts';

type Answer = ReturnType<typeof answers>;
interface Situation {
  readonly name: string;
  readonly A: Answer;
  readonly B: Answer;
  readonly protection: Protection;
  readonly headline: string;
}

const PROTECTED = 'PROTECTED: the backup would take over';
const NO_BACKUP = 'UNPROTECTED: one server is active, and no backup would take over';
const MAY_BE_ACTIVE = 'UNKNOWN: a server that does not answer may be active';

const primary = answers('primary.serving');
const backup = answers('backup.watching');

const SITUATIONS: readonly Situation[] = [
  {
    name: 'A serves and B watches it over both connections',
    ...{ A: primary, B: backup, protection: 'protected', headline: PROTECTED },
  },
  {
    name: 'B serves and A watches it over both connections',
    ...{ A: backup, B: primary, protection: 'protected', headline: PROTECTED },
  },
  {
    name: 'the Commence hook of the active server failed, so its service may not run',
    A: answers('primary.serving', warned('commence-failed')),
    ...{ B: backup, protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'a warning that is not about the takeover leaves the pair protected',
    A: answers('primary.serving', warned('certificate-expires')),
    ...{ B: backup, protection: 'protected', headline: PROTECTED },
  },
  {
    name: 'the main connection of the backup is down',
    A: primary,
    B: answers('backup.watching', { connections: { main: DOWN, aux: UP } }),
    ...{ protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'the auxiliary connection of the backup is down',
    A: primary,
    B: answers('backup.watching', { connections: { main: UP, aux: DOWN } }),
    ...{ protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'B is stale beside an active A',
    ...{ A: primary, B: answers('inactive.stale'), protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'B starts beside an active A',
    ...{ A: primary, B: answers('init.asking'), protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'B becomes the backup and still runs its Discontinue hook',
    ...{ A: primary, B: answers('backup.discontinuing'), protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'B cannot verify its active companion',
    ...{ A: primary, B: answers('error.unverified'), protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'B stops in order beside an active A',
    ...{ A: primary, B: answers('stopping.discontinuing'), protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'both servers serve across a cut line, and both can be asked',
    A: answers('primary.serving', CUT),
    B: answers('primary.serving', { ...CUT, term: 4 }),
    ...{ protection: 'two-actives', headline: 'TWO ACTIVE SERVERS' },
  },
  {
    name: 'A serves and the process of B is gone',
    ...{ A: answers('primary.serving', CUT), B: REFUSED, protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'both servers are stale',
    A: answers('inactive.stale'),
    B: answers('inactive.stale'),
    ...{ protection: 'no-active', headline: 'NO ACTIVE SERVER' },
  },
  {
    name: 'A is stale and B cannot verify it',
    A: answers('inactive.stale'),
    B: answers('error.unverified'),
    ...{ protection: 'no-active', headline: 'NO ACTIVE SERVER' },
  },
  {
    name: 'B, stale, answers alone, and A gives no answer in time',
    ...{ A: NO_ANSWER, B: answers('inactive.stale', CUT), protection: 'unknown', headline: MAY_BE_ACTIVE },
  },
  {
    name: 'B, in error, answers alone, and what answers in place of A cannot be verified',
    A: silent('self-signed certificate', 'server-unverified'),
    ...{ B: answers('error.unverified', CUT), protection: 'unknown', headline: MAY_BE_ACTIVE },
  },
];

describe('status', () => {
  it.each(SITUATIONS)('$name', ({ A, B, protection, headline }) => {
    const status = pairStatus('demo', '2026-11-30T03:00:00.000Z', [A('A'), B('B')]);
    const { protection: said, headline: line } = status;
    expect({ protection: said, headline: line, exit: exitCodeOf(said) }).toEqual({
      protection,
      headline,
      exit: protection === 'protected' ? 0 : 1,
    });
  });

  it.each([
    { name: 'both processes are gone', A: REFUSED, B: REFUSED, says: 'no-server-reachable', exit: 3 },
    { name: 'both machines are silent', A: NO_ANSWER, B: NO_ANSWER, says: 'no-server-reachable', exit: 3 },
    {
      name: 'something else answers in place of A, and B is gone',
      A: silent('self-signed certificate', 'server-unverified'),
      ...{ B: REFUSED, says: 'server-unverified', exit: 3 },
    },
    {
      name: 'both refuse the credential',
      A: silent('the credential is unknown', 'no-credential'),
      B: silent('the credential is unknown', 'no-credential'),
      ...{ says: 'no-credential', exit: 4 },
    },
  ])('without an answer of either, since $name', ({ A, B, says, exit }) => {
    const faults = new Map([A('A'), B('B')].map(({ letter, fault }) => [letter, fault!]));
    const error = noServerAnswers({ path: 'pair.yaml', pairFile: { pair: 'demo' } }, faults);
    expect(error).toBeInstanceOf(SwitchoverError);
    expect([error.problem.code, EXIT_CODES[error.kind]]).toEqual([says, exit]);
  });
});
