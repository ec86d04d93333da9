import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Letter } from '../../../src/core/letter.ts';
import { LETTERS, otherLetter } from '../../../src/core/letter.ts';
import { findingOf } from '../../../src/core/runbooks/check.ts';
import { type Entry, entryShape, type NewEntry } from '../../../src/core/runbooks/entry.ts';
import type { PairFacts } from '../../../src/core/runbooks/facts.ts';
import { type Choice, type Move, nextMove, type Question } from '../../../src/core/runbooks/move.ts';
import { begin, currentOf, placed, type Run, runOf, withEntry } from '../../../src/core/runbooks/run.ts';
import type { Deed } from '../../../src/core/runbooks/step.ts';
import { UPGRADE } from '../../../src/core/runbooks/upgrade/steps.ts';
import { begunEntry } from '../../support/journals.ts';
import { answers } from '../../support/server-answers.ts';

/** A pair as far as an upgrade changes it. */
interface Model {
  readonly servers: Record<Letter, { running: boolean; release: string; startMode: string; boots: number }>;
  active: Letter | null;
}

const newModel = (): Model => {
  const server = { running: true, release: '1', startMode: 'enabled', boots: 1 };
  return { servers: { A: { ...server }, B: { ...server } }, active: 'A' };
};

/** What its servers and the commands of its services would say. */
function factsOf({ servers, active }: Model): PairFacts {
  const facts = (letter: Letter): PairFacts[Letter] => {
    const { running, release, startMode, boots } = servers[letter];
    const order = release.localeCompare(servers[otherLetter(letter)].release);
    const backup = order === 0 ? 'backup.watching' : order > 0 ? 'upgrade-higher.watching' : 'upgrade-lower.watching';
    return {
      letter,
      name: letter === 'A' ? 'alpha' : 'beta',
      status: running ? answers(active === letter ? 'primary.serving' : backup, { release })(letter).answer : null,
      silence: running ? null : 'absent',
      why: running ? null : 'connection refused',
      isPrimary: running ? active === letter : null,
      service: { running, startMode, manualWord: 'disabled', release, boot: String(boots) },
    };
  };
  return { A: facts('A'), B: facts('B') };
}

function carryOut(model: Model, deed: Deed): void {
  const { servers } = model;
  switch (deed.kind) {
    case 'stop':
      servers[deed.server].running = false;
      if (model.active === deed.server)
        model.active = servers[otherLetter(deed.server)].running ? otherLetter(deed.server) : null;
      break;
    case 'start':
      servers[deed.server].running = true;
      model.active ??= deed.server;
      break;
    case 'restart':
      servers[deed.server].boots += 1;
      servers[deed.server].running = false;
      break;
    case 'start-mode':
      servers[deed.server].startMode = deed.to === 'manual' ? 'disabled' : 'enabled';
      break;
    case 'install':
      if (servers[deed.server].running) throw new Error('installed while the service ran');
      servers[deed.server].release = deed.release === 'new' ? '2' : '1';
      break;
    case 'switch':
      if (!servers[deed.server].running) throw new Error('switched to a server that does not run');
      model.active = deed.server;
      break;
    case 'test':
    case 'look':
    case 'decide':
  }
}

const AT = '2026-12-01T03:00:00.000Z';

function begun(byHand = false): Run {
  const releases = { oldRelease: '1', newRelease: '2', startModes: { A: 'enabled', B: 'enabled' } };
  const applied = begin(UPGRADE, begunEntry('run-1', { ...releases, byHand, at: AT }));
  if (!applied.ok) throw new Error(applied.why);
  return applied.run;
}

function add(run: Run, entry: NewEntry): Run {
  const applied = withEntry(run, placed(run, entry, AT, 'ann'));
  if (!applied.ok) throw new Error(`${entry.type}: ${applied.why}`);
  return applied.run;
}

function moveOf(run: Run, model: Model, again = false): Move {
  const current = currentOf(run);
  if (current === null) return nextMove(run, null);
  const { oldRelease, newRelease, startModes } = run.begun;
  const finding = findingOf(current.action.check, factsOf(model), {
    oldRelease,
    newRelease,
    startModes,
    boot: current.record.before,
  });
  return nextMove(run, { finding, hasCommand: true, isLookedAtAgain: again, isWaitOver: true, isByCommand: false });
}

