/** The forms in which a report is written to a file, by the ending of the file. */
import type { ProcedureReport } from '../../core/runbooks/report.ts';
import { reportMarkdown } from './report-markdown.ts';
import { reportPage } from './report-page.ts';

export const REPORT_FORMS = {
  '.md': { write: reportMarkdown, begins: '# Report: ' },
  '.json': {
    write: (report: ProcedureReport) => `${JSON.stringify(report, null, 2)}\n`,
    begins: '{\n  "procedure": "upgrade"',
  },
  '.html': { write: reportPage, begins: '<!doctype html>' },
} as const;
