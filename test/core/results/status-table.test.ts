/** Situations of a pair, and what `status` has to say of each: headline, `protection` and exit code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES, SwitchoverError } from '../../../src/core/problem.ts';
import { exitCodeOf } from '../../../src/core/results/assessment.ts';
import { pairStatus } from '../../../src/core/results/pair-status.ts';
import type { Protection } from '../../../src/core/results/status.ts';
import { noServerAnswers } from '../../../src/operations/pair/no-server.ts';
import { ROOT } from '../../support/cli.ts';
import { answers, CUT, DOWN, NO_ANSWER, REFUSED, silent, UP, warned } from '../../support/server-answers.ts';

const GOLDEN = join(ROOT, 'test', 'core', 'results', 'status.golden.txt');

type Answer = ReturnType<typeof answers>;
interface Situation {
  readonly name: string;
  readonly A: Answer;
  readonly B: Answer;
  readonly protection: Protection;
  readonly headline: string;
  /** Null where it is not given. */
  readonly activity?: 'switching' | 'taking-over';
  /** Commands that have to stand in the next steps. */
  readonly next?: readonly string[];
  /** Reasons that have to be given. */
  readonly why?: readonly string[];
}

const PROTECTED = 'PROTECTED: the backup would take over';
const NO_BACKUP = 'UNPROTECTED: one server is active, and no backup would take over';
const MAYBE_TWO = 'UNPROTECTED: one server is active, and the other may be active too';
const MAY_BE_ACTIVE = 'UNKNOWN: a server that does not answer may be active';

const primary = answers('primary.serving');
const backup = answers('backup.watching');

