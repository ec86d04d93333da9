/** Writes the report of a procedure to files, in the form that the ending of each file names. */
import path from 'node:path';
import { SwitchoverError } from '../../core/problem.ts';
import type { ProcedureReport } from '../../core/runbooks/report.ts';
import { checkPagePlace, writePage } from '../../host/files/page-file.ts';

/** How the report is written in one form, and how every such document begins. */
export interface ReportForm {
  readonly write: (report: ProcedureReport) => string;
  readonly begins: string;
}

/** By the ending of the file: `.md`. */
export type ReportForms = Readonly<Record<string, ReportForm>>;

/**
 * Checks the files, does the work, and writes the reports however it ended.
 *
 * @param read the report of how far the work has got; null if there is none
 * @throws SwitchoverError (usage) `report-form-unknown`, and as `writePage`
 */
export async function withReports<T>(
  files: readonly string[],
  forms: ReportForms,
  read: () => Promise<ProcedureReport | null>,
  work: () => Promise<T>,
): Promise<T> {
  const places = files.map((file) => ({ file, form: formOf(file, forms) }));
  for (const { file, form } of places) await checkPagePlace(file, form.begins);
  try {
    return await work();
  } finally {
    const report = places.length === 0 ? null : await read();
    if (report !== null) for (const { file, form } of places) await writePage(file, form.write(report), form.begins);
  }
}

function formOf(file: string, forms: ReportForms): ReportForm {
  const form = forms[path.extname(file).toLowerCase()];
  if (form !== undefined) return form;
  throw new SwitchoverError('usage', {
    code: 'report-form-unknown',
    what: `the form of the report is not clear from the name ${file}`,
    why: `it ends in none of ${Object.keys(forms).join(', ')}`,
    where: file,
    do: 'name a file with one of these endings',
  });
}
