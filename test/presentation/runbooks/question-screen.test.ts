import { describe, expect, test } from 'vitest';
import { choiceWords, questionLine, renderQuestion } from '../../../src/presentation/runbooks/question.ts';
import { renderQuestionScreen } from '../../../src/presentation/runbooks/question-screen.ts';
import { heightOf } from '../../../src/presentation/runbooks/screen.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { BEFORE, questionAfter, viewAfter } from '../../support/procedure-samples.ts';

const ASKED = questionAfter(BEFORE.step5, { command: ['systemctl', 'start', 'contact-centre'] });
const MENU = {
  message: questionLine(ASKED),
  entries: [...ASKED.choices.map((choice) => choiceWords(choice, ASKED)), 'Show details'],
};
const VIEW = viewAfter(BEFORE.step5, { unprotectedMs: 60_000 });

/** What the terminal shows in all: the text, the question of the menu, its entries, an empty line and the keys. */
function screenOf(rows: number, columns = 80) {
  const { text, pageSize } = renderQuestionScreen(VIEW, ASKED, MENU, { columns, rows }, { palette: PLAIN, columns });
  const lines = text.split('\n');
  return { lines, pageSize, height: heightOf(lines, columns) + 1 + pageSize + 2 };
}

describe('a question on the screen of its procedure', () => {
  test.each([24, 30, 50])('fits on %s rows together with its menu, and still shows the current step', (rows) => {
    const { lines, pageSize, height } = screenOf(rows);
    expect(height).toBeLessThanOrEqual(rows);
    expect(pageSize).toBe(MENU.entries.length);
    expect(lines).toContain('[>]   5  Start the service on beta');
    expect(lines).toContain('  systemctl start contact-centre');
  });

  test('has the whole panel and empty lines where there is room', () => {
    const { lines } = screenOf(50);
    expect(lines).toContain('[ ]  11  Set the start mode of the service on beta as it was');
    expect(lines.join('\n')).toContain(`\n\n${renderQuestion(ASKED, { palette: PLAIN, columns: 80 })}\n`);
  });

  test('leaves a menu that can be used on a screen that is far too low', () => {
    expect(screenOf(6).pageSize).toBe(3);
  });
});
