import { describe, expect, test } from 'vitest';
import type { Place } from '../../../src/core/engine/state.ts';
import { PLACES } from '../../../src/core/engine/state.ts';
import type { ServerStatus } from '../../../src/core/protocol/answers.ts';
import { type Before, findingOf, type Holds } from '../../../src/core/runbooks/check.ts';
import { NO_SERVICE_FACTS, type ServerFacts, type ServiceFacts } from '../../../src/core/runbooks/facts.ts';
import type { Check } from '../../../src/core/runbooks/step.ts';
import { answers, CUT, DOWN, UP } from '../../support/server-answers.ts';

type Seen = Omit<ServerFacts, 'letter' | 'name' | 'service'>;

const ABSENT: Seen = { status: null, silence: 'absent', why: 'nothing listens there', isPrimary: null };
const SILENT: Seen = { status: null, silence: 'silent', why: 'no answer in time', isPrimary: null };
/** Nobody looked why. */
const UNSEEN: Seen = { status: null, silence: null, why: null, isPrimary: null };

function at(place: Place, special: Partial<ServerStatus> = {}): Seen {
  const { answer } = answers(place, special)('B');
  return { status: answer, silence: null, why: null, isPrimary: answer!.serving };
}

const UNTOLD: Before = {
  oldRelease: null,
  newRelease: null,
  startModes: { A: null, B: null },
  boot: null,
};

interface Known {
  readonly service?: Partial<ServiceFacts>;
  readonly before?: Partial<Before>;
  readonly companion?: Seen;
}

/** What a check of beta finds; alpha serves unless something else is said. */
function find(check: Check, seen: Seen, { service, before, companion = at('primary.serving') }: Known = {}) {
  const beta: ServerFacts = { letter: 'B', name: 'beta', ...seen, service: { ...NO_SERVICE_FACTS, ...service } };
  const alpha: ServerFacts = { letter: 'A', name: 'alpha', ...companion, service: NO_SERVICE_FACTS };
  return findingOf(check, { A: alpha, B: beta }, { ...UNTOLD, ...before });
}

const SEEN = {
  ...Object.fromEntries((Object.keys(PLACES) as Place[]).map((place) => [place, at(place)])),
  absent: ABSENT,
  silent: SILENT,
  unseen: UNSEEN,
} as Readonly<Record<Place | 'absent' | 'silent' | 'unseen', Seen>>;

const COLUMNS: readonly Check[] = [
  { is: 'stopped', server: 'B' },
  { is: 'running', server: 'B' },
  { is: 'active', server: 'B' },
  { is: 'backup', server: 'B', state: 'backup' },
  { is: 'backup', server: 'B', state: 'upgrade-higher' },
  { is: 'backup', server: 'B', state: 'upgrade-lower' },
];

