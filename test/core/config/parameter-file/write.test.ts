import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readParameterFile } from '../../../../src/core/config/parameter-file/read.ts';
import { readValues } from '../../../../src/core/config/parameter-file/values.ts';
import { writeParameterFile } from '../../../../src/core/config/parameter-file/write.ts';
import { findParameter } from '../../../../src/core/config/parameters/catalogue.ts';
import { GROUPS } from '../../../../src/core/config/parameters/groups.ts';
import { checkChange } from '../../../../src/core/parameter-history/change.ts';
import type { StoredValues } from '../../../../src/core/parameter-history/history.ts';
import { EMPTY } from '../../../../src/core/parameter-history/history.ts';
import { made } from '../../../support/histories.ts';
import { anyValues } from '../../../support/parameter-values.ts';

const FACTS = { servers: {}, pairFile: '/srv/pair.yaml' };

/** Set only by the pair file, not by parameter changes. */
function isOfServers(name: string): boolean {
  return GROUPS[findParameter(name)!.group].usedBy === 'pair-file';
}

function readBack(text: string): ReturnType<typeof readValues> {
  return readValues(readParameterFile(new TextEncoder().encode(text), 'export.yaml'));
}

describe('an exported file', () => {
  test('looks hand-written, below its comment', () => {
    const values = { CustomMirrorDir: 'C:\\I3\\IC\\Data; +D:\\More', 'Switchover Disable Gateway Ping': false };
    expect(writeParameterFile(values, ['Parameters of demo.'])).toBe(
      '# Parameters of demo.\nCustomMirrorDir: C:\\I3\\IC\\Data; +D:\\More\nSwitchover Disable Gateway Ping: No\n',
    );
    expect(writeParameterFile({}, ['nothing'])).toBe('# nothing\n');
  });

  test('omits a name that only a later version knows', () => {
    expect(readBack(writeParameterFile({ 'Switchover TS Timeout': 20, Later: 1 }, [])).values).toEqual({
      'Switchover TS Timeout': 20,
    });
  });

  test.each(['#x', "it's", '"quoted"', 'a: b', '- x', '1e3', 'yes', '  ~', '*', '%', 'ünïcödé', '@', '`'])(
    'gives back %j',
    (value) => {
      expect(readBack(writeParameterFile({ MirrorExceptions: value }, [])).values).toEqual({
        MirrorExceptions: value.trim(),
      });
    },
  );
});

test('export and import of any accepted values change nothing', () => {
  fc.assert(
    fc.property(anyValues(), (wanted) => {
      // Anything that was ever set: values that break current rules are exported and imported as well.
      const history = made(EMPTY, Object.fromEntries(Object.entries(wanted).filter(([name]) => !isOfServers(name))));
      const { values: back } = readBack(writeParameterFile(history.values, ['a comment']));
      expect(back).toEqual(history.values);
      const wish = { is: 'import', values: { ...back } as StoredValues } as const;
      const request = { id: 'a', reason: null, dryRun: false, wish, expected: {}, after: null };
      expect(checkChange(history, request, FACTS)).toMatchObject({ ok: true, changes: [] });
    }),
    { numRuns: 300 },
  );
});