const SITUATIONS: readonly Situation[] = [
  {
    name: 'A is active and B watches it over both connections',
    ...{ A: primary, B: backup, protection: 'protected', headline: PROTECTED },
  },
  {
    name: 'B is active and A watches it over both connections',
    ...{ A: backup, B: primary, protection: 'protected', headline: PROTECTED },
  },
  {
    name: 'the Commence hook of the active server failed, so its service may not be running',
    A: answers('primary.serving', warned('commence-failed')),
    ...{ B: backup, protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'a warning that does not affect takeover leaves the pair protected',
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
    name: 'the backup is connecting, and no attempt has failed yet',
    A: primary,
    B: answers('backup.watching', { connections: { main: UP, aux: { status: 'dialing', failure: null } } }),
    ...{ protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'the auxiliary connection of the backup is down',
    A: primary,
    B: answers('backup.watching', { connections: { main: UP, aux: DOWN } }),
    ...{ protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'B is stale while A is active',
    ...{ A: primary, B: answers('inactive.stale'), protection: 'unprotected', headline: NO_BACKUP },
    next: ['switchover rejoin --server B'],
  },
  {
    name: 'B starts while A is active',
    ...{ A: primary, B: answers('init.asking'), protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'B is becoming the backup and still running its Discontinue hook',
    ...{ A: primary, B: answers('backup.discontinuing'), protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'B cannot verify its active companion',
    ...{ A: primary, B: answers('error.unverified'), protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'B shuts down cleanly while A is active',
    ...{ A: primary, B: answers('stopping.discontinuing'), protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'both servers are active across a cut line, and both can be queried',
    A: answers('primary.serving', CUT),
    B: answers('primary.serving', { ...CUT, term: 4 }),
    ...{ protection: 'two-actives', headline: 'TWO ACTIVE SERVERS' },
    next: ['switchover node stop --server A'],
  },
  {
    name: 'A is active and the process of B is gone',
    ...{ A: answers('primary.serving', CUT), B: REFUSED, protection: 'unprotected', headline: NO_BACKUP },
    next: ['switchover node run --server B'],
  },
  {
    name: 'both servers are stale',
    A: answers('inactive.stale'),
    B: answers('inactive.stale'),
    ...{ protection: 'no-active', headline: 'NO ACTIVE SERVER', next: ['--force-primary'] },
  },
  {
    name: 'A is stale and B cannot verify it',
    A: answers('inactive.stale'),
    B: answers('error.unverified'),
    ...{ protection: 'no-active', headline: 'NO ACTIVE SERVER' },
  },
  {
    name: 'only B answers, stale, and A does not answer in time',
    ...{ A: NO_ANSWER, B: answers('inactive.stale', CUT), protection: 'unknown', headline: MAY_BE_ACTIVE },
  },
  {
    name: 'only B answers, in state error, and what answers in place of A cannot be verified',
    A: silent('self-signed certificate', 'server-unverified'),
    ...{ B: answers('error.unverified', CUT), protection: 'unknown', headline: MAY_BE_ACTIVE },
  },
  {
    name: 'A is gone and B counts down',
    A: REFUSED,
    B: answers('reconnecting.waiting', { ...CUT, activity: 'taking-over', takeoverInMs: 12_000 }),
    ...{ protection: 'no-active', activity: 'taking-over', next: ['switchover status --watch'] },
    headline: 'TAKING OVER: beta (B) becomes active unless it hears that alpha (A) is active',
  },
  {
    name: 'A is silent and B checks its network first',
    A: NO_ANSWER,
    B: answers('reconnecting.diagnosing', { ...CUT, activity: 'taking-over' }),
    ...{ protection: 'unknown', activity: 'taking-over' },
    headline: 'TAKING OVER: beta (B) becomes active unless it hears that alpha (A) is active',
  },
  {
    name: 'the line is cut, A is active, and B is about to become a second active server',
    A: answers('primary.serving', CUT),
    B: answers('reconnecting.waiting', { ...CUT, activity: 'taking-over', takeoverInMs: 12_000 }),
    ...{ protection: 'unprotected', activity: 'taking-over', next: ['switchover mode manual'] },
    headline: 'TAKING OVER: beta (B) cannot hear alpha (A), which is active',
  },
  {
    name: 'B takes over from A, which is gone, and writes its term',
    ...{ A: REFUSED, B: answers('primary.persisting', { ...CUT, activity: 'taking-over' }) },
    ...{ protection: 'no-active', activity: 'taking-over' },
    headline: 'TAKING OVER: beta (B) is becoming active',
  },
  {
    name: 'B takes over from A, whose module is down, and runs its fence hook',
    ...{ A: primary, B: answers('primary.claiming', { activity: 'taking-over' }) },
    ...{ protection: 'unprotected', activity: 'taking-over' },
    headline: 'TAKING OVER: beta (B) is becoming active',
  },
  {
    name: 'B took over and runs its Commence hook, and A has gone stale',
    ...{ A: answers('inactive.stale'), B: answers('primary.commencing', { activity: 'taking-over' }) },
    ...{ protection: 'no-active', activity: 'taking-over' },
    headline: 'TAKING OVER: beta (B) is becoming active',
  },
  {
    name: 'B asks the module of A once more before it takes over',
    ...{ A: primary, B: answers('backup.verifying', { activity: 'taking-over' }) },
    ...{ protection: 'unprotected', activity: 'taking-over' },
    headline: 'TAKING OVER: beta (B) becomes active unless the module of alpha (A) answers',
  },
  {
    name: 'A shuts down cleanly, and its backup will take over once it is done',
    ...{ A: answers('stopping.discontinuing', { activity: 'taking-over' }), B: backup },
    ...{ protection: 'no-active', activity: 'taking-over' },
    headline: 'TAKING OVER: beta (B) is becoming active',
  },
  {
    name: 'a controlled switch: A finishes its work and is still active',
    A: answers('primary.draining', { activity: 'switching' }),
    B: answers('backup.asking', { activity: 'switching' }),
    ...{ protection: 'unprotected', activity: 'switching', next: ['switchover status --watch'] },
    headline: 'SWITCHING: beta (B) is becoming active',
  },
  {
    name: 'a controlled switch: A has let go and B runs its Commence hook',
    A: answers('primary.yielded', { activity: 'switching' }),
    B: answers('primary.commencing', { activity: 'switching' }),
    ...{ protection: 'no-active', activity: 'switching' },
    headline: 'SWITCHING: beta (B) is becoming active',
  },
  {
    name: 'a controlled switch: A has let go and B cannot be queried',
    ...{ A: answers('primary.yielded', { activity: 'switching' }), B: NO_ANSWER },
    ...{ protection: 'unknown', activity: 'switching' },
    headline: 'SWITCHING: beta (B) is becoming active',
  },
  {
    name: 'a controlled switch from B to A',
    A: answers('backup.asking', { activity: 'switching' }),
    B: answers('primary.discontinuing', { activity: 'switching' }),
    ...{ protection: 'no-active', activity: 'switching' },
    headline: 'SWITCHING: alpha (A) is becoming active',
  },
  {
    name: 'a switch that failed on B is undone there',
    A: answers('primary.yielded', { activity: 'switching' }),
    B: answers('backup.reverting', { activity: 'switching' }),
    ...{ protection: 'no-active', activity: 'switching' },
    headline: 'SWITCHING: the switch to beta (B) is being undone',
  },
  {
    name: 'an immediate switch: B becomes active while A does not know yet',
    ...{ A: primary, B: answers('primary.persisting', { activity: 'switching' }) },
    ...{ protection: 'unprotected', activity: 'switching' },
    headline: 'SWITCHING: beta (B) is becoming active',
  },
  {
    name: 'both servers start and negotiate',
    ...{ A: answers('init.asking'), B: answers('init.yielding'), protection: 'no-active' },
    headline: 'NO ACTIVE SERVER YET: the pair is starting',
  },
  {
    name: 'A becomes active at startup, and B waits for it',
    ...{ A: answers('primary.commencing'), B: answers('init.yielding'), protection: 'no-active' },
    headline: 'NO ACTIVE SERVER YET: the pair is starting',
  },
  {
    name: 'manual mode while A is active and B watches it',
    A: answers('primary.serving', { mode: 'manual' }),
    B: answers('backup.watching', { mode: 'manual', heldBack: 'manual-mode' }),
    ...{ protection: 'unprotected', next: ['switchover switch', 'switchover mode automatic'] },
    headline: 'UNPROTECTED: the backup WILL NOT TAKE OVER (manual mode)',
  },
  {
    name: 'manual mode on a backup of an older version, which does not report what holds it back',
    ...{ A: primary, B: answers('backup.watching', { mode: 'manual' }), protection: 'unprotected' },
    headline: 'UNPROTECTED: the backup WILL NOT TAKE OVER (manual mode)',
  },
  {
    name: 'manual mode, and A answers neither us nor B',
    A: NO_ANSWER,
    B: answers('reconnecting.waiting', { ...CUT, mode: 'manual', heldBack: 'manual-mode' }),
    ...{ protection: 'unknown', next: ['switchover switch', 'switchover mode automatic'] },
    headline: 'UNKNOWN: alpha (A) may be active, and beta (B) WILL NOT TAKE OVER (manual mode)',
  },
  {
    name: 'manual mode, and A has gone stale',
    A: answers('inactive.stale'),
    B: answers('reconnecting.held', { mode: 'manual', heldBack: 'manual-mode' }),
    ...{ protection: 'no-active', next: ['switchover switch'] },
    headline: 'NO ACTIVE SERVER: beta (B) WILL NOT TAKE OVER (manual mode)',
  },
  {
    name: 'the module of A is down and B may not take over in manual mode',
    ...{ A: primary, B: answers('backup.held', { mode: 'manual', heldBack: 'manual-mode' }) },
    ...{ protection: 'unprotected', next: ['switchover switch'] },
    headline: 'UNPROTECTED: the backup WILL NOT TAKE OVER (manual mode)',
  },
  {
    name: 'B runs a newer release than the active server',
    A: primary,
    B: answers('upgrade-higher.watching', { release: '4.1', heldBack: 'upgrade-state' }),
    ...{ protection: 'unprotected', next: ['switchover switch'] },
    headline: 'UNPROTECTED: the backup WILL NOT TAKE OVER (different releases)',
  },
  {
    name: 'B runs an older release than the active server',
    ...{ A: primary, B: answers('upgrade-lower.watching', { release: '3.9' }), protection: 'unprotected' },
    headline: 'UNPROTECTED: the backup WILL NOT TAKE OVER (different releases)',
  },
  {
    name: 'B does not know its release',
    ...{ A: primary, B: answers('upgrade-lower.watching', { release: null }), protection: 'unprotected' },
    headline: 'UNPROTECTED: the backup WILL NOT TAKE OVER (different releases)',
  },
  {
    name: 'different releases, and the active server answers neither us nor B',
    A: NO_ANSWER,
    B: answers('reconnecting.waiting', { ...CUT, release: '4.1', heldBack: 'upgrade-state' }),
    ...{ protection: 'unknown', next: ['switchover switch'] },
    headline: 'UNKNOWN: alpha (A) may be active, and beta (B) WILL NOT TAKE OVER (different releases)',
  },
  {
    name: 'B is cut off from its network and assumes that A is fine',
    A: answers('primary.serving', CUT),
    B: answers('reconnecting.waiting', { ...CUT, heldBack: 'cut-off' }),
    ...{ protection: 'unprotected', headline: 'UNPROTECTED: the backup WILL NOT TAKE OVER (its network is down)' },
  },
  {
    name: 'A was stopped with --no-takeover',
    ...{ A: answers('stopping.discontinuing'), B: answers('reconnecting.held', { heldBack: 'told-to-wait' }) },
    ...{ protection: 'no-active', next: ['switchover switch'] },
    headline: 'NO ACTIVE SERVER: beta (B) WILL NOT TAKE OVER (told not to)',
  },
  {
    name: 'the machine of A is unreachable, and the parameters forbid a takeover then',
    A: NO_ANSWER,
    B: answers('reconnecting.waiting', { ...CUT, heldBack: 'primary-unreachable' }),
    protection: 'unknown',
    headline: 'UNKNOWN: alpha (A) may be active, and beta (B) WILL NOT TAKE OVER (disabled by parameters)',
  },
  {
    name: 'directories are configured for mirroring, and nothing mirrors them',
    A: answers('primary.serving', { files: 'not-implemented' }),
    B: answers('backup.watching', { files: 'not-implemented' }),
    ...{ protection: 'protected', headline: 'PROTECTED (files are not mirrored): the backup would take over' },
  },
  {
    name: 'only the active server has directories to mirror',
    ...{ A: answers('primary.serving', { files: 'not-implemented' }), B: backup, protection: 'protected' },
    headline: 'PROTECTED (files are not mirrored): the backup would take over',
  },
  {
    name: 'directories are configured for mirroring, and the backup is stale',
    A: answers('primary.serving', { files: 'not-implemented' }),
    ...{ B: answers('inactive.stale'), protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'across a cut line each side can query only its own server: B is active, and A does not answer in time',
    ...{ A: NO_ANSWER, B: answers('primary.serving', CUT), protection: 'unprotected', headline: MAYBE_TWO },
    next: ['switchover node stop --server B'],
  },
  {
    name: 'across a cut line each side can query only its own server: A is active, and there is no route to B',
    A: answers('primary.serving', CUT),
    B: silent('no route to that machine'),
    ...{ protection: 'unprotected', headline: MAYBE_TWO },
  },
  {
    name: 'B took over from A, which is stalled and accepts connections but does not answer',
    A: NO_ANSWER,
    B: answers('primary.serving', { ...CUT, term: 4 }),
    ...{ protection: 'unprotected', headline: MAYBE_TWO },
  },
  {
    name: 'A is active, and what answers in place of B cannot be verified',
    A: answers('primary.serving', CUT),
    B: silent('self-signed certificate', 'server-unverified'),
    ...{ protection: 'unprotected', headline: MAYBE_TWO },
  },
  {
    name: 'A is active and connected to B, which cannot be queried from here: B cannot be active',
    ...{ A: primary, B: NO_ANSWER, protection: 'unprotected', headline: NO_BACKUP },
  },
  {
    name: 'B is stale, and the process of A is gone',
    ...{ A: REFUSED, B: answers('inactive.stale', CUT), protection: 'no-active', headline: 'NO ACTIVE SERVER' },
  },
  {
    name: 'B becomes active while A does not answer: the takeover is more informative',
    A: NO_ANSWER,
    B: answers('primary.commencing', { ...CUT, activity: 'taking-over' }),
    ...{ protection: 'unknown', activity: 'taking-over', headline: 'TAKING OVER: beta (B) is becoming active' },
  },
];

describe('status', () => {
  it.each(SITUATIONS)('$name', ({ A, B, protection, headline, activity = null, next = [], why = [] }) => {
    const status = pairStatus('demo', '2026-11-30T03:00:00.000Z', [A('A'), B('B')]);
    const { protection: said, headline: line, activity: doing } = status;
    expect({ protection: said, headline: line, activity: doing, exit: exitCodeOf(said) }).toEqual({
      protection,
      headline,
      activity,
      exit: protection === 'protected' ? 0 : 1,
    });
    expect(status.next.length > 0).toBe(protection !== 'protected');
    for (const command of next) expect(status.next.join('\n')).toContain(command);
    for (const reason of why) expect(status.why).toContain(reason);
  });

  it('gives the reviewed reasons and next steps in each of them', () => {
    const said = SITUATIONS.map(({ name, A, B }) => {
      const { headline, why, next } = pairStatus('demo', '2026-11-30T03:00:00.000Z', [A('A'), B('B')]);
      return [
        name,
        `  ${headline}`,
        ...why.map((each) => `  - ${each}`),
        ...next.map((each) => `  > ${each}`),
        '',
      ].join('\n');
    }).join('\n');
    if (process.env.UPDATE === '1') writeFileSync(GOLDEN, said);
    expect(said, 'rewrite with UPDATE=1, and review the difference').toBe(readFileSync(GOLDEN, 'utf8'));
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
