/** A walkthrough with a ground and an operator made for the test: what is in the journal when, and what is asked. */
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/core/runbooks/check.ts';
import type { NewEntry } from '../../../src/core/runbooks/entry.ts';
import { NO_SERVICE_FACTS, type PairFacts } from '../../../src/core/runbooks/facts.ts';
import type { Choice } from '../../../src/core/runbooks/move.ts';
import type { Answered, Operator } from '../../../src/core/runbooks/operator.ts';
import { placed, withEntry } from '../../../src/core/runbooks/run.ts';
import type { ProcedureQuestion, ProcedureView } from '../../../src/core/runbooks/view.ts';
import type { Ground, Ran } from '../../../src/operations/runbooks/ground.ts';
import type { JournalKeeper } from '../../../src/operations/runbooks/journal-keeper.ts';
import { type WalkedThrough, walkThrough } from '../../../src/operations/runbooks/walkthrough.ts';
import { BEFORE, upgradeRun, wordsOf } from '../../support/procedure-samples.ts';
import { answers } from '../../support/server-answers.ts';

const RAN: Ran = { ok: true, detail: 'it went well', tookMs: 5, downtimeMs: null };
const NOT_SO: Finding = { holds: 'no', says: 'it is not so' };

function facts(isServed: boolean): PairFacts {
  const server = (letter: 'A' | 'B') => ({
    ...{ letter, name: letter === 'A' ? 'alpha' : 'beta', silence: null, why: null, isPrimary: null },
    status: answers(letter === 'A' && isServed ? 'primary.serving' : 'backup.watching')(letter).answer,
    service: NO_SERVICE_FACTS,
  });
  return { A: server('A'), B: server('B') };
}

type Reply = Choice | ((question: ProcedureQuestion, view: ProcedureView, signal: AbortSignal) => Promise<Choice>);

interface Scene {
  readonly entries?: readonly NewEntry[];
  readonly ground?: Partial<Ground>;
  readonly operator?: Partial<Operator>;
  /** The answers to the questions in their order; then the operator stops. */
  readonly replies?: readonly Reply[];
  readonly patienceMs?: number;
}

class Interrupted extends Error {
  override name = 'ExitPromptError';
}

/** Walks; `told`: in order, what was written, carried out, asked. */
async function walk(
  { entries = [], ground, operator, replies = [], patienceMs }: Scene,
  interrupt = new AbortController(),
) {
  const told: string[] = [];
  let run = upgradeRun(entries);
  const before = run.entries.length;
  const keeper: JournalKeeper = {
    run: () => run,
    append: async (entry) => {
      const next = withEntry(run, placed(run, entry, '2026-12-01T05:00:00.000Z', 'ann'));
      if (!next.ok) throw new Error(next.why);
      run = next.run;
      told.push(entry.type);
      return run;
    },
  };
  const questions: { occasion: string; alarm: string | null }[] = [];
  let asked = 0;
  const result: WalkedThrough = await walkThrough({
    keeper,
    words: wordsOf(run),
    signal: interrupt.signal,
    ...(patienceMs === undefined ? {} : { patienceMs }),
    ground: {
      commandFor: () => ({ words: ['do', 'it'], where: 'here' }),
      carryOut: async () => {
        told.push('carried out');
        return RAN;
      },
      look: async () => ({ finding: NOT_SO, facts: facts(true), isByCommand: false }),
      glance: async () => facts(true),
      bootOf: async () => null,
      wouldLose: async () => [],
      ...ground,
    },
    operator: {
      begins: async () => true,
      show: () => undefined,
      acceptsLoss: async () => true,
      accepts: async () => true,
      ask: async (question, view, signal): Promise<Answered> => {
        questions.push({ occasion: question.question.occasion, alarm: view.alarm?.what ?? null });
        const reply = replies[asked++] ?? 'stop';
        const choice = typeof reply === 'string' ? reply : await reply(question, view, signal);
        return { choice, reason: 'because' };
      },
      ...operator,
    },
  });
  return { ...result, told, questions, added: run.entries.slice(before) };
}

const interruptedBy = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Interrupted())));

