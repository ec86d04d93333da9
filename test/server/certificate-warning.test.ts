/** The warning of a server whose certificate expires soon: an expired one ends all contact with its companion. */
import { expect, test } from 'vitest';
import { settingsOf } from '../../src/core/config/parameters/settings.ts';
import { NEVER_RAN } from '../../src/core/engine/state.ts';
import { initialState } from '../../src/core/engine/step.ts';
import type { StatusWarning } from '../../src/core/protocol/answers.ts';
import { monotonicMs, wallClock } from '../../src/host/process/clock.ts';
import { createMoments } from '../../src/server/moments.ts';
import type { StatusInputs } from '../../src/server/server-status.ts';
import { describeServer } from '../../src/server/server-status.ts';
import { selfOf } from '../support/engine-server.ts';

const DAY_MS = 86_400_000;
/** Between two readings of the clock in one test, in ms. */
const MOMENT_MS = 60_000;

/** The warning of a server whose certificate is valid for this long, in ms. */
function warningAt(leftMs: number): StatusWarning | undefined {
  const self = { ...selfOf('B'), settings: settingsOf({}, 'B') };
  const status = describeServer({
    state: initialState(self, NEVER_RAN, 'automatic', monotonicMs()),
    moments: createMoments(),
    lastSwitch: null,
    version: '0.1.0',
    logPath: '/srv/B/logs/switchover.log',
    checks: [],
    identity: { expiresAt: new Date(wallClock().getTime() + leftMs) } as StatusInputs['identity'],
    pairFilesDiffer: false,
    diskRefuses: false,
    roleStateHalfDamaged: false,
    fileWarnings: [],
    programFaults: [],
    subsystems: {
      facts: () => ({}),
      warnings: () => [],
      behind: () => ({}),
      wouldLose: () => [],
      inForce: () => ({}),
    },
  });
  const found = status.warnings.filter(({ code }) => code === 'certificate-expires');
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0];
}

test('a certificate that is valid for another 30 days causes no warning', () => {
  expect(warningAt(30 * DAY_MS + MOMENT_MS)).toBeUndefined();
  expect(warningAt(365 * DAY_MS)).toBeUndefined();
});

test.each([29, 2])('a certificate that is valid for %i more days causes a warning with that number', (days) => {
  const warning = warningAt(days * DAY_MS + MOMENT_MS);
  expect(warning?.what).toContain(`the certificate of this server expires in ${days} days`);
  expect(warning?.what).toContain('after that its companion will reject it');
  expect(warning?.do).toContain('docs/certificates.md');
});

test('a certificate that has just become valid for less than 30 days causes it', () => {
  expect(warningAt(30 * DAY_MS - MOMENT_MS)?.what).toContain('in 29 days');
});
