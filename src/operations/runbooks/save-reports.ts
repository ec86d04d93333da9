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
 * Checks the files, does the work, and writes its report; if the work fails, that of how far it has got.
 *
 * @param read the last report, also of earlier work; null if there is none
 * @throws SwitchoverError (usage) `report-form-unknown`, and as `writePage`
 */
export async function withReports<T extends ProcedureReport | null>(
  files: readonly string[],
  forms: ReportForms,
  read: () => Promise<ProcedureReport | null>,
  work: () => Promise<T>,
): Promise<T> {
  if (files.length === 0) return work();
  const places = files.map((file) => ({ file, form: formOf(file, forms) }));
  for (const { file, form } of places) await checkPagePlace(file, form.begins);
  const write = async (report: ProcedureReport | null): Promise<void> => {
    if (report !== null) for (const { file, form } of places) await writePage(file, form.write(report), form.begins);
  };
  const before = await read();
  let report: T;
  try {
    report = await work();
  } catch (error) {
    throw await alsoFailed(error, async () => {
      const after = await read();
      // What was refused has no report, but there may be one of an earlier procedure.
      if (!isSame(before, after)) await write(after);
    });
  }
  await write(report);
  return report;
}

function isSame(one: ProcedureReport | null, other: ProcedureReport | null): boolean {
  return one?.run === other?.run && one?.journal.length === other?.journal.length;
}

/** The error of the work, with that of what was tried afterwards, which must not hide it. */
async function alsoFailed(error: unknown, afterwards: () => Promise<void>): Promise<unknown> {
  try {
    await afterwards();
  } catch (second) {
    if (!(error instanceof SwitchoverError && second instanceof SwitchoverError)) return error;
    return new SwitchoverError(error.kind, error.problem, [...error.also, second.problem]);
  }
  return error;
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
