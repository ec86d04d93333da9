import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../../src/core/diagnosis/layouts/columns.ts';
import { readRow } from '../../../src/core/diagnosis/layouts/row.ts';
import { readText, why } from './read-text.ts';

interface Cells {
  readonly time: string;
  readonly topic: string;
  readonly message: string;
}

const SAMPLES = [
  'ts-ping-failure.switchover.log',
  'notifier-connection-lost.switchover.log',
  'ts-ping-failure-older-dialect.switchover.log',
  'internal-switch-request.switchover.log',
  'nettest-parameters-backup-b.switchover.log',
  'ts-ping-success.switchover.log',
];

/** The rows of a sample; a sample without topics gets none. */
function rowsOf(name: string): readonly Cells[] {
  const path = fileURLToPath(new URL(`samples/${name}`, import.meta.url));
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const cells = line.split('\t');
    const hasTopic = header.includes('Topic');
    return { time: cells[0] ?? '', topic: hasTopic ? (cells[1] ?? '') : '', message: cells[hasTopic ? 2 : 1] ?? '' };
  });
}

const ofDay = (at: string | null): string | undefined => /[\d:.]+(?=Z?$)/.exec(at ?? '')?.[0];

/** What must be the same in every layout. */
function facts(text: string): unknown {
  const { verdict, switches, averted, notes, open } = why([text]);
  const facts = switches.map(
    ({ at, cause, initiator, module, firstSymptomAt, detectMs, network, confidence, evidence }) => ({
      ...{ at: ofDay(at), cause, initiator, module, firstSymptomAt: ofDay(firstSymptomAt) },
      ...{ detectMs, network, confidence },
      evidence: evidence.map(({ at: when, means }) => `${ofDay(when)} ${means}`),
    }),
  );
  return { verdict, facts, averted: averted.length, open: open.length, notes: notes.map(({ means }) => means) };
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const wrapped = (text: string, width: number): string =>
  text.replace(new RegExp(`(.{1,${width}})(?: |$)`, 'g'), '$1\n').trimEnd();
const broken = (text: string, width: number): string => text.replace(new RegExp(`(.{${width}})(?=.)`, 'g'), '$1\n');
const table = (header: string, rows: readonly Cells[], write: (row: Cells) => string): string =>
  [header, ...rows.map(write)].join('\n');

const WRITERS: Readonly<Record<string, (rows: readonly Cells[]) => string>> = {
  'tabs, with a topic': (rows) => table('Time\tTopic\tMessage', rows, (r) => `${r.time}\t${r.topic}\t${r.message}`),
  'tabs, without a header': (rows) => table('', rows, (r) => `${r.time}\t${r.topic}\t${r.message}`),
  'tabs, columns in another order': (rows) =>
    table('Message\tTimestamp\tTopic\tLevel\tThread', rows, (r) => `${r.message}\t${r.time}\t${r.topic}\tNote\t17`),
  'tabs, without a header, a level and a thread before': (rows) =>
    table('', rows, (r) => `${r.time}\tNote\t0x1f\t${r.topic || 'Switchover'}\t${r.message}`),
  'commas and quotes': (rows) =>
    table('"Time","Topic","Message"', rows, (r) => [r.time, r.topic, r.message].map(quoted).join(',')),
  'commas, quotes where needed, columns in another order': (rows) =>
    table('Message,Level,Time,Topic', rows, (r) => `${quoted(r.message)},Error,${r.time},${r.topic}`),
  'commas, nothing quoted': (rows) => table('Time,Topic,Message', rows, (r) => `${r.time},${r.topic},${r.message}`),
  'commas and quotes, without a header': (rows) =>
    table('', rows, (r) => [r.time, r.topic, r.message].map(quoted).join(',')),
  'commas, a quoted message with line ends': (rows) =>
    table('Time,Topic,Message', rows, (r) => `${r.time},${r.topic},"${wrapped(r.message, 60)}"`),
  semicolons: (rows) => table('Time;Topic;Message', rows, (r) => `${r.time};${r.topic};${r.message}`),
  'a date and a time column': (rows) =>
    table('Time\tDate\tMessage', rows, (r) => `${r.time}\t03/04/2026\t${r.message}`),
  'padded with spaces': (rows) =>
    table(
      `${'Time'.padEnd(18)}${'Topic'.padEnd(20)}Message`,
      rows,
      (r) => `${r.time.padEnd(18)}${r.topic.padEnd(20)}${r.message}`,
    ),
  'padded, columns in another order': (rows) =>
    table(
      `${'Level'.padEnd(8)}${'Message'.padEnd(300)}Timestamp`,
      rows,
      (r) => `${'Note'.padEnd(8)}${r.message.padEnd(300)}${r.time}`,
    ),
  'padded too narrowly': (rows) =>
    table('Time         Topic Message', rows, (r) => `${r.time} ${r.topic || 'Switchover'} ${r.message}`),
  'single spaces, as from a page': (rows) =>
    table('Time Topic Message', rows, (r) => `${r.time} ${r.topic || 'Switchover'} ${r.message}`),
  'single spaces, without header and topic': (rows) => table('', rows, (r) => `${r.time} ${r.message}`),
  'single spaces, a level and a thread between': (rows) =>
    table(
      'Time Level Thread Topic Message',
      rows,
      (r) => `${r.time} Note 0x1f ${r.topic || 'Switchover'} ${r.message}`,
    ),
  'a cell a line': (rows) =>
    table('Time\nTopic\nMessage', rows, (r) => `${r.time}\n${r.topic || 'Switchover'}\n${r.message}`),
  'a cell a line, empty lines between': (rows) =>
    table('Time\n\nMessage\n', rows, (r) => `${r.time}\n\n${r.message}\n`),
  'a cell a line, without names': (rows) =>
    table('', rows, (r) => `${r.time}\n${r.topic || 'Switchover'}\n${r.message}`),
  'a cell a line, columns in another order': (rows) =>
    table('Message\nTimestamp\nTopic', rows, (r) => `${r.message}\n${r.time}\n${r.topic || 'Switchover'}`),
  'a cell a line, the message in front wrapped': (rows) =>
    table('Message\nTimestamp\nTopic', rows, (r) => `${wrapped(r.message, 70)}\n${r.time}\n${r.topic || 'Switchover'}`),
  'a cell a line, messages wrapped': (rows) =>
    table('Time\nTopic\nMessage', rows, (r) => `${r.time}\n${r.topic || 'Switchover'}\n${wrapped(r.message, 50)}`),
  'tabs, messages wrapped at words': (rows) =>
    table('Time\tTopic\tMessage', rows, (r) => `${r.time}\t${r.topic}\t${wrapped(r.message, 60)}`),
  'spaces, messages wrapped at words': (rows) =>
    table('Time Topic Message', rows, (r) => `${r.time} ${r.topic || 'Switchover'} ${wrapped(r.message, 45)}`),
  'tabs, messages broken anywhere': (rows) =>
    table('Time\tTopic\tMessage', rows, (r) => `${r.time}\t${r.topic}\t${broken(r.message, 71)}`),
  'times with colons before the milliseconds': (rows) =>
    table('Time\tTopic\tMessage', rows, (r) => `${r.time.replace(/\.(\d{3})/, ':$1')}\t${r.topic}\t${r.message}`),
  'series numbers': (rows) =>
    table('Time\tTopic\tMessage', rows, (r) => `${r.time.slice(0, 12)}_0417\t${r.topic}\t${r.message}`),
  'line ends of Windows': (rows) =>
    table('Time\tTopic\tMessage\r', rows, (r) => `${r.time}\t${r.topic}\t${r.message}\r`),
  'twelve hours': (rows) =>
    table('Time\tTopic\tMessage', rows, (r) => {
      const hour = Number(r.time.slice(0, 2));
      return `${((hour + 11) % 12) + 1}${r.time.slice(2, 12)} ${hour < 12 ? 'AM' : 'PM'}\t${r.topic}\t${r.message}`;
    }),
  'twelve hours, a narrow no-break space before AM and PM': (rows) =>
    table(
      'Time\tTopic\tMessage',
      rows,
      (r) => `${twelveHours(r.time, '\u202fAM', '\u202fPM')}\t${r.topic}\t${r.message}`,
    ),
  'twelve hours, a.m. and p.m.': (rows) =>
    table('Time\tTopic\tMessage', rows, (r) => `${twelveHours(r.time, ' a.m.', ' p.m.')}\t${r.topic}\t${r.message}`),
  'twelve hours, a. m. and p. m., separated by spaces': (rows) =>
    table(
      '',
      rows,
      (r) => `${twelveHours(r.time, '\u00a0a.\u00a0m.', '\u00a0p.\u00a0m.')}  ${topicOf(r)}  ${r.message}`,
    ),
  'no-break spaces between all words': (rows) =>
    table('Time  Topic  Message', rows, (r) => `${r.time}  ${topicOf(r)}  ${r.message}`).replaceAll(' ', '\u00a0'),
  'a quotation': (rows) =>
    table('Time\tTopic\tMessage', rows, (r) => `${r.time}\t${r.topic}\t${r.message}`).replaceAll(/^/gm, '> '),
  'a quotation of a quotation, padded': (rows) =>
    table('', rows, (r) => `${r.time}  ${topicOf(r)}  ${r.message}`).replaceAll(/^/gm, '>> '),
  'a Markdown table': (rows) =>
    table(
      '| Time | Topic | Message |\n|:---|---|---:|',
      rows,
      (r) => `| ${r.time} | ${r.topic} | ${markdown(r.message)} |`,
    ),
  'a quoted Markdown table': (rows) =>
    table(
      '| Time | Topic | Message |\n|---|---|---|',
      rows,
      (r) => `| ${r.time} | ${r.topic} | ${r.message} |`,
    ).replaceAll(/^/gm, '> '),
  'a Jira table': (rows) =>
    table('||Time||Topic||Message||', rows, (r) => `|${r.time}|${r.topic || ' '}|${r.message}|`),
  'an ASCII table': (rows) => boxed(rows, '|', '+', '-'),
  'a drawn table': (rows) => boxed(rows, '│', '┼', '─'),
  'an ASCII table without a frame': (rows) =>
    table(' Time         | Topic          | Message\n--------------+----------------+--------', rows, (r) =>
      [` ${r.time} `, ` ${r.topic.padEnd(14)} `, ` ${r.message}`].join('|'),
    ),
  'an ASCII table, messages wrapped in their cells': (rows) =>
    table('| Time | Topic | Message |\n+------+-------+---------+', rows, (r) =>
      wrapped(r.message, 50)
        .split('\n')
        .map((part, index) => (index === 0 ? `| ${r.time} | ${r.topic} | ${part} |` : `|  |  | ${part} |`))
        .join('\n'),
    ),
  'an HTML table': (rows) =>
    `<html><body><table class="log">\n<thead><tr><th>Time</th><th>Topic</th><th>Message</th></tr></thead>\n<tbody>\n${rows
      .map((r) => `<tr class="row"><td>${r.time}</td><td>${r.topic}</td><td>${html(r.message)}</td></tr>`)
      .join('\n')}\n</tbody></table></body></html>`,
  'an HTML table, an element a line': (rows) =>
    `<table>\n<tr>\n<th>Time</th>\n<th>Topic</th>\n<th>Message</th>\n</tr>\n${rows
      .map((r) => `<tr>\n  <td>\n    ${r.time}\n  </td>\n  <td>${r.topic}</td>\n  <td>${html(r.message)}</td>\n</tr>`)
      .join('\n')}\n</table>`,
  'an HTML table in one line': (rows) =>
    `<table><tr><th>Time<th>Topic<th>Message${rows
      .map((r) => `<tr><td>${r.time}<td>${r.topic}<td><span style="color: red">${html(r.message)}</span>`)
      .join('')}</table>`,
  'the topic alone on a line, the message wrapped below it': (rows) =>
    table('Time Topic Message', rows, (r) => `${r.time} ${topicOf(r)}\n${wrapped(r.message, 45)}`),
  'the topic alone on a line, without a header': (rows) =>
    table('', rows, (r) => `${r.time}  ${topicOf(r)}\n${wrapped(r.message, 45)}`),
  'tabs, the topic alone on a line': (rows) =>
    table('Time\tTopic\tMessage', rows, (r) => `${r.time}\t${topicOf(r)}\n${wrapped(r.message, 45)}`),
  'the time alone on a line, without a header': (rows) =>
    table('', rows, (r) => `${r.time}\n${topicOf(r)}  ${wrapped(r.message, 70)}`),
  'what docker logs --timestamps writes': (rows) =>
    table('', rows, (r) => `2026-11-23T${stamp(r.time)}000000Z ${topicOf(r).padEnd(18)}${r.message}`),
  'what docker compose logs writes': (rows) =>
    table('', rows, (r) => `pair-b-1  | 2026-11-23T${stamp(r.time)}000000Z ${topicOf(r).padEnd(18)}${r.message}`),
  "a container's log": (rows) =>
    table('', rows, (r) =>
      JSON.stringify({
        log: `${topicOf(r).padEnd(18)}${r.message}\n`,
        stream: 'stdout',
        time: `2026-11-23T${stamp(r.time)}Z`,
      }),
    ),
  'the output of journalctl, to the millisecond': (rows) =>
    table(
      '-- Boot 7d1c --',
      rows,
      (r) => `Nov 23 ${stamp(r.time)} beta switchover[812]: ${topicOf(r).padEnd(18)}${r.message}`,
    ),
  'the output of journalctl -o short-iso-precise': (rows) =>
    table('', rows, (r) => `2026-11-23T${stamp(r.time)}000+00:00 beta node[812]: ${topicOf(r).padEnd(18)}${r.message}`),
  'the output of journalctl -o short-full': (rows) =>
    table('', rows, (r) => `Mon 2026-11-23 ${stamp(r.time)} UTC beta node[812]: ${topicOf(r).padEnd(18)}${r.message}`),
  'the output of journalctl -o json': (rows) =>
    table('', rows, (r) =>
      JSON.stringify({
        __REALTIME_TIMESTAMP: String(Date.parse(`2026-11-23T${stamp(r.time)}Z`) * 1000),
        MESSAGE: `${topicOf(r)}  ${r.message}`,
        _HOSTNAME: 'beta',
      }),
    ),
  'the output of grep -n': (rows) =>
    rows.map((r, index) => `${index + 2}:${r.time}\t${topicOf(r)}\t${r.message}`).join('\n'),
  'the output of grep for several files': (rows) =>
    rows.map((r) => `logs/switchover.log:${r.time}\t${topicOf(r)}\t${r.message}`).join('\n'),
  'a list': (rows) => rows.map((r) => `* ${r.time}  ${topicOf(r)}  ${r.message}`).join('\n'),
  'a block of Jira': (rows) =>
    `{noformat}${rows.map((r) => `${r.time}\t${topicOf(r)}\t${r.message}`).join('\n')}\n{noformat}`,
  'rows with times of their own in a system log': (rows) =>
    table('', rows, (r) => `Nov 23 23:00:01 beta node[812]: ${r.time}\t${topicOf(r)}\t${r.message}`),
};

const topicOf = ({ topic }: Cells): string => topic || 'Switchover';
/** Without the series number. */
const stamp = (time: string): string => time.slice(0, 12);
const html = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&#39;');
const markdown = (text: string): string => text.replaceAll(/[[\]_|]/g, '\\$&');

function twelveHours(time: string, am: string, pm: string): string {
  const hour = Number(time.slice(0, 2));
  return `${((hour + 11) % 12) + 1}${time.slice(2, 12)}${hour < 12 ? am : pm}`;
}

function boxed(rows: readonly Cells[], side: string, corner: string, rule: string): string {
  const widths = [18, 16, 300];
  const border = corner + widths.map((width) => rule.repeat(width + 2)).join(corner) + corner;
  const row = (cells: readonly string[]): string =>
    `${side}${cells.map((cell, index) => ` ${cell.padEnd(widths[index] ?? 0)} `).join(side)}${side}`;
  const head = [border, row(['Time', 'Topic', 'Message']), border];
  return [...head, ...rows.map((r) => row([r.time, r.topic, r.message])), border].join('\n');
}

describe('a log laid out as', () => {
  it.each(Object.entries(WRITERS))('%s says what it says as a plain table', (_layout, write) => {
    for (const name of SAMPLES) {
      const rows = rowsOf(name);
      const plain = table('Time\tTopic\tMessage', rows, (r) => `${r.time}\t${r.topic}\t${r.message}`);
      expect(facts(write(rows)), name).toEqual(facts(plain));
    }
  });

  it.each(Object.entries(WRITERS))('%s has no line that is not understood', (_layout, write) => {
    for (const name of SAMPLES) expect(readText(write(rowsOf(name)), name).unread, name).toBe(0);
  });
});

describe('rows', () => {
  it('have columns in any order, found by the header', () => {
    const columns = readHeader('Level\tMessage\tThread\tTimestamp\tTopic');
    expect(columns).toMatchObject({ separator: 'tab', time: 3, message: 1, topic: 4, count: 5 });
    expect(readRow('Note\tgoing\t17\t10:00:00.000\tSwitchover', columns)).toMatchObject({
      choices: [{ message: 'going', topic: 'Switchover' }],
      time: { ms: 36_000_000 },
    });
  });

  it('may contain tabs in a message in the last column', () => {
    expect(readRow('10:00:00.000\tT\ta\tb', readHeader('Time\tTopic\tMessage'))?.choices[0]?.message).toBe('a\tb');
  });

  it('may contain commas, quotes and line ends in a quoted message', () => {
    const text = 'Time,Topic,Message\n10:00:00.000,T,"a ""b"", c\nd"\n10:00:01.000,T,"Initiating Connections\nSwitch"';
    expect(readText(text)).toMatchObject({ lines: 5, unread: 0, understood: 0 });
    expect(why([text.replaceAll(',T,', ',Switchover,')]).switches).toMatchObject([{ line: 4, at: '10:00:01.000' }]);
  });

  it('are found again after an unclosed quote', () => {
    const rows = ['10:00:00.000,Switchover,"open'];
    for (let each = 0; each < 60; each += 1) rows.push('10:00:01.000,Switchover,ModuleByName');
    rows.push('10:00:02.000,Switchover,Initiating Connections Switch');
    expect(why([['Time,Topic,Message', ...rows].join('\n')]).switches).toMatchObject([{ line: 63 }]);
  });

  it('without a header are read by their shape', () => {
    expect(readRow('10:00:00.000\tSwitchover\thello', null)?.choices[0]).toMatchObject({
      topic: 'Switchover',
      message: 'hello',
    });
    expect(readRow('10:00:00.000\thello', null)?.choices[0]).toMatchObject({ topic: null, message: 'hello' });
    expect(readRow('hello', null)).toBeNull();
  });

  it('keep a marker that is complete, whatever follows it', () => {
    const text = '10:00:00.000\tSwitchover\tInitiating Connections Switch\nnothing of ours\n71\n10:00:01.000\tX\ty';
    expect(why([text]).switches).toMatchObject([{ line: 1, evidence: [{ text: 'Initiating Connections Switch' }] }]);
    expect(readText(text)).toMatchObject({ lines: 4, unread: 2 });
  });

  it('take a marker that continues on the next line as a whole', () => {
    const text =
      '10:00:00.000 Switchover SwitchoverState::StateBackup: Module is down, not switching: manual mode, as\n' +
      'would be going to StatePrimary and switching now';
    expect(why([text]).switches).toEqual([]);
  });
});

describe('rows of a system log', () => {
  const row = (time: string, message: string): string => `${time} beta switchover[812]: SwitchoverStates  ${message}`;
  const LOST = '[Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection.';
  const GOING =
    '[Warning] SwitchoverState::StateBackup: Lost connections to the primary, going to StatePrimary and switching now';

  it.each([
    ['a second', 'Nov 30 15:05:15', 'Nov 30 15:05:45', 30_000],
    ['midnight', 'Nov 30 23:59:50', 'Dec  1 00:00:20', 30_000],
    ['the year', 'Dec 31 23:59:50', 'Jan  1 00:00:20', 30_000],
    ['a leap day', 'Feb 28 23:59:50', 'Feb 29 00:00:20', 30_000],
    ['the day after it', 'Feb 29 23:59:50', 'Mar  1 00:00:20', 30_000],
    ['months in another language', 'Dez 31 23:59:50', 'Jan  1 00:00:20', 30_000],
  ])('have no year, and follow each other past %s', (_what, first, second, ms) => {
    expect(why([[row(first, LOST), row(second, GOING)].join('\n')]).switches).toMatchObject([{ detectMs: ms }]);
  });

  it('with days between them are not one incident', () => {
    const [found] = why([[row('Nov 28 15:05:15', LOST), row('Nov 30 15:05:45', GOING)].join('\n')]).switches;
    expect(found).toMatchObject({ firstSymptomAt: null });
  });

  it('that other programs wrote do not count, whatever they quote', () => {
    const text = [
      'Nov 30 15:05:15 beta sshd[1]: Accepted',
      'Nov 30 15:05:16 beta postfix[2]: subject <Initiating Connections Switch>',
    ];
    expect(why([text.join('\n')]).switches).toEqual([]);
  });

  it.each(['SwitchoverStates  ', ''])('without a time get advice that works (%j)', (topic) => {
    const report = why([[LOST, GOING].map((message) => `${topic}${message}`).join('\n')]);
    expect(report.verdict).toBe('undetermined');
    expect(report.undetermined.join()).toMatch(/docker logs --timestamps.*journalctl -o short-iso-precise/);
  });
});

describe('a line of a page', () => {
  it('that only looks like one takes no row with it', () => {
    const marker = '10:00:00.000\tSwitchover\tInitiating Connections Switch';
    const lines = [
      '<tr>',
      '<table>',
      '10:00:00.000\tWeb\tcell <td>x</td> rendered',
      '| ',
      '||',
      '> ',
      '-- --',
      '{"log":',
      '{}',
      marker,
    ];
    expect(why([lines.join('\n')]).switches).toMatchObject([{ line: 10 }]);
    expect(readText(lines[2] ?? '')).toMatchObject({ unread: 0 });
  });

  it('that is anything at all is taken in linear time', () => {
    const dressing = fc.constantFrom(
      '|',
      '||',
      '> ',
      '<td>',
      '</tr>',
      '<tr',
      '&#x41;',
      '&amp',
      '\\|',
      '+--',
      '{"log":"',
      '"}',
      'Nov 30 10:00:00 b c[1]: ',
      'x  | ',
      '\u202f',
      '\u2502',
      '[pod/a/b] ',
      '10:00:00 ',
      'a ',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(dressing, fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 40 }),
        (parts) => {
          const { lines, unread } = readText(parts.join(''));
          expect(unread).toBeLessThanOrEqual(lines);
        },
      ),
      { numRuns: 500 },
    );
    const began = performance.now();
    for (const filler of ['|', '> ', '<td>', '<', '&', '\\|', 'x ', ' ', '-', ': ', '\u202f'])
      readText(`x${filler.repeat(60_000 / filler.length)}`);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('a table', () => {
  const sample = rowsOf('ts-ping-failure.switchover.log');
  // Those have dates, which the others would then lack.
  const all = Object.entries(WRITERS).filter(
    ([layout]) => !/docker|container|journalctl|system log|grep|list|block/.test(layout),
  );
  const any = fc.constantFrom(...all.map(([, write]) => write));
  // A table without column names is assumed to have those of the previous table.
  const named = fc.constantFrom(...all.filter(([layout]) => !layout.includes('without')).map(([, write]) => write));

  it('may change its layout in the middle, as in concatenated files', () => {
    fc.assert(
      fc.property(any, named, (first, second) => {
        const text = `${first(sample.slice(0, 7))}\n${second(sample.slice(7))}`;
        expect(why([text]).switches).toMatchObject([{ at: '14:18:25.682', cause: 'module-down' }]);
      }),
      { numRuns: 200 },
    );
  });
});