/** By what is seen of a server: whether it is stopped, running, active, backup, upgrade-higher, upgrade-lower. */
const TABLE: Readonly<Record<keyof typeof SEEN, string>> = {
  absent: 'yes      not-yet  not-yet  not-yet  not-yet  not-yet',
  silent: 'unknown  not-yet  not-yet  not-yet  not-yet  not-yet',
  unseen: 'unknown  not-yet  not-yet  not-yet  not-yet  not-yet',
  'init.asking': 'not-yet  not-yet  not-yet  not-yet  not-yet  not-yet',
  'init.diagnosing': 'not-yet  not-yet  not-yet  not-yet  not-yet  not-yet',
  'init.yielding': 'not-yet  not-yet  not-yet  not-yet  not-yet  not-yet',
  'primary.persisting': 'not-yet  not-yet  not-yet  not-yet  not-yet  not-yet',
  'primary.claiming': 'not-yet  not-yet  not-yet  not-yet  not-yet  not-yet',
  'primary.commencing': 'not-yet  not-yet  not-yet  not-yet  not-yet  not-yet',
  'primary.serving': 'not-yet  yes      yes      no       no       no',
  'primary.raising': 'not-yet  yes      yes      no       no       no',
  'primary.draining': 'not-yet  yes      yes      no       no       no',
  'primary.discontinuing': 'not-yet  not-yet  not-yet  not-yet  not-yet  not-yet',
  'primary.yielded': 'not-yet  not-yet  not-yet  not-yet  not-yet  not-yet',
  'backup.discontinuing': 'not-yet  yes      not-yet  yes      no       no',
  'backup.watching': 'not-yet  yes      not-yet  yes      no       no',
  'backup.verifying': 'not-yet  yes      not-yet  yes      no       no',
  'backup.confirming': 'not-yet  yes      not-yet  yes      no       no',
  'backup.held': 'not-yet  yes      not-yet  yes      no       no',
  'backup.asking': 'not-yet  yes      not-yet  yes      no       no',
  'backup.reverting': 'not-yet  yes      not-yet  yes      no       no',
  'upgrade-higher.watching': 'not-yet  yes      not-yet  not-yet  yes      no',
  'upgrade-lower.watching': 'not-yet  yes      not-yet  not-yet  no       yes',
  'reconnecting.diagnosing': 'not-yet  yes      not-yet  not-yet  not-yet  not-yet',
  'reconnecting.waiting': 'not-yet  yes      not-yet  not-yet  not-yet  not-yet',
  'reconnecting.held': 'not-yet  yes      not-yet  not-yet  not-yet  not-yet',
  'inactive.discontinuing': 'not-yet  yes      no       no       no       no',
  'inactive.stale': 'not-yet  yes      no       no       no       no',
  'stopping.draining': 'not-yet  not-yet  not-yet  not-yet  not-yet  not-yet',
  'stopping.discontinuing': 'not-yet  not-yet  not-yet  not-yet  not-yet  not-yet',
  'stopping.stopped': 'not-yet  not-yet  not-yet  not-yet  not-yet  not-yet',
  'error.unverified': 'not-yet  no       no       no       no       no',
};

describe('what is found about a server', () => {
  test.each(Object.entries(TABLE))('that is %s depends on what is checked', (state, expected) => {
    const seen = SEEN[state as keyof typeof SEEN];
    const found = COLUMNS.map((check) => find(check, seen).holds);
    expect(found).toEqual(expected.split(/ +/));
  });

  test('is one clause, lower case and without a full stop, that names a server', () => {
    for (const seen of Object.values(SEEN)) {
      for (const check of COLUMNS) {
        const { says } = find(check, seen);
        expect(says).toMatch(/^[a-z].*[^.]$/);
        expect(says).toMatch(/\b(alpha|beta)\b/);
      }
    }
  });

  test('is unknown where only the operator can tell', () => {
    expect(find({ is: 'confirmed' }, ABSENT)).toMatchObject({ holds: 'unknown' });
  });
});

const STOPPED: Check = { is: 'stopped', server: 'B' };
const RESTARTED: Check = { is: 'restarted', server: 'B' };
const MANUAL: Check = { is: 'start-mode', server: 'B', to: 'manual' };
const ORIGINAL: Check = { is: 'start-mode', server: 'B', to: 'original' };
const NEW: Check = { is: 'release', server: 'B', release: 'new' };
const OLD: Check = { is: 'release', server: 'B', release: 'old' };
const BACKUP: Check = { is: 'backup', server: 'B', state: 'backup' };
const ACTIVE: Check = { is: 'active', server: 'B' };

const RELEASES = { oldRelease: '4.0', newRelease: '4.1' };

type Row = readonly [name: string, check: Check, seen: Seen, known: Known, holds: Holds, says: string];