/** What the operator does about a question; `failing`: the command fails, half done. */
interface Answer {
  readonly choice: Choice;
  readonly failing?: boolean;
  /** The walkthrough is killed after the command was started: before it did anything, or after. */
  readonly killed?: 'before' | 'after' | null;
}

type Operator = (question: Question, asked: number) => Answer;

/** Plays a whole run; each entry is read back from text first, as after an interruption. */
function play(operator: Operator, model = newModel(), first = begun()): Run {
  let run = first;
  let again = false;
  for (let asked = 0; asked < 400; ) {
    run = readBack(run.entries);
    const move = moveOf(run, model, again);
    again = false;
    if (move.kind === 'end') return add(run, { type: 'ended', outcome: move.outcome });
    if (move.kind === 'record') {
      run = add(run, move.entry);
      continue;
    }
    if (move.kind === 'wait') throw new Error('nothing changes by itself in this model');
    asked += 1;
    const { action } = move.question.current;
    const { choice, failing = false, killed = null } = operator(move.question, asked);
    switch (choice) {
      case 'run': {
        const boot = String(action.deed.kind === 'restart' ? model.servers[action.deed.server].boots : 0);
        run = add(run, { type: 'running', action: action.id, before: boot });
        if (killed === 'before') break;
        if (!failing) carryOut(model, action.deed);
        if (killed === 'after') break;
        run = add(run, { type: 'ran', action: action.id, ok: !failing, detail: '', tookMs: 1, downtimeMs: null });
        break;
      }
      case 'by-hand':
        carryOut(model, action.deed);
        run = add(run, { type: 'by-hand', action: action.id });
        break;
      case 'confirm':
      case 'deny':
        run = add(run, { type: 'checked', action: action.id, ok: choice === 'confirm', means: 'operator', detail: '' });
        break;
      case 'satisfied':
      case 'not-satisfied':
        run = add(run, { type: 'decided', action: action.id, satisfied: choice === 'satisfied', reason: null });
        break;
      case 'look-again':
        again = true;
        break;
      case 'skip':
        run = add(run, { type: 'skipped', action: action.id, reason: 'because' });
        break;
      case 'stop':
        run = add(add(run, { type: 'stopped' }), { type: 'resumed', machine: 'other', pairFile: '' });
        break;
      case 'back':
        run = add(run, { type: 'turned-back', reason: null });
        break;
      case 'abort':
        run = add(run, { type: 'aborted', reason: null });
        break;
    }
  }
  throw new Error('the run does not end');
}

function readBack(entries: readonly Entry[]): Run {
  const read = runOf(
    UPGRADE,
    entries.map((entry) => entryShape.parse(JSON.parse(JSON.stringify(entry)))),
  );
  if (!read.ok) throw new Error(read.why);
  return read.run;
}

const willing: Operator = ({ choices }) => ({
  choice: (['run', 'confirm', 'satisfied'] as const).find((choice) => choices.includes(choice)) ?? 'look-again',
});

const stepsDone = (run: Run): string[] =>
  [...run.records].filter(([, { phase }]) => phase === 'done').map(([id]) => id);

