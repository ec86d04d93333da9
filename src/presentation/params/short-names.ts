/** Shows files of one folder without the folder that they all share. */
import type { WhySwitched } from '../../core/diagnosis/report.ts';

/** The report with short names everywhere except in the list of its logs. */
export function withShortNames<R extends WhySwitched>(report: R): R {
  const files = report.logs.flatMap(({ file, pieces }) => [file, ...pieces]);
  const folder = commonFolder(files);
  if (new Set(files).size < 2 || folder === '') return report;
  const short = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replaceAll(folder, '');
    if (Array.isArray(value)) return value.map(short);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, name === 'text' ? each : short(each)]),
    );
  };
  const { logs, leftAside, ...rest } = report;
  return { ...(short(rest) as R), logs, leftAside };
}

/** With a separator at the end; empty if there is none, or if it is only the root. */
function commonFolder(files: readonly string[]): string {
  const folders = files.map((file) => file.replace(/[^\\/]*$/, ''));
  let common = folders[0] ?? '';
  for (const folder of folders) {
    while (!folder.startsWith(common)) common = common.replace(/[^\\/]*[\\/]$/, '');
  }
  return common.length > 1 ? common : '';
}