const ROWS: readonly Row[] = [
  // What a command says about a service, and the server itself.
  [
    'a service that its command calls running, and whose server does not answer, is not stopped yet',
    STOPPED,
    ABSENT,
    { service: { running: true } },
    'not-yet',
    'the service on beta still runs',
  ],
  [
    'a service that its command calls stopped is stopped, although its machine does not answer',
    STOPPED,
    SILENT,
    { service: { running: false } },
    'yes',
    'the service on beta does not run',
  ],
  [
    'a server that answers is not stopped, whatever the command says',
    STOPPED,
    at('backup.watching'),
    { service: { running: false } },
    'not-yet',
    'beta still answers (watching',
  ],
  ['a server whose silence nobody can explain may still run', STOPPED, UNSEEN, {}, 'unknown', 'no reason known'],

  ['a restart shows in nothing', RESTARTED, ABSENT, {}, 'unknown', 'nothing tells when beta was started'],
  [
    'a restart shows in nothing that was read before',
    RESTARTED,
    ABSENT,
    { service: { boot: 'two' } },
    'unknown',
    'nothing tells',
  ],
  [
    'a restart shows in nothing that can be read now, as while the machine is down',
    RESTARTED,
    SILENT,
    { before: { boot: 'one' } },
    'unknown',
    'nothing tells',
  ],
  [
    'the machine is as it was',
    RESTARTED,
    ABSENT,
    { service: { boot: 'one' }, before: { boot: 'one' } },
    'not-yet',
    'has not been restarted',
  ],
  [
    'the machine was started since',
    RESTARTED,
    ABSENT,
    { service: { boot: 'two' }, before: { boot: 'one' } },
    'yes',
    'has been restarted',
  ],

  ['nobody can read the start mode', MANUAL, ABSENT, { service: { manualWord: 'demand' } }, 'unknown', 'nothing tells'],
  [
    'no word is known for a start by hand',
    MANUAL,
    ABSENT,
    { service: { startMode: 'auto' } },
    'unknown',
    'nothing tells how beta starts',
  ],
  [
    'the service starts only by hand',
    MANUAL,
    ABSENT,
    { service: { startMode: 'demand', manualWord: 'demand' } },
    'yes',
    'beta is "demand"',
  ],
  [
    'the service still starts with its machine',
    MANUAL,
    ABSENT,
    { service: { startMode: 'auto', manualWord: 'demand' } },
    'no',
    '"auto", not "demand"',
  ],
  [
    'nobody knows what the start mode was before',
    ORIGINAL,
    ABSENT,
    { service: { startMode: 'auto', manualWord: 'demand' } },
    'unknown',
    'nothing tells',
  ],
  [
    'the start mode is as it was before',
    ORIGINAL,
    ABSENT,
    { service: { startMode: 'auto' }, before: { startModes: { A: 'x', B: 'auto' } } },
    'yes',
    '',
  ],
  [
    'the start mode is not as it was before',
    ORIGINAL,
    ABSENT,
    { service: { startMode: 'demand' }, before: { startModes: { A: 'demand', B: 'auto' } } },
    'no',
    '"demand", not "auto"',
  ],

  ['nobody knows which release is installed', NEW, ABSENT, { before: RELEASES }, 'unknown', 'nothing tells which'],
  [
    'the new release is installed',
    NEW,
    ABSENT,
    { service: { release: '4.1' }, before: RELEASES },
    'yes',
    'release 4.1 is installed on beta',
  ],
  [
    'the old release is still installed',
    NEW,
    ABSENT,
    { service: { release: '4.0' }, before: RELEASES },
    'no',
    'the installation changed nothing',
  ],
  [
    'a third release is installed instead of the new one',
    NEW,
    ABSENT,
    { service: { release: '4.2' }, before: RELEASES },
    'no',
    'release 4.2 is installed on beta, not 4.1',
  ],
  [
    'the new release has no name, and the old one is still installed',
    NEW,
    ABSENT,
    { service: { release: '4.0' }, before: { oldRelease: '4.0' } },
    'no',
    'changed nothing',
  ],
  [
    'the new release has no name, and another one is installed than before',
    NEW,
    ABSENT,
    { service: { release: '4.2' }, before: { oldRelease: '4.0' } },
    'yes',
    'release 4.2 is installed',
  ],
  [
    'neither release has a name, so whatever is installed may be the old one',
    NEW,
    ABSENT,
    { service: { release: '4.0' } },
    'unknown',
    'release 4.0 is installed on beta',
  ],
  [
    'the old release has no name, and the new one is installed',
    NEW,
    ABSENT,
    { service: { release: '4.1' }, before: { newRelease: '4.1' } },
    'yes',
    'release 4.1 is installed',
  ],
  [
    'the old release is installed again',
    OLD,
    ABSENT,
    { service: { release: '4.0' }, before: RELEASES },
    'yes',
    'release 4.0 is installed on beta',
  ],
  [
    'the new release is installed instead of the old one',
    OLD,
    ABSENT,
    { service: { release: '4.1' }, before: RELEASES },
    'no',
    'release 4.1 is installed on beta, not 4.0',
  ],
  [
    'the old release has no name',
    OLD,
    ABSENT,
    { service: { release: '4.1' } },
    'unknown',
    'release 4.1 is installed on beta',
  ],
  [
    'a server says its own release where no command does',
    NEW,
    at('upgrade-higher.watching', { release: '4.1' }),
    { before: RELEASES },
    'yes',
    'release 4.1 is installed',
  ],
  [
    'a command that reads the release counts for more than what the server read when it started',
    NEW,
    at('backup.watching', { release: '4.0' }),
    { service: { release: '4.1' }, before: RELEASES },
    'yes',
    '4.1',
  ],

  [
    'a backup of nobody is none yet',
    BACKUP,
    at('backup.watching'),
    { companion: ABSENT },
    'not-yet',
    'alpha is not active',
  ],
  [
    'a backup whose companion is only about to serve is none yet',
    BACKUP,
    at('backup.watching'),
    { companion: at('primary.claiming') },
    'not-yet',
    'alpha is not active',
  ],
  [
    'a backup without any connection is none yet',
    BACKUP,
    at('backup.watching', CUT),
    {},
    'not-yet',
    'beta is not connected to alpha yet',
  ],
  [
    'a backup with one of two connections is none yet',
    BACKUP,
    at('backup.watching', { connections: { main: UP, aux: DOWN } }),
    {},
    'not-yet',
    'not connected',
  ],
  [
    'a server in the other upgrade state says which releases run',
    { is: 'backup', server: 'B', state: 'upgrade-higher' },
    at('backup.watching', { release: null }),
    { companion: at('primary.serving', { release: '4.0' }) },
    'no',
    'beta runs release unknown, alpha 4.0',
  ],

  [
    'a server that is active answers on /primary only a moment later',
    ACTIVE,
    { ...at('primary.serving'), isPrimary: false },
    {},
    'not-yet',
    'does not answer on /primary yet',
  ],
  [
    'nobody asked whether the server answers on /primary',
    ACTIVE,
    { ...at('primary.serving'), isPrimary: null },
    {},
    'not-yet',
    'does not answer on /primary yet',
  ],
];

