/** The report of a procedure on a terminal. */
import type { ProcedureReport } from '../../core/runbooks/report.ts';
import type { Medium } from '../text/palette.ts';
import { type TableRow, textTable } from '../text/plain-table.ts';
import { wrap } from '../text/wrap.ts';
import { reportContent, type StepLine } from './report-content.ts';
import { markOf, oneLine } from './step-words.ts';

export function renderReport(report: ProcedureReport, medium: Medium): string {
  const { palette, columns } = medium;
  const { verdict, headline, facts, steps, losses, journal } = reportContent(report);
  const rows = facts.flatMap(([label, texts]) =>
    texts.map((text, index): TableRow => [index === 0 ? palette.dim(label) : '', oneLine(text)]),
  );
  return [
    wrap(oneLine(headline), columns, 2).map((line) => palette.bold(palette[verdict.tone](line))),
    textTable(rows, columns),
    [palette.accent('Steps (times in UTC)'), ...stepTable(steps, medium)],
    losses.length === 0
      ? []
      : [
          palette.bad('Lost, as accepted before the switch'),
          ...losses.flatMap((each) => wrap(`  - ${oneLine(each)}`, columns, 4)),
        ],
    // Twice as long as everything above.
    wrap(`The journal has ${journal.length} entries: --report FILE writes them (.md, .html or .json).`, columns).map(
      palette.dim,
    ),
  ]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

/** What came of a step is below its title. */
function stepTable(steps: readonly StepLine[], { palette, columns }: Medium): string[] {
  const rows = steps.flatMap(({ label, title, result, at, words, isPart }): TableRow[] => [
    [
      isPart ? '' : markOf(result, palette),
      label,
      palette.dim(at),
      isPart ? `${markOf(result, palette)} ${oneLine(title)}` : oneLine(title),
    ],
    ...(words === '' ? [] : [['', '', '', palette.dim(oneLine(words))]]),
  ]);
  return textTable(rows, columns, { alignment: ['left', 'right', 'left', 'left'] });
}
