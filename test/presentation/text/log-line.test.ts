import { expect, test } from 'vitest';
import { renderListening, renderLogLine } from '../../../src/presentation/text/log-line.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';

const MEDIUM = { palette: PLAIN, columns: 40 };
const AT = '2026-12-01T01:02:03.456Z';

test('a log line in the foreground has its time, its topic and its level, also without colours', () => {
  expect(renderLogLine({ topic: 'Notifier', level: 'warning', text: 'Notifier::Dial : lost' }, AT, MEDIUM)).toBe(
    '2026-12-01T01:02:03.456Z  Notifier          [Warning] Notifier::Dial : lost',
  );
  expect(renderLogLine({ topic: 'SwitchoverMain', level: 'note', text: 'x' }, AT, MEDIUM)).toBe(
    '2026-12-01T01:02:03.456Z  SwitchoverMain    x',
  );
});

test('a server that has started says its address and its log, whose path is not wrapped', () => {
  const logPath = `/var/lib/${'deep/'.repeat(20)}switchover.log`;
  expect(renderListening({ name: 'alpha', address: '[::1]:3633', logPath }, MEDIUM)).toBe(
    `alpha listens on [::1]:3633; Ctrl-C shuts it down\nLog: ${logPath}`,
  );
});
