/** Compares an answer with the truth. */
import type { WhySwitched } from '../../src/core/diagnosis/report.ts';
import { timeOfDay } from './layouts.ts';
import type { LogCase, TrueSwitch } from './log-case.ts';

export interface Score {
  /** What is wrong, in words; empty if the answer is correct. */
  readonly faults: readonly string[];
  /** A wrong cause given as certain: must never happen. */
  readonly wronglyCertain: boolean;
  /** The log can decide it, so it counts for the score. */
  readonly counts: boolean;
}

export function score(logCase: LogCase, report: WhySwitched): Score {
  const { truth } = logCase;
  const faults: string[] = [];
  if (report.verdict !== truth.verdict) faults.push(`verdict ${report.verdict}, in truth ${truth.verdict}`);
  if (report.switches.length !== truth.switches.length) {
    faults.push(`${report.switches.length} switches, in truth ${truth.switches.length}`);
  }
  truth.switches.forEach((real, index) => {
    const found = report.switches[index];
    if (found !== undefined) faults.push(...compare(real, found));
  });
  const missing = [...truth.averted];
  for (const { reason } of report.averted) {
    const index = missing.indexOf(reason);
    if (index >= 0) missing.splice(index, 1);
    else if (truth.averted.length > 0 || truth.verdict === 'switched') faults.push(`averted ${reason}, in truth not`);
  }
  if (missing.length > 0) faults.push(`not averted: ${missing.join(', ')}`);
  const [nobody, inTruth] = [report.unhandled.map(({ reason }) => reason).join(), (truth.unhandled ?? []).join()];
  if (nobody !== inTruth) faults.push(`unhandled ${nobody}, in truth ${inTruth}`);
  const last = report.switches.at(-1);
  if (truth.pointsTo !== undefined && last?.pointsTo !== truth.pointsTo) {
    faults.push(`points to ${last?.pointsTo}, in truth ${truth.pointsTo}`);
  }
  if (truth.mayBeTwo !== undefined && last?.mayBeTwoActive !== truth.mayBeTwo) {
    faults.push(`two may be active: ${last?.mayBeTwoActive}, in truth ${truth.mayBeTwo}`);
  }
  const wronglyCertain = report.switches.some(
    ({ confidence, cause }, index) => confidence === 'certain' && cause !== truth.switches[index]?.cause,
  );
  return { faults, wronglyCertain, counts: truth.switches.every(({ decidable }) => decidable) };
}

const ofDay = (at: string): string => at.replace(/Z$/, '').slice(-12);

function compare(real: TrueSwitch, found: WhySwitched['switches'][number]): string[] {
  const faults: string[] = [];
  const differ = (what: string, is: string | null, truth: string | null): void => {
    if (is !== truth) faults.push(`${what} ${is}, in truth ${truth}`);
  };
  if (real.decidable || found.confidence === 'certain') differ('cause', found.cause, real.cause);
  differ('at', ofDay(found.at), timeOfDay(real.at));
  if (real.initiator !== undefined) differ('initiator', found.initiator, real.initiator);
  if (real.firstSymptomAt !== undefined) {
    differ(
      'first symptom',
      found.firstSymptomAt === null ? null : ofDay(found.firstSymptomAt),
      real.firstSymptomAt === null ? null : timeOfDay(real.firstSymptomAt),
    );
  }
  return faults;
}
