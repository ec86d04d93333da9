/** The report of a procedure as a self-contained page, to be kept or printed. */
import type { ProcedureReport, StepResult } from '../../core/runbooks/report.ts';
import { esc } from '../page/escape.ts';
import { framed } from '../page/frame.ts';
import { facts } from '../page/parts.ts';
import { type ReportContent, reportContent, type StepLine } from './report-content.ts';

export function reportPage(report: ProcedureReport): string {
  const content = reportContent(report);
  return framed({
    kind: `switchover ${report.procedure}`,
    verdict: content.verdict,
    title: content.headline,
    sections: [facts(content.facts), lost(content.losses), stepTable(content.steps), journalOf(content.journal)],
    footer: `Times are UTC. Run ${report.run}.`,
    style: STEPS_STYLE,
  });
}

function lost(losses: readonly string[]): string {
  if (losses.length === 0) return '';
  const items = losses.map((each) => `<li>${esc(each)}</li>`).join('');
  return `<div class="beware"><strong>Lost, as accepted before the switch</strong><ul>${items}</ul></div>`;
}

const SIGNS: Readonly<Record<StepResult, readonly [sign: string, tone: string, means: string]>> = {
  done: ['✓', 'good', 'done'],
  skipped: ['–', 'between', 'skipped'],
  failed: ['×', 'bad', 'failed'],
  current: ['▸', 'accent', 'next'],
  'to-do': ['○', 'soft', 'not done'],
  'given-up': ['–', 'soft', 'left behind'],
};

/** One row for each step; its sign, its number and its time are read aloud in this order. */
function stepTable(steps: readonly StepLine[]): string {
  const rows = steps.map(({ label, title, result, at, words, isPart }) => {
    const [sign, tone, means] = SIGNS[result];
    const said = words === '' ? '' : `<p class="how">${esc(words)}</p>`;
    const mark = `<span class="sign ${tone}" role="img" aria-label="${means}" title="${means}">${sign}</span>`;
    return `<tr${isPart ? ' class="part"' : ''}><td>${mark}</td><td>${esc(label)}</td><td><time>${esc(at)}</time></td><td>${esc(title)}${said}</td></tr>`;
  });
  return `<h2>Steps</h2><table class="steps"><thead><tr><th></th><th></th><th>time</th><th>step</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}

function journalOf(journal: ReportContent['journal']): string {
  const rows = journal.map(
    ({ at, by, what }) => `<tr><td><time>${esc(at)}</time></td><td>${esc(by)}</td><td>${esc(what)}</td></tr>`,
  );
  const table = `<table><thead><tr><th>time</th><th>by</th><th>what</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
  return `<details class="journal"><summary>Journal: ${journal.length} entries</summary>${table}</details>`;
}

const STEPS_STYLE = `
table.steps td:nth-child(-n+2),td:has(>time){width:1%;white-space:nowrap}
table.steps td:nth-child(2){text-align:right;font-variant-numeric:tabular-nums}
td time{font-variant-numeric:tabular-nums;color:var(--soft)}
tr.part td:last-child{padding-left:1.2rem}
.how{color:var(--soft);font-size:.92em;margin:.1rem 0 0}
.sign{font-weight:700}
.sign.good{color:var(--good)}.sign.bad{color:var(--bad)}.sign.between{color:var(--between)}.sign.accent{color:var(--accent)}.sign.soft{color:var(--soft)}
details.journal{margin-top:2rem}
.journal summary{font-size:1.2rem;font-weight:700;cursor:pointer}
.journal summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
@media (max-width:40rem){td:has(>time),td time{white-space:normal}}`;
