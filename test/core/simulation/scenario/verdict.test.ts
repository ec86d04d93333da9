import { describe, expect, it } from 'vitest';
import { runScenario } from '../../../../src/core/simulation/run.ts';
import { parseScenario } from '../../../../src/core/simulation/scenario/parse.ts';

/** A is killed at 0:30; B takes over at about 1:00; A is back at 2:30 and is the backup from then on. */
const KILLED = 'at 0:30 A is killed for 2 min';

function judged(events: string, expectation: string): { held: boolean; found: string } {
  const { scenario, problems } = parseScenario(`title T\n${events}\nexpect ${expectation}\nend at 4:00\n`, 's');
  expect(problems).toEqual([]);
  const [verdict] = runScenario(scenario!, {}).verdicts;
  return { held: verdict!.held, found: verdict!.found };
}

describe('an expectation', () => {
  it.each([
    [KILLED, 'A is active at 0:29'],
    [KILLED, 'A is active from 0:00 to 0:29'],
    [KILLED, 'A is off from 0:30 to 2:29'],
    [KILLED, 'B is reconnecting at 0:45'],
    [KILLED, 'A is backup at 2:40'],
    [KILLED, 'B is active from 1:05 to 4:00'],
    [KILLED, 'nobody is active at 0:45'],
    [KILLED, 'nobody is active from 0:30 to 1:00'],
    [KILLED, 'B becomes active'],
    [KILLED, 'B becomes active between 1:00 and 1:01'],
    [KILLED, 'B becomes active because notifier-connection-lost'],
    [KILLED, 'A does not become active'],
    [KILLED, 'at most 31 s without an active server'],
    [KILLED, 'at least 29 s without an active server'],
    [KILLED, 'never two active servers'],
    [KILLED, 'B concludes primary-reached between 0:30 and 0:31'],
    [KILLED, 'B decides by rule 310 between 0:30 and 0:31'],
    ['at 0:30 the cable of A is pulled', 'at least 2 min with two active servers'],
    ['at 0:30 the cable of A is pulled', 'at most 3 min with two active servers'],
    ['', 'nobody becomes active'],
    ['', 'no moment without an active server'],
  ])('is met: %s: %s', (events, expectation) => {
    expect(judged(events, expectation)).toMatchObject({ held: true });
  });

  it.each([
    [KILLED, 'A is active at 0:30', 'at 0:30 A is off'],
    [KILLED, 'A is active from 0:00 to 3:00', 'at 0:30 A is off'],
    [KILLED, 'A is active at 3:00', 'at 3:00 A is backup.watching'],
    [KILLED, 'B is reconnecting from 0:45 to 3:00', 'B is primary.persisting'],
    [KILLED, 'nobody is active at 1:30', 'at 1:30 B is active'],
    [KILLED, 'nobody is active from 0:40 to 1:30', 'B is active'],
    [KILLED, 'A becomes active', 'A does not become active'],
    [KILLED, 'B becomes active between 0:30 and 0:59', 'B becomes active at 1:00'],
    [KILLED, 'B becomes active because manual', 'because notifier-connection-lost'],
    [KILLED, 'nobody becomes active', 'B becomes active at 1:00'],
    [KILLED, 'B does not become active', 'B becomes active at 1:00'],
    [KILLED, 'no moment without an active server', ' s without an active server'],
    [KILLED, 'at most 29 s without an active server', ' s without an active server'],
    [KILLED, 'at least 1 min without an active server', ' s without an active server'],
    [KILLED, 'B concludes backup-cut-off', 'primary-reached at 0:30'],
    [KILLED, 'B concludes primary-reached between 0:00 and 0:29', 'primary-reached at 0:30'],
    [KILLED, 'A concludes primary-reached', 'it never does'],
    [KILLED, 'B decides by rule 431', 'rule 311 at 0:30'],
    ['at 0:30 the cable of A is pulled', 'never two active servers', ' s with two active servers'],
    ['at 0:30 the cable of A is pulled', 'at most 1 s with two active servers', ' s with two active servers'],
    ['', 'at least 1 s with two active servers', 'no time with two active servers'],
  ])('is not met, and says what was found: %s: %s', (events, expectation, found) => {
    const verdict = judged(events, expectation);
    expect(verdict.held).toBe(false);
    expect(verdict.found).toContain(found);
  });
});
