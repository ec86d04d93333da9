/** The sections of the page, each made from the report. All text from a log goes through `esc`. */
import type { Evidence } from '../../../core/diagnosis/evidence.ts';
import { CAUSE_RULES } from '../../../core/diagnosis/findings/cause-rules.ts';
import type { LogReport } from '../../../core/diagnosis/log-report.ts';
import type { AvertedReport, GivenUpReport, WhySwitched } from '../../../core/diagnosis/report.ts';
import type { SwitchReport } from '../../../core/diagnosis/switch-report.ts';
import { esc } from '../../page/escape.ts';
import { facts } from '../../page/parts.ts';
import { readInstant, sharedTime } from '../../text/instants.ts';
import {
  NEAR_MISS_COLUMNS,
  nearMissRows,
  sayAverted,
  sayClock,
  sayConfidence,
  sayInitiator,
  sayKind,
  sayNearMisses,
  sayPointers,
  sayReading,
  sayRoles,
  sayServer,
  sayThreshold,
  sayTimes,
  sayUnhandled,
  sayValue,
  withReadableTimes,
} from '../why-switched-words.ts';

/** The number of a finding leads to its explanation at the end of the page. */
function withLinks(text: string): string {
  return esc(text).replace(/\(finding (\d{1,3})\)/g, '(<a href="#finding-$1">finding $1</a>)');
}

/** The explanations of the findings on the page. */
export function findings({ switches }: WhySwitched): string {
  const numbers = new Set(switches.map(({ finding }) => finding));
  const used = CAUSE_RULES.filter(({ number }) => numbers.has(number));
  if (used.length === 0) return '';
  const items = used.map(
    ({ number, cause, needs, means }) =>
      `<dt id="finding-${number}">Finding ${number}</dt><dd><p><code>${esc(cause)}</code>: ${esc(means)}</p><p>Requires: ${esc(needs)}.</p></dd>`,
  );
  return `<h2>Findings</h2><dl class="facts">${items.join('')}</dl>`;
}

export function switchFacts(found: SwitchReport): string {
  return facts(
    [
      ['Cause', [`${found.cause}; ${sayConfidence(found.confidence)} (finding ${found.finding})`, found.means]],
      ['Decided by', [sayInitiator(found)]],
      ['Took', sayTimes(found)],
      ['Limit', found.thresholds.map(sayThreshold)],
      ['Network', found.network === null ? [] : [found.network]],
      ['Points to', sayPointers(found)],
      ['Since then', found.afterwards === null ? [] : [found.afterwards]],
    ],
    withLinks,
  );
}

const SIGNS: Readonly<Record<Evidence['tone'], string>> = { bad: '×', good: '○', neutral: '◇' };
const SIGN_WORDS: Readonly<Record<Evidence['tone'], string>> = { bad: 'failure', good: 'healthy', neutral: 'note' };

/** The evidence in order of time; each entry expands to the log line. */
export function timeLine(
  entries: readonly Evidence[],
  startMs: number,
  isDecision: (entry: Evidence) => boolean,
): string {
  if (entries.length === 0) return '';
  const items = entries
    .toSorted((a, b) => a.sharedMs - b.sharedMs)
    .map((entry) => timeLineEntry(entry, startMs, isDecision(entry)));
  return `<h3>Timeline and evidence</h3><p class="kind">Open an entry to see the log line that shows it.</p><ol class="timeline">${items.join('')}</ol>`;
}

function timeLineEntry(entry: Evidence, startMs: number, decided: boolean): string {
  const { time: own, full } = readInstant(entry.at);
  const time = sharedTime(entry.sharedMs + (entry.forwardMs ?? 0));
  const since = entry.sharedMs - startMs;
  const distance = Math.round(since) === 0 ? '' : `${since < 0 ? '−' : '+'}${(Math.abs(since) / 1000).toFixed(1)} s`;
  return [
    `<li${decided ? ' class="decided"' : ''}><details><summary>`,
    `<time title="${esc(full)}">${time}</time><span class="since">${distance}</span>`,
    `<span class="${entry.tone}" role="img" aria-label="${SIGN_WORDS[entry.tone]}">${SIGNS[entry.tone]}</span>`,
    `<span class="means">${esc(entry.means)}</span></summary>`,
    `<pre><span class="where">${esc(entry.file)}, line ${entry.line}${own === time ? '' : `, logged at ${esc(own)}`}</span>${esc(entry.text)}</pre></details></li>`,
  ].join('');
}

