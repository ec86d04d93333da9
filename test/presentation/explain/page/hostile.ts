import type { WhySwitched } from '../../../../src/core/diagnosis/report.ts';
import { table, why } from '../../../core/diagnosis/read-text.ts';

/** What a log may contain to break out of a page: in names, addresses, reasons and whole lines. */
export const PAYLOADS = [
  '<script>window.broken=1</script>',
  '"><img src=x onerror=window.broken=1>',
  "' onmouseover='window.broken=1",
  '</title></style></pre></svg><iframe src=javascript:window.broken=1>',
  '&lt;b&gt; &amp; ]]> <!-- -->',
  'right \u202eto left\u2066 \u0007\u001b[2J \ud800 \u2028',
];

const SAFE = PAYLOADS.map((_, index) => `harmless ${index}`);

/** The same incident, once with harmless words and once with hostile ones. */
export function harmless(): WhySwitched {
  return incidentWith(SAFE);
}

export function hostile(): WhySwitched {
  return incidentWith(PAYLOADS);
}

function incidentWith(words: readonly string[]): WhySwitched {
  const word = (index: number): string => words[index % words.length] ?? '';
  const module = word(0).replace(/[:[\]=]/g, '');
  const rows = [
    `10:00:00.000 ModuleByName::Ping() : Ping rejected to the ${module} module: error count [1] is within maximum [2], ping will be reissued with regular timeout`,
    `10:00:05.000 CFileMonitor: ${word(1)}`,
    `10:00:10.000 Ping was rejected to the ${module} module: reached maximum error count [2], signaling that the module is down`,
    `10:00:10.010 primarymonitor::CPrimaryMonitor::check_primary_address : Failed to ping primary address [${word(3).replace(/[[\]]/g, '')}], setting network connection status to 'PrimaryUnreachable'`,
    `10:00:10.020 SwitchoverState::StateBackup: ${word(4)}, going to StatePrimary and switching now`,
    `12:00:00.000 SwitchoverState::StateBackup: Switch requested by [${word(2)}] (controlled), transaction [7]`,
    `12:00:01.000 SwitchoverState::StateBackup: Switch [7] given up: ${word(5)}`,
  ];
  const report = why([table(...rows)]);
  const file = `${word(1)}.log`;
  const renamed = JSON.parse(JSON.stringify(report).replaceAll('"1.log"', JSON.stringify(file))) as WhySwitched;
  return { ...renamed, notes: [{ ...renamed.switches[0]!.evidence[0]!, means: word(3), text: word(1) }] };
}
