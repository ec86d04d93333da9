import { describe, expect, test } from 'vitest';
import type { ProcedureQuestion } from '../../../src/core/runbooks/view.ts';
import {
  choiceWords,
  questionLine,
  renderDetails,
  renderQuestion,
} from '../../../src/presentation/runbooks/question.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { BEFORE, decided, questionAfter, WHOLE } from '../../support/procedure-samples.ts';

const MEDIUM = { palette: PLAIN, columns: 80 };

const shown = (asked: ProcedureQuestion): string[] => renderQuestion(asked, MEDIUM).split('\n');
const menu = (asked: ProcedureQuestion): string[] => asked.choices.map((choice) => choiceWords(choice, asked));

const STOP = questionAfter(BEFORE.step1, { command: ['systemctl', 'stop', 'contact centre'] });
/** The installation on the second server, whose command failed, or was never seen to end. */
const FAILED = WHOLE.slice(
  0,
  WHOLE.findIndex(({ type }) => type === 'stopped'),
);
const OLD = { holds: 'no', says: 'release 4.0 is installed on alpha' } as const;

describe('a question', () => {
  test('says what is to be done and why, the cautions, and the command as a shell would read it, with its place', () => {
    const lines = shown(STOP);
    expect(lines[0]).toBe('Step 1: Stop the service on beta');
    expect(lines.join(' ')).toContain(STOP.step.why);
    expect(lines.filter((line) => line.startsWith('Caution: '))).toHaveLength(STOP.step.cautions.length);
    expect(lines.slice(-2)).toEqual(['Command, on ann@beta.example.net:', "  systemctl stop 'contact centre'"]);
    expect(questionLine(STOP)).toBe('What next?');
  });

  test('lists what to do by hand where there is no command', () => {
    const asked = questionAfter([], { byHand: true });
    expect(shown(asked).join(' ').replace(/ +/g, ' ')).toContain(` 1. ${asked.action.byHand[0]} 2. `);
    expect(menu(asked)[0]).toBe('I have done it');
  });

  test('about a command that failed shows its output, what is true now, and the command again, not the reasons', () => {
    expect(shown(questionAfter(FAILED, { command: ['install', '4.1'], finding: OLD }))).toEqual([
      'Step 10a: Upgrade alpha',
      '(2 of 3) Install release 4.1 on alpha',
      '',
      'The command failed: exit code 1',
      '  disk <full>',
      '  remove old logs',
      'Found now: release 4.0 is installed on alpha',
      '',
      'Command, on ann@beta.example.net:',
      '  install 4.1',
    ]);
  });

  test('shortens long output, and the details have all of it', () => {
    const detail = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join('\n');
    const ran = { type: 'ran', action: 'forward.first.stop', ok: false, detail, tookMs: 1, downtimeMs: null } as const;
    const asked = questionAfter([{ type: 'running', action: 'forward.first.stop' }, ran], { command: ['stop'] });
    expect(shown(asked).slice(2, 9)).toEqual([
      'The command failed: line 1',
      '  line 2',
      '  line 3',
      '  line 4',
      '  line 5',
      '  line 6',
      '  … 14 more lines: see the details',
    ]);
    expect(renderDetails(asked, MEDIUM)).toContain('\n  line 19\n  line 20');
  });

  test('about a check that does not hold says once what was found', () => {
    const checked = {
      type: 'checked',
      action: 'forward.first.install',
      ok: false,
      means: 'facts',
      detail: OLD.says,
    } as const;
    const asked = questionAfter(
      [...BEFORE.step5.slice(0, 6), { type: 'by-hand', action: 'forward.first.install' }, checked],
      {
        command: ['install'],
        finding: OLD,
      },
    );
    const lines = shown(asked);
    expect(lines).toContain(`Not verified: ${OLD.says}`);
    expect(lines.filter((line) => line.includes(OLD.says))).toHaveLength(1);
  });

  test('about a command whose end nobody saw says that it may have been carried out', () => {
    const asked = questionAfter(FAILED.slice(0, -1), { command: ['install', '4.1'], finding: OLD });
    expect(shown(asked).slice(3, 6)).toEqual([
      'The command was started, and nobody saw how it ended: it may have been carried',
      'out in full, in part or not at all.',
      'Found now: release 4.0 is installed on alpha',
    ]);
    expect(menu(asked).slice(0, 3)).toEqual([
      'Look again, without doing anything',
      'Run the command again',
      'I have done it by hand now',
    ]);
  });

  test('that only the operator can answer is asked as it stands, without the command', () => {
    const asked = questionAfter(BEFORE.step10.slice(0, -1), {
      finding: { holds: 'unknown', says: 'only the operator can tell' },
    });
    expect(questionLine(asked)).toBe('Does everything that you tested on beta work?');
    expect(shown(asked)).toEqual(['Step 9: Test the new release on beta']);
    expect(menu(asked).slice(0, 2)).toEqual(['Yes', 'No (the step is not done yet)']);
  });

  test('has the reasons and the cautions only where a step begins', () => {
    const begins = questionAfter([...BEFORE.step10, decided(true)]);
    const goesOn = questionAfter([
      ...BEFORE.step10,
      decided(true),
      ...WHOLE.slice(BEFORE.step10.length + 1).slice(0, 3),
    ]);
    expect(shown(begins).join(' ')).toContain(begins.step.why);
    expect(shown(goesOn).slice(0, 2)).toEqual(['Step 10a: Upgrade alpha', '(2 of 3) Install release 4.1 on alpha']);
    expect(shown(goesOn).join(' ')).not.toContain(begins.step.why);
  });
});

