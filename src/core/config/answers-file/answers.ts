/** The answers of an upgrade that runs unattended: what an operator would be asked, written down beforehand. */
import { isMap, isScalar } from 'yaml';
import { didYouMean } from '../../nearest.ts';
import type { Problem } from '../../problem.ts';
import { booleanWord } from '../parameters/value.ts';
import { readSteps, type StepEntry } from '../step-labels/step-labels.ts';
import { type Entry, entriesOf, firstOfEqual, resolve } from '../yaml-text/entries.ts';
import { readFields, readText, readWord } from '../yaml-text/fields.ts';
import { describe, isNothing, scalarText, shown } from '../yaml-text/nodes.ts';
import { type Root, readOneMap } from '../yaml-text/one-map.ts';
import type { YamlKind, YamlSource } from '../yaml-text/source.ts';

/** `confirm`: the answer where nothing can be measured; null: there is none. `skip`: the reason. */
export type StepAnswer =
  | { readonly act: 'run' | 'by-hand'; readonly confirm: boolean | null }
  | { readonly skip: string };

export interface Answers {
  /** By label: '1' to '9', '10a', '10b', '11'. */
  readonly steps: ReadonlyMap<string, StepAnswer>;
  /** For steps on the way back or out, which have no answer of their own. */
  readonly wayBack: 'run' | 'by-hand';
  /** The decision about the new release; null: there is none. */
  readonly satisfied: { readonly yes: boolean; readonly reason: string | null } | null;
  /** Whether a switch may lose what it would lose. */
  readonly acceptLoss: boolean;
  /** What is done when a command fails, or a check does not hold. */
  readonly onFailure: 'stop' | 'back' | 'abort';
}

/** Longer ones do not fit into the journal of the upgrade. */
export const LONGEST_REASON = 1000;

export const ANSWERS_FILE: YamlKind = {
  noun: 'answers file',
  depth: 'three levels',
  largest: 64 * 1024,
  page: 'docs/upgrade.md',
  plainText: true,
};

const KEYS = {
  steps: { required: false },
  satisfied: { required: false },
  'accept data loss': { required: false },
  'on failure': { required: false },
  'way back': { required: false },
};

const STEP_KEYS = { do: { required: false }, confirm: { required: false }, skip: { required: false } };

const ACTS = ['run', 'by-hand'] as const;

/** Parses the text of an answers file; `fileName` is used in the `where` of each problem. Never throws. */
export function parseAnswers(text: string, fileName: string): { answers: Answers | null; problems: Problem[] } {
  const { value, problems } = readOneMap(text, fileName, ANSWERS_FILE, 'an answer for each step', readAnswers);
  return { answers: value, problems };
}

/** Null, or incomplete, if something was reported. */
function readAnswers(source: YamlSource, root: Root): Answers | null {
  const fields = readFields(source, root.node, root, KEYS);
  if (fields === null) return null;
  return {
    steps: readStepAnswers(source, fields.get('steps')),
    satisfied: readSatisfied(source, fields.get('satisfied')),
    acceptLoss: readBoolean(source, fields.get('accept data loss'), 'accept data loss') ?? false,
    onFailure: readWord(source, fields.get('on failure'), 'on failure', ['stop', 'back', 'abort'] as const) ?? 'stop',
    wayBack: readWord(source, fields.get('way back'), 'way back', ACTS) ?? 'run',
  };
}

function readStepAnswers(source: YamlSource, entry: Entry | undefined): ReadonlyMap<string, StepAnswer> {
  const answers = new Map<string, StepAnswer>();
  if (entry === undefined || entry.value === null) return answers;
  for (const step of readSteps(source, entry.value, 'steps', entry.offset) ?? []) {
    const answer = readStepAnswer(source, step);
    if (answer !== null) answers.set(step.label, answer);
  }
  return answers;
}

const FORMS = 'write "run", "by-hand", "{ skip: why }" or "{ do: by-hand, confirm: yes }"';

function readStepAnswer(source: YamlSource, entry: StepEntry): StepAnswer | null {
  const path = `steps.${entry.label}`;
  if (isMap(entry.value)) return readLongAnswer(source, entry, path);
  const text = isScalar(entry.value) ? scalarText(entry.value) : null;
  const act = ACTS.find((each) => each === text);
  if (act !== undefined) return { act, confirm: null };
  if (text === 'skip') {
    source.report(entry.offset, {
      code: 'reason-missing',
      what: `${path} is skipped without a reason`,
      why: 'the report of the upgrade says why a step was skipped',
      do: 'write "{ skip: why }"',
    });
  } else if (text === null || text.trim() === '') {
    source.report(entry.offset, {
      code: text === null ? 'type-wrong' : 'text-empty',
      what: `${path} is ${text === null ? describe(entry.value) : 'empty'}`,
      why: 'an answer is a word, or a map',
      do: FORMS,
    });
  } else {
    source.report(entry.offset, {
      code: 'word-unknown',
      what: `${path} is ${shown(text)}`,
      why: 'it is one of run and by-hand, or a map',
      do: didYouMean(text, ACTS) || FORMS,
    });
  }
  return null;
}