describe('the journal', () => {
  test('says that a command runs before it is started, and how it ended before anything is asked', async () => {
    const { told, added, how } = await walk({ replies: ['run'] });
    expect(told).toEqual(['running', 'carried out', 'ran', 'checked', 'stopped']);
    expect(added).toMatchObject([
      {},
      { ok: true, detail: 'it went well', tookMs: 5 },
      { ok: false, detail: 'it is not so' },
      {},
    ]);
    expect(how).toBe('stopped');
  });

  test('has what a restart is compared with from before the restart', async () => {
    const ground = { bootOf: async () => 'boot-1' };
    const { added } = await walk({ ground, replies: ['run'] });
    expect(added[0]).toMatchObject({ type: 'running', before: 'boot-1' });
  });

  test('holds no more words of a program than fit', async () => {
    const ground = { carryOut: async () => ({ ...RAN, ok: false, detail: 'x'.repeat(5_000) }) };
    const { added } = await walk({ ground, replies: ['run'] });
    expect(added[1]).toMatchObject({ type: 'ran', detail: 'x'.repeat(2_000) });
  });

  test.each<readonly [Choice, NewEntry['type'], object]>([
    ['by-hand', 'by-hand', {}],
    ['skip', 'skipped', { reason: 'because' }],
    ['back', 'turned-back', { reason: 'because' }],
    ['abort', 'aborted', { reason: 'because' }],
    ['stop', 'stopped', {}],
  ])('says what the operator chose: %s', async (choice, type, more) => {
    const { added } = await walk({ replies: [choice] });
    expect(added[0]).toMatchObject({ type, by: 'ann', ...more });
  });

  test('ends with the run', async () => {
    const { added, how } = await walk({ replies: ['abort'] });
    expect(added.map(({ type }) => type)).toEqual(['aborted', 'ended']);
    expect(how).toBe('ended');
  });
});

describe('an interruption', () => {
  test('while a command runs leaves the command running in the journal, and asks what became of it next time', async () => {
    const interrupt = new AbortController();
    const carryOut: Ground['carryOut'] = async (_action, _run, _say, signal) => {
      interrupt.abort();
      expect(signal.aborted).toBe(true);
      return { ...RAN, ok: false, detail: 'cancelled' };
    };
    const { run, added, how } = await walk({ ground: { carryOut }, replies: ['run'] }, interrupt);
    expect(added.map(({ type }) => type)).toEqual(['running']);
    expect(how).toBe('interrupted');
    const next = await walk({ entries: run.entries.slice(1) as NewEntry[] });
    expect(next.questions).toMatchObject([{ occasion: 'interrupted' }]);
  });

  test('at a question ends the walkthrough where it is', async () => {
    const interrupt = new AbortController();
    const ask: Operator['ask'] = (_question, _view, signal) => {
      const answer = interruptedBy(signal);
      interrupt.abort();
      return answer;
    };
    expect(await walk({ operator: { ask } }, interrupt)).toMatchObject({ how: 'interrupted', added: [] });
  });

  test('at the question whether a loss is accepted ends the walkthrough before the switch', async () => {
    const interrupt = new AbortController();
    const acceptsLoss: Operator['acceptsLoss'] = (_items, _view, signal) => {
      const answer = interruptedBy(signal);
      interrupt.abort();
      return answer as Promise<boolean>;
    };
    const scene = {
      entries: BEFORE.step7,
      ground: { wouldLose: async () => ['two changes'] },
      operator: { acceptsLoss },
    };
    const { how, added } = await walk({ ...scene, replies: ['run'] }, interrupt);
    expect({ how, added }).toEqual({ how: 'interrupted', added: [] });
  });

  test('while a check waits ends the waiting', async () => {
    const interrupt = new AbortController();
    const look: Ground['look'] = async () => {
      interrupt.abort();
      return { finding: { holds: 'not-yet', says: 'it starts' }, facts: facts(true), isByCommand: false };
    };
    const { how, added } = await walk(
      { entries: [{ type: 'by-hand', action: 'forward.first.stop' }], ground: { look } },
      interrupt,
    );
    expect({ how, added }).toEqual({ how: 'interrupted', added: [] });
  });

  test('cancels a check that takes long', async () => {
    const interrupt = new AbortController();
    const look: Ground['look'] = async (_run, _current, signal) => {
      interrupt.abort();
      expect(signal.aborted).toBe(true);
      return { finding: NOT_SO, facts: null, isByCommand: true };
    };
    const entries: NewEntry[] = [{ type: 'by-hand', action: 'forward.first.stop' }];
    expect(await walk({ entries, ground: { look } }, interrupt)).toMatchObject({ how: 'interrupted', added: [] });
  });

  test('is no excuse for a fault: what fails at a question is passed on', async () => {
    const ask = () => Promise.reject(new Error('the terminal is broken'));
    await expect(walk({ operator: { ask } })).rejects.toThrow('the terminal is broken');
  });
});