test.each(ROWS)('%s', (_name, check, seen, known, holds, says) => {
  const found = find(check, seen, known);
  expect(found).toEqual({ holds, says: expect.stringContaining(says) });
});

test('a server is not taken for active if its Commence hook failed', () => {
  const warnings = [
    { code: 'commence-failed', severity: 'warning' as const, what: 'it failed', why: null, where: null, do: 'look' },
  ];
  expect(find(ACTIVE, at('primary.serving', { warnings }))).toEqual({
    holds: 'no',
    says: 'beta is active, but its Commence hook failed',
  });
});

describe('a backup that has only just connected', () => {
  const backup = (state: 'backup' | 'upgrade-higher' | 'upgrade-lower'): Check => ({
    is: 'backup',
    server: 'B',
    state,
  });

  test.each([
    ['4.1', 'upgrade-higher', 'not-yet'],
    ['3.9', 'upgrade-lower', 'not-yet'],
    ['4.1', 'upgrade-lower', 'no'],
    ['4.0', 'upgrade-higher', 'no'],
    [null, 'upgrade-higher', 'no'],
  ] as const)('with release %s beside 4.0 may still become %s: %s', (release, state, holds) => {
    expect(find(backup(state), at('backup.watching', { release })).holds).toBe(holds);
  });
});
