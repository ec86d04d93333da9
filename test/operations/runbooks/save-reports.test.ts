import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SwitchoverError } from '../../../src/core/problem.ts';
import { withReports } from '../../../src/operations/runbooks/save-reports.ts';
import { REPORT_FORMS } from '../../../src/presentation/runbooks/report-forms.ts';
import { caught } from '../../support/caught.ts';
import { carriedOut, reportAfter, WHOLE } from '../../support/procedure-samples.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const REPORT = reportAfter(WHOLE);
const SHORTER = reportAfter(carriedOut('forward.first.stop'));
const never = () => Promise.reject(new Error('the work was done'));
const stopped = new SwitchoverError('unfinished', {
  ...{ code: 'upgrade-stopped', what: 'the upgrade is stopped', why: null, where: null, do: 'resume it' },
});

const save = (
  files: readonly string[],
  work: () => Promise<typeof REPORT | null>,
  read = async () => null as typeof REPORT | null,
) => withReports(files, REPORT_FORMS, read, work);

describe('before the work, a report is refused', () => {
  test.each(['report', 'report.txt', 'report.', '.md', 'folder.md/report', 'report.html.bak'])(
    'whose form is not clear from its name: %s',
    async (name) => {
      const folder = temporaryFolder();
      const error = await caught(save([join(folder, name)], never));
      expect(error).toMatchObject({ kind: 'usage', problem: { code: 'report-form-unknown' } });
      expect(error.problem.why).toContain('.md, .json, .html');
    },
  );

  test.each(['.md', '.json', '.html'])('that would replace something else: %s', async (ending) => {
    const folder = temporaryFolder();
    const file = join(folder, `notes${ending}`);
    for (const text of ['important\n', '# Notes\n', '{"pair":"x"}', '<p>', '{\n  "procedure": "up']) {
      writeFileSync(file, text);
      expect((await caught(save([file], never))).problem.code).toBe('page-would-replace');
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
  });

  test('in the place of a folder or a link', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'folder.md'));
    symlinkSync('elsewhere.md', join(folder, 'link.md'));
    for (const name of ['folder.md', 'link.md']) {
      expect((await caught(save([join(folder, name)], never))).problem.code).toBe('page-not-a-file');
    }
    expect(readdirSync(folder).sort()).toEqual(['folder.md', 'link.md']);
  });

  test('if only the second of two has a place where it must not be', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'b.json'), 'important');
    expect((await caught(save([join(folder, 'a.md'), join(folder, 'b.json')], never))).kind).toBe('refused');
    expect(readdirSync(folder)).toEqual(['b.json']);
  });
});

describe('after the work', () => {
  test('each report has the form that its name says, and replaces an earlier one', async () => {
    const folder = temporaryFolder();
    const files = ['a.md', 'b.JSON', 'c.html'].map((name) => join(folder, name));
    for (const report of [SHORTER, REPORT]) {
      expect(await save(files, async () => report)).toBe(report);
      const [md, json, html] = files.map((file) => readFileSync(file, 'utf8'));
      expect([md, html]).toEqual([REPORT_FORMS['.md'].write(report), REPORT_FORMS['.html'].write(report)]);
      expect(JSON.parse(json!)).toEqual(report);
    }
    expect(readdirSync(folder)).toHaveLength(3);
  });

  test('there is no report of an earlier upgrade if the operator did not begin this one', async () => {
    const folder = temporaryFolder();
    expect(
      await save(
        [join(folder, 'a.md')],
        async () => null,
        async () => REPORT,
      ),
    ).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('there is no report of an earlier upgrade if this one was refused', async () => {
    const folder = temporaryFolder();
    const refused = () => Promise.reject(stopped);
    expect(await caught(save([join(folder, 'a.md')], refused, async () => REPORT))).toBe(stopped);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that stopped on its way, the report says how far it got', async () => {
    const folder = temporaryFolder();
    let report = SHORTER;
    const work = () => {
      report = REPORT;
      return Promise.reject(stopped);
    };
    expect(await caught(save([join(folder, 'a.md')], work, async () => report))).toBe(stopped);
    expect(readFileSync(join(folder, 'a.md'), 'utf8')).toBe(REPORT_FORMS['.md'].write(REPORT));
  });

  test('that stopped, a report that cannot be written does not hide why it stopped', async () => {
    const folder = join(temporaryFolder(), 'reports');
    mkdirSync(folder);
    let report: typeof REPORT | null = null;
    const work = () => {
      report = REPORT;
      rmSync(folder, { recursive: true });
      return Promise.reject(stopped);
    };
    const error = await caught(save([join(folder, 'a.md')], work, async () => report));
    expect(error.problem.code).toBe('upgrade-stopped');
    expect(error.also.map(({ code }) => code)).toEqual(['page-unwritable']);
  });

  test('nothing is read or written if no report was asked for', async () => {
    expect(await save([], async () => REPORT, never)).toBe(REPORT);
  });
});