export function parameters({ parameters: names, settings }: SwitchReport): string {
  if (names.length === 0) return '';
  const rows = names.map((name) => {
    const seen = settings.find(({ parameter }) => parameter === name);
    const value = seen === undefined ? 'not logged' : `${sayValue(seen.value, seen.unit)} (line ${seen.line})`;
    return `<tr><td><code>${esc(name)}</code></td><td>${esc(value)}</td></tr>`;
  });
  return `<h3>Parameters involved</h3><div class="scroll"><table><thead><tr><th>parameter</th><th>value in the log</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

export function averted(all: readonly AvertedReport[]): string {
  if (all.length === 0) return '';
  const rows = all
    .slice(-50)
    .toReversed()
    .map(
      ({ at, reason, evidence, ...each }) =>
        `<tr><td><time>${esc(readInstant(at).full)}</time></td><td><code>${esc(reason)}</code></td><td>${esc(sayAverted({ at, reason, evidence, ...each }))} <span class="kind">(${esc(where(evidence))})</span></td></tr>`,
    );
  const left = all.length > 50 ? `<p class="kind">${all.length - 50} earlier ones are not shown here.</p>` : '';
  return `<h2>Averted</h2>${left}<div class="scroll"><table><thead><tr><th>at</th><th>reason</th><th>what it means</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

export function unhandled(all: WhySwitched['unhandled']): string {
  if (all.length === 0) return '';
  const rows = all
    .slice(-50)
    .toReversed()
    .map(
      (each) => `<tr><td>${esc(sayUnhandled(each))} <span class="kind">(${esc(where(each.evidence))})</span></td></tr>`,
    );
  return `<h2>Nobody took over</h2><div class="scroll"><table><tbody>${rows.join('')}</tbody></table></div>`;
}

export function nearMisses(all: WhySwitched['nearMisses']): string {
  if (all === null) return '';
  const cells = (of: readonly string[], tag: string): string =>
    `<tr>${of.map((each) => `<${tag}>${esc(each)}</${tag}>`).join('')}</tr>`;
  const rows = nearMissRows(all);
  const table =
    rows.length === 0
      ? ''
      : `<div class="scroll"><table><thead>${cells(NEAR_MISS_COLUMNS, 'th')}</thead><tbody>${rows.map((row) => cells(row, 'td')).join('')}</tbody></table></div>`;
  return `<h2>Near misses</h2><p>${esc(sayNearMisses(all))}</p>${table}`;
}

export function givenUp(all: readonly GivenUpReport[]): string {
  if (all.length === 0) return '';
  const rows = all
    .slice(-50)
    .map(
      ({ at, begunAt, means, evidence }) =>
        `<tr><td><time>${esc(readInstant(begunAt ?? at).full)}</time></td><td>${esc(means)} <span class="kind">(${esc(where(evidence))})</span></td></tr>`,
    );
  return `<h2>Given up</h2><div class="scroll"><table><thead><tr><th>at</th><th>what happened</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function where(evidence: readonly Evidence[]): string {
  const last = evidence.at(-1);
  return last === undefined ? '' : `${last.file}, line ${last.line}`;
}

export function notes(all: WhySwitched['notes']): string {
  if (all.length === 0) return '';
  return `<h2>Also seen</h2><ul>${all.map(({ means, file, line }) => `<li>${esc(withReadableTimes(means))} <span class="kind">(${esc(file)}, line ${line})</span></li>`).join('')}</ul>`;
}

export function logs(all: readonly LogReport[], leftAside: WhySwitched['leftAside']): string {
  const rows = all.map((log, index) => {
    const cells = [
      log.pieces.length > 1 ? log.pieces.join(', ') : log.file,
      [sayKind(log), sayServer(log)].filter((each) => each !== null).join('; '),
      sayRoles(log) ?? 'unknown',
      `${log.lines} lines${log.unread === 0 ? '' : `, ${log.unread} not understood`}${log.from === null ? '' : `, ${readInstant(log.from).full} to ${readInstant(log.to ?? log.from).full}`}${sayReading(
        log,
      )
        .map((each) => `; ${each}`)
        .join('')}`,
      index === 0 ? 'all times on this page are by this clock' : sayClock(log, all[0]?.file ?? 'the first'),
    ];
    return `<tr>${cells.map((cell) => `<td>${esc(cell)}</td>`).join('')}</tr>`;
  });
  return `<h2>Logs</h2><div class="scroll"><table><thead><tr><th>file</th><th>kind and server</th><th>role of the server</th><th>contents</th><th>clock</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>${notRead(leftAside)}`;
}

function notRead(all: WhySwitched['leftAside']): string {
  if (all.length === 0) return '';
  const items = all.slice(0, 50).map(({ file, why }) => `<li>${esc(file)}: ${esc(why)}</li>`);
  return `<details><summary>${all.length} ${all.length === 1 ? 'file was' : 'files were'} not read</summary><ul>${items.join('')}</ul></details>`;
}
