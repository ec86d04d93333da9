/** What the neighbours of a ping's line reveal about it. */
import { describe, expect, it } from 'vitest';
import { table, why } from './read-text.ts';

const FAILED =
  'ModuleByName::Ping() : Ping rejected to the TsServer module: error count [1] is within maximum [2], ping will be reissued with regular timeout';
const ROUND_LOST = (connection: string): string =>
  `ModuleByName::Ping() : Reached maximum error count [2] pinging the TsServer module on the ${connection} connection, resetting error count and trying the alternate connection`;
const GIVEN_UP =
  'Ping was rejected to the TsServer module: reached maximum error count [2], signaling that the module is down';
const DECISION = 'SwitchoverState::StateBackup : Module is down, switching now and going to StatePrimary';

/** What is added in brackets to the meaning of each line before the decision; null if nothing is. */
function added(...rows: readonly string[]): readonly (string | null)[] {
  const { evidence } = why([table(...rows, `10:01:00.000 ${DECISION}`)]).switches[0]!;
  return evidence
    .slice(0, rows.length)
    .map(({ means }) => /\(([^()]*(?:round|after the|timed out)[^()]*)\)$/.exec(means)?.[1] ?? null);
}

describe('the pings of two rounds', () => {
  it.each([
    ['main', 'auxiliary'],
    ['auxiliary', 'main'],
  ])(
    'begin on the %s connection and go on over the other one, each with the time since the one before',
    (one, other) => {
      expect(
        added(
          `10:00:00.000 ${FAILED}`,
          `10:00:05.000 ${ROUND_LOST(one === 'main' ? 'main' : 'aux')}`,
          `10:00:07.250 ${FAILED}`,
          `10:00:10.000 ${GIVEN_UP}`,
        ),
      ).toEqual([
        `round 1, ${one} connection`,
        '5.000 s after the previous one',
        `round 2, ${other} connection, 2.250 s after the previous one`,
        `round 2, ${other} connection, 2.750 s after the previous one`,
      ]);
    },
  );

  it('have no time since the one before if they are logged at the same time', () => {
    const [, , second] = added(
      `10:00:00.000 ${FAILED}`,
      `10:00:05.000 ${ROUND_LOST('main')}`,
      `10:00:05.000 ${FAILED}`,
      `10:00:10.000 ${GIVEN_UP}`,
    );
    expect(second).toBe('round 2, auxiliary connection');
  });
});
