/** The report of a procedure in Markdown, for a change record. */
import type { ProcedureReport } from '../../core/runbooks/report.ts';
import { markdownTable, markdownText } from './markdown.ts';
import { reportContent, type StepLine } from './report-content.ts';

export function reportMarkdown(report: ProcedureReport): string {
  const { headline, facts, steps, losses, journal } = reportContent(report);
  return [
    [`# Report: ${markdownText(`${report.procedure} of ${report.pair}`)}`, '', `**${markdownText(headline)}**`],
    facts.flatMap(([label, texts]) => texts.map((text) => `- ${label}: ${markdownText(text)}`)),
    ['## Steps'],
    markdownTable(['step', '', 'time (UTC)', 'result'], steps.map(stepCells)),
    ...(losses.length === 0
      ? []
      : [['## Lost, as accepted before the switch'], losses.map((each) => `- ${markdownText(each)}`)]),
    ['## Journal'],
    markdownTable(
      ['time (UTC)', 'by', 'what'],
      journal.map(({ at, by, what }) => [at, by, what].map(markdownText)),
    ),
  ]
    .map((block) => `${block.join('\n')}\n`)
    .join('\n');
}

function stepCells({ label, title, at, words, isPart }: StepLine): readonly string[] {
  return [label, `${isPart ? '– ' : ''}${markdownText(title)}`, at, markdownText(words)];
}
