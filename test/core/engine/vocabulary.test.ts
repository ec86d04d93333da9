import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CheckResult, NetworkVerdict } from '../../../src/core/engine/monitors/network.ts';
import { CAUSES } from '../../../src/core/engine/state.ts';
import * as words from '../../../src/core/engine/vocabulary.ts';
import { ROOT } from '../../support/cli.ts';

const GOLDEN = join(ROOT, 'test', 'core', 'engine', 'vocabulary.golden.txt');

const VERDICTS: readonly NetworkVerdict[] = [
  ...(['primary-reached', 'backup-cut-off', 'path-or-site-lost', 'primary-unreachable', 'unknown'] as const),
];
const OUTCOMES = ['timed-out', 'rejected', 'lost'] as const;
const CHECKS: readonly CheckResult[] = [
  { result: 'reached', address: '10.0.0.1' },
  { result: 'unreachable', address: '10.0.0.1' },
  { result: 'unknown', why: 'there is no ping program' },
  { result: 'off' },
];

/** Every sentence of the log, in each of its forms. */
const SENTENCES: Readonly<Record<keyof typeof words, readonly string[]>> = {
  goingToPrimary: CAUSES.map(words.goingToPrimary),
  takingOverAtOnce: [words.takingOverAtOnce],
  takingOverUnverified: [words.takingOverUnverified],
  primaryWaits: [words.primaryWaits],
  primaryDoesNotServe: (['Init', 'Reconnecting'] as const).map(words.primaryDoesNotServe),
  initiatingSwitch: [words.initiatingSwitch],
  socketFailure: [words.socketFailure('aux', 'ECONNRESET')],
  lostNotifierConnection: [words.lostNotifierConnection('main')],
  pingProblem: OUTCOMES.map((outcome) => words.pingProblem('main', outcome, 1, 2)),
  moduleAnswered: [words.moduleAnswered('TsServer')],
  modulePingFailed: OUTCOMES.map((outcome) => words.modulePingFailed('TsServer', outcome, 1, 2)),
  moduleNotJudged: OUTCOMES.map((outcome) => words.moduleNotJudged('TsServer', outcome)),
  moduleRoundLost: [words.moduleRoundLost('TsServer', 'main', 2)],
  moduleGivenUp: OUTCOMES.map((outcome) => words.moduleGivenUp('TsServer', outcome, 2)),
  moduleRestarted: [words.moduleRestarted('TsServer', 4711, 2, 3)],
  moduleSilent: [words.moduleSilent('TsServer', 'both connections up')],
  verifyingModule: [words.verifyingModule('TsServer', 2, 'aux')],
  moduleVerified: [words.moduleVerified('TsServer', 2, 'aux')],
  moduleAnswersAfterAll: [words.moduleAnswersAfterAll('TsServer')],
  checkingConnections: [words.checkingConnections('TsServer')],
  moduleDown: VERDICTS.map((verdict) => words.moduleDown('TsServer', verdict)),
  moduleMonitorSilent: [1, 2].map(words.moduleMonitorSilent),
  moduleNotSwitching: [words.moduleNotSwitching('manual mode')],
  modeSet: [
    words.modeSet('manual', 'ann', null, null),
    words.modeSet('manual', 'ann', 90_000, null),
    words.modeSet('automatic', 'ann', null, 'done'),
  ],
  modeExpired: [words.modeExpired],
  configured: [words.configured],
  takeoverLimit: [words.takeoverLimit(4)],
  releaseDiffers: (['Higher', 'Lower'] as const).map((to) => words.releaseDiffers('2.0', '1.0', to)),
  sameRelease: [words.sameRelease],
  waitingForSets: [words.waitingForSets(3)],
  networkCheckLines: CHECKS.flatMap((check) =>
    words.networkCheckLines({ link: check, gateway: check, netTest: check, primary: check }),
  ),
  connectionStatus: VERDICTS.map((verdict) => words.connectionStatus('both connections down', verdict)),
  networkWholeAgain: [words.networkWholeAgain],
  schedulingReconnect: [words.schedulingReconnect(30_000)],
  reconnectExpired: [words.reconnectExpired],
  notSwitching: [words.notSwitching('manual mode')],
  doubtsItself: [words.doubtsItself],
  servesOn: [words.servesOn(3)],
  heardOneWay: [words.heardOneWay],
  restored: [words.restored],
  servesAgain: [words.servesAgain],
  switchRequested: [true, false].map((immediate) => words.switchRequested('ann', immediate, 'tx1')),
  switchGivenUp: [words.switchGivenUp('Backup', 'tx1', 'it takes too long')],
  servingNow: [words.servingNow(3)],
  stepsBack: (['Init', 'Backup'] as const).map((to) => words.stepsBack(4, to)),
  demoted: [words.demoted(4)],
  decisionLine: [
    words.decisionLine({
      ...{
        rule: 12,
        event: 'timer:reconnect',
        from: 'reconnecting.waiting',
        to: 'primary.persisting',
        says: 'It is over.',
      },
      inputs: { connected: false, waitedMs: 1.00049, failures: 2, verdict: 'unknown', none: null },
      thresholds: { limitMs: 30_000 },
    }),
  ],
};

it('every sentence of the log is the reviewed one, which operators search for and why-switched reads', () => {
  const written = Object.entries(SENTENCES)
    .map(([name, lines]) => `${name}\n${lines.map((line) => `  ${line}\n`).join('')}`)
    .join('');
  if (process.env.UPDATE === '1') writeFileSync(GOLDEN, written);
  expect(Object.keys(SENTENCES).toSorted()).toEqual(Object.keys(words).toSorted());
  expect(written, 'rewrite with UPDATE=1, and review the difference').toBe(readFileSync(GOLDEN, 'utf8'));
});
