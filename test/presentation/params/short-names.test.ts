import { describe, expect, it } from 'vitest';
import { renderWhySwitched } from '../../../src/presentation/explain/why-switched.ts';
import { withShortNames } from '../../../src/presentation/params/short-names.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { table, why } from '../../core/diagnosis/read-text.ts';

const SWITCH = table(
  '10:00:00.000 [Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection.',
  '10:00:30.000 [Warning] SwitchoverState::StateBackup: Lost connections to the primary, going to StatePrimary and switching now',
);

/** The same report for logs at these paths. */
function lyingAt(...files: readonly string[]): ReturnType<typeof why> {
  let text = JSON.stringify(why(files.map((_, index) => (index === 0 ? SWITCH : table('10:00:00.000 quiet')))));
  for (const [index, file] of files.entries()) text = text.replaceAll(`"${index + 1}.log"`, JSON.stringify(file));
  return JSON.parse(text);
}

describe('the names of logs', () => {
  it('omit the folder that all have in common, except where the logs are listed', () => {
    const report = lyingAt('/case/17/B/switchover.log', '/case/17/A/switchover.log');
    const text = renderWhySwitched(report, { palette: PLAIN, columns: 80 });
    expect(text).toContain('Evidence, in B/switchover.log\n  line 2');
    expect(text).toContain('\nLogs\n  /case/17/B/switchover.log');
    expect(withShortNames(report).logs).toEqual(report.logs);
  });

  it('are complete if there is only one log or one is elsewhere', () => {
    for (const files of [['/case/17/switchover.log'], ['/a/one.log', '/b/two.log'], ['one.log', 'two.log']]) {
      const report = lyingAt(...files);
      expect(withShortNames(report)).toEqual(report);
    }
  });

  it('in folders with similar names are not cut within a name', () => {
    const report = lyingAt('C:\\logs\\node-A\\one.log', 'C:\\logs\\node-B\\two.log');
    expect(withShortNames(report).switches[0]?.file).toBe('node-A\\one.log');
  });
});