function readLongAnswer(source: YamlSource, entry: StepEntry, path: string): StepAnswer | null {
  const fields = readFields(source, entry.value, { path, offset: entry.offset }, STEP_KEYS);
  if (fields === null) return null;
  const [act, confirm, skip] = [fields.get('do'), fields.get('confirm'), fields.get('skip')];
  if (skip !== undefined) {
    for (const other of [act, confirm]) {
      if (other === undefined) continue;
      source.report(other.keyOffset, {
        code: 'key-without-effect',
        what: `${path}.${other.key} has no effect beside skip`,
        why: 'a step that is skipped is neither done nor confirmed',
        do: 'keep one of the two',
      });
    }
    const reason = readReason(source, skip, `${path}.skip`);
    return reason === null ? null : { skip: reason };
  }
  const confirmed = readBoolean(source, confirm, `${path}.confirm`);
  if (act !== undefined) {
    const word = readWord(source, act, `${path}.do`, ACTS);
    return word === null ? null : { act: word, confirm: confirmed };
  }
  // A key that was reported as unknown may be the one that is missing.
  if (isMap(entry.value) && entry.value.items.length > fields.size) return null;
  source.report(entry.offset, {
    code: 'key-missing',
    what: `${path} has neither "do" nor "skip"`,
    why: 'the answer must say how the step is done, or why it is skipped',
    do: FORMS,
  });
  return null;
}

function readSatisfied(source: YamlSource, entry: Entry | undefined): Answers['satisfied'] {
  if (entry === undefined) return null;
  if (!isMap(entry.value)) {
    const yes = readBoolean(source, entry, 'satisfied');
    return yes === null ? null : { yes, reason: null };
  }
  const entries = entriesOf(source, entry.value, 'satisfied', (each) => resolve(source, each)).flatMap((each) => {
    const yes = booleanOf(each.key);
    if (yes !== null) return [{ ...each, yes }];
    source.report(each.keyOffset, {
      code: 'key-unknown',
      what: `satisfied has no key ${shown(each.key)}`,
      why: 'its keys are yes and no',
      do: didYouMean(each.key, ['yes', 'no']) || 'write "{ no: why }"',
    });
    return [];
  });
  const [answer] = firstOfEqual(source, entries, () => ({ id: 'satisfied', shown: 'satisfied' }));
  if (answer !== undefined) {
    const reason = readReason(source, answer, `satisfied.${answer.key}`);
    return { yes: answer.yes, reason };
  }
  if (entry.value.items.length === 0) {
    source.report(entry.offset, {
      code: 'key-missing',
      what: 'satisfied has neither "yes" nor "no"',
      why: 'it says whether the new release stays',
      do: 'write "yes", or "{ no: why }"',
    });
  }
  return null;
}

function readReason(source: YamlSource, entry: Entry, path: string): string | null {
  const isBlank = isNothing(entry.value) || (isScalar(entry.value) && scalarText(entry.value).trim() === '');
  if (isBlank) {
    source.report(entry.offset, {
      code: 'reason-missing',
      what: `${path} has no reason`,
      why: 'the report of the upgrade shows the reason',
      do: `write it after "${entry.key}:"`,
    });
    return null;
  }
  const reason = readText(source, entry, path);
  if (reason === null || reason.length <= LONGEST_REASON) return reason;
  source.report(entry.offset, {
    code: 'text-too-long',
    what: `${path} has ${reason.length} characters`,
    why: `the limit is ${LONGEST_REASON}`,
    do: 'shorten it',
  });
  return null;
}

/** Null if it is not set, or something else and reported. */
function readBoolean(source: YamlSource, entry: Entry | undefined, path: string): boolean | null {
  if (entry === undefined) return null;
  const value = isScalar(entry.value) ? booleanOf(scalarText(entry.value)) : null;
  if (value !== null) return value;
  source.report(entry.offset, {
    code: 'value-not-boolean',
    what: `${path} is ${isScalar(entry.value) ? shown(scalarText(entry.value)) : describe(entry.value)}`,
    why: 'it must be yes or no',
    do: 'write yes or no',
  });
  return null;
}

function booleanOf(text: string): boolean | null {
  const word = text.trim();
  if (word === '1' || word === '0') return word === '1';
  return booleanWord(word);
}