describe('an upgrade', () => {
  test('goes through the steps of the reference in their order, and ends with both servers on the new release', () => {
    const model = newModel();
    const run = play(willing, model);
    expect(run.ended).toBe('finished');
    expect(stepsDone(run)).toEqual([
      'forward.first.stop',
      'forward.first.manual-start',
      'forward.first.install',
      'forward.first.restart',
      'forward.first.start',
      'forward.first.look',
      'forward.first.switch',
      'forward.second.look',
      'forward.first.test',
      'forward.first.decide',
      'forward.second.stop',
      'forward.second.install',
      'forward.second.start-upgraded',
      'forward.first.original-start',
    ]);
    const server = { running: true, release: '2', startMode: 'enabled' };
    expect(model).toMatchObject({ active: 'B', servers: { A: server, B: server } });
  });

  test('that does not satisfy goes back to the old release, the old roles and the original start modes', () => {
    const model = newModel();
    const run = play((question, asked) => {
      return question.occasion === 'decide' ? { choice: 'not-satisfied' } : willing(question, asked);
    }, model);
    expect(run.ended).toBe('went-back');
    expect(stepsDone(run).slice(-5)).toEqual([
      'back.second.switch',
      'back.first.stop',
      'back.first.install',
      'back.first.start',
      'back.first.original-start',
    ]);
    const server = { running: true, release: '1', startMode: 'enabled' };
    expect(model).toMatchObject({ active: 'A', servers: { A: server, B: server } });
  });

  test('asks what to do where an installation succeeds and changes nothing', () => {
    const model = newModel();
    const run = begun();
    const steps: NewEntry[] = [
      { type: 'skipped', action: 'forward.first.stop', reason: 'it does not matter here' },
      { type: 'skipped', action: 'forward.first.manual-start', reason: 'it does not matter here' },
      { type: 'running', action: 'forward.first.install', before: null },
      { type: 'ran', action: 'forward.first.install', ok: true, detail: '', tookMs: 1, downtimeMs: null },
    ];
    const move = moveOf(steps.reduce(add, run), model);
    expect(move).toMatchObject({
      kind: 'record',
      entry: { ok: false, detail: 'release 1 is installed on beta: the installation changed nothing' },
    });
  });

  test('does not take half an installation for a whole one because its release looks right', () => {
    const model = newModel();
    model.servers.B.release = '2';
    const steps: NewEntry[] = [
      { type: 'skipped', action: 'forward.first.stop', reason: 'it does not matter here' },
      { type: 'skipped', action: 'forward.first.manual-start', reason: 'it does not matter here' },
      { type: 'running', action: 'forward.first.install', before: null },
      { type: 'ran', action: 'forward.first.install', ok: false, detail: 'exit code 1', tookMs: 1, downtimeMs: null },
    ];
    expect(moveOf(steps.reduce(add, begun()), model)).toMatchObject({
      kind: 'ask',
      question: { occasion: 'failed', finding: { says: 'release 2 is installed on beta' } },
    });
  });
});

const CHOICES: readonly Choice[] = [
  'run',
  'by-hand',
  'confirm',
  'satisfied',
  'not-satisfied',
  'look-again',
  'stop',
  'back',
  'abort',
];

describe('whatever happens on the way', () => {
  const restless = fc.array(
    fc.record({
      choice: fc.nat(20),
      failing: fc.boolean(),
      killed: fc.constantFrom(null, null, null, 'before' as const, 'after' as const),
    }),
    { maxLength: 60 },
  );

  test('a run in which nothing is skipped ends with one active server, both running, and the original start modes', () => {
    fc.assert(
      fc.property(restless, (moods) => {
        const model = newModel();
        const run = play((question, asked) => {
          const mood = moods[asked - 1];
          if (mood === undefined) return willing(question, asked);
          const offered = question.choices.filter((choice) => CHOICES.includes(choice));
          return { choice: offered[mood.choice % offered.length]!, failing: mood.failing, killed: mood.killed };
        }, model);
        const { A, B } = model.servers;
        expect([A.running, B.running, A.startMode, B.startMode]).toEqual([true, true, 'enabled', 'enabled']);
        expect(LETTERS).toContain(model.active);
        if (run.ended === 'finished') expect([A.release, B.release, model.active]).toEqual(['2', '2', 'B']);
        if (run.ended === 'went-back') expect([A.release, B.release, model.active]).toEqual(['1', '1', 'A']);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a command whose end nobody saw is not started again without a question', () => {
    fc.assert(
      fc.property(restless, (moods) => {
        let lastKilled: string | null = null;
        play((question, asked) => {
          if (lastKilled === question.current.action.id) expect(question.occasion).toBe('interrupted');
          lastKilled = null;
          const mood = moods[asked - 1];
          const answer = willing(question, asked);
          if (mood === undefined || answer.choice !== 'run') return answer;
          if (mood.killed !== null) lastKilled = question.current.action.id;
          return { ...answer, killed: mood.killed };
        });
      }),
    );
  });
});