describe('a loss', () => {
  const loses = { wouldLose: async () => ['two changes', 'one file'] };

  test('that is accepted is in the journal before the switch', async () => {
    const { told, added } = await walk({ entries: BEFORE.step7, ground: loses, replies: ['run'] });
    expect(told.slice(0, 3)).toEqual(['accepted-loss', 'running', 'carried out']);
    expect(added[0]).toMatchObject({ items: ['two changes', 'one file'] });
  });

  test('that is not accepted means that nothing is switched, and the same is asked again', async () => {
    const operator = { acceptsLoss: async () => false };
    const { told, questions } = await walk({ entries: BEFORE.step7, ground: loses, operator, replies: ['run'] });
    expect(told).toEqual(['stopped']);
    expect(questions.map(({ occasion }) => occasion)).toEqual(['do', 'do']);
  });

  test('is asked about before a switch only', async () => {
    const acceptsLoss = () => Promise.reject(new Error('asked'));
    const { told } = await walk({ ground: loses, operator: { acceptsLoss }, replies: ['run'] });
    expect(told[0]).toBe('running');
  });
});

describe('while a question is open', () => {
  test('it is asked again, with the alarm, as soon as no server is active any more', async () => {
    let isServed = true;
    const glance = async () => facts(isServed);
    const look: Ground['look'] = async () => ({ finding: NOT_SO, facts: facts(isServed), isByCommand: false });
    const waits: Reply = (_question, _view, signal) => {
      isServed = false;
      return interruptedBy(signal);
    };
    const { questions, added } = await walk({ ground: { glance, look }, replies: [waits] });
    expect(questions).toEqual([
      { occasion: 'do', alarm: null },
      { occasion: 'do', alarm: 'NO SERVER IS ACTIVE: alpha is backup; beta is backup' },
    ]);
    expect(added.map(({ type }) => type)).toEqual(['stopped']);
  });
});

describe('a check that may still become true', () => {
  const entries: NewEntry[] = [{ type: 'by-hand', action: 'forward.first.stop' }];
  const notYet: Finding = { holds: 'not-yet', says: 'it still runs' };

  test('is waited for, and shown meanwhile', async () => {
    let looks = 0;
    const shown: (string | null)[] = [];
    const look: Ground['look'] = async () => {
      looks += 1;
      return { finding: looks === 1 ? notYet : { holds: 'yes', says: 'so' }, facts: facts(true), isByCommand: false };
    };
    const show = ({ activity }: ProcedureView) => void shown.push(activity);
    const { added } = await walk({ entries, ground: { look }, operator: { show } });
    expect(shown).toEqual(['waiting: it still runs']);
    expect(added[0]).toMatchObject({ type: 'checked', ok: true });
  });

  test('has failed once the time for it is over, and is asked about', async () => {
    const look: Ground['look'] = async () => ({ finding: notYet, facts: facts(true), isByCommand: false });
    const { added, questions } = await walk({ entries, ground: { look }, patienceMs: 0 });
    expect(added[0]).toMatchObject({ type: 'checked', ok: false, detail: 'it still runs' });
    expect(questions).toEqual([{ occasion: 'failed', alarm: null }]);
  });
});

test('a failure is verified only after the operator had it looked at again', async () => {
  const entries: NewEntry[] = [
    { type: 'running', action: 'forward.first.stop' },
    { type: 'ran', action: 'forward.first.stop', ok: false, detail: 'exit code 1', tookMs: 1, downtimeMs: null },
  ];
  const look: Ground['look'] = async () => ({
    finding: { holds: 'yes', says: 'so' },
    facts: facts(true),
    isByCommand: false,
  });
  const { added, questions } = await walk({ entries, ground: { look }, replies: ['look-again'] });
  expect(questions[0]).toMatchObject({ occasion: 'failed' });
  expect(added[0]).toMatchObject({ type: 'checked', action: 'forward.first.stop', ok: true });
});