describe('the menu', () => {
  test('says what each choice leads to where that is not plain', () => {
    expect(menu(questionAfter(BEFORE.step7, { command: ['switchover', 'switch'] }))).toEqual([
      'Switch now (the downtime begins)',
      'I have done it by hand',
      'Skip it, with a reason (nothing is verified)',
      'Stop here and resume later (the servers stay as they are now)',
      'Go back to how it was before (2 steps)',
      'Abort, and leave the releases as they are (1 step)',
    ]);
    expect(menu(questionAfter(BEFORE.step10))).toEqual([
      'Satisfied: go on with the other server',
      'Not satisfied: go back (3 steps, with a short downtime)',
      'Stop here and resume later (the servers stay as they are now)',
      'Abort, and leave the releases as they are (1 step)',
    ]);
    expect(menu(STOP).slice(-2)).toEqual([
      'Go back to how it was before (nothing has to be done for it)',
      'Abort, and leave the releases as they are (nothing has to be done for it)',
    ]);
  });
});

describe('the details', () => {
  test('add what to do by hand, what verifies it, the last output and every way back', () => {
    const asked = questionAfter(FAILED, { command: ['install', '4.1'], finding: OLD });
    const text = renderDetails(asked, MEDIUM);
    const titles = text.split('\n').filter((line) => /^[A-Z][a-z ,]+$/.test(line));
    expect(titles).toEqual([
      'The same by hand',
      'Done when',
      'Now',
      'Last result',
      'To go back once it is done',
      'To go back from here',
      'To end here, as things stand',
    ]);
    expect(text).toContain('\n  release 4.1 is installed on alpha\n');
    expect(text).toContain('\n  2. Switch back to alpha\n');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

test('nothing that a program or a name contains reaches the terminal as a command', () => {
  const detail = 'a\u001b[2Jb\u0007\nc\rd';
  const ran = { type: 'ran', action: 'forward.first.stop', ok: false, detail, tookMs: 1, downtimeMs: null } as const;
  const entries = [{ type: 'running', action: 'forward.first.stop' } as const, ran];
  const finding = { holds: 'no', says: 'x\u009by' } as const;
  const asked = questionAfter(entries, {
    command: ['st\u001bop'],
    finding,
    names: { A: 'al\u001bpha', B: 'be\u0000ta' },
  });
  const all = [renderQuestion(asked, MEDIUM), renderDetails(asked, MEDIUM), questionLine(asked), ...menu(asked)];
  expect(all.join('')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});
