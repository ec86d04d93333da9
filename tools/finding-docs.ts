/** The page about why-switched, made from the findings themselves. */
import { AVERTED_RULES, GIVEN_UP_RULES } from '../src/core/logs/findings/averted-rules.ts';
import { CAUSE_RULES } from '../src/core/logs/findings/cause-rules.ts';
import { CRITERIA } from '../src/core/logs/findings/finding.ts';
import { HINT_RULES } from '../src/core/logs/findings/other-side.ts';
import { EXCLUSIONS } from '../src/core/logs/findings/ruled-out.ts';
import { WHY_NOT_RULES } from '../src/core/logs/findings/why-not.ts';

export const WHY_SWITCHED_PAGE = 'docs/why-switched.md';

export function renderWhySwitchedPage(): string {
  return [
    '# How why-switched finds the cause',
    '',
    '<!-- Made from the findings by "npm run generate". Change src/core/logs/findings and tools/finding-docs.ts, not this page. -->',
    '',
    ...INTRODUCTION,
    '',
    '## How sure it is',
    '',
    '| word | criteria |',
    '|---|---|',
    ...Object.entries(CRITERIA).map(([word, criteria]) => `| ${word} | ${criteria} |`),
    '',
    'A cause is never certain where a line speaks against it: an event that means another cause right before the decision,',
    'or a module that was given up while connections failed too and no line says that they were up.',
    '',
    '## Causes',
    '',
    'Tried in this order; the first whose needs are met names the cause.',
    '',
    ...table(
      ['finding', 'cause', 'needs', 'what it means'],
      CAUSE_RULES.map(({ number, cause, needs, means }) => [number, `\`${cause}\``, needs, means]),
    ),
    '',
    '## What is ruled out',
    '',
    ...table(
      ['finding', 'cause that it was not', 'needs'],
      EXCLUSIONS.map(({ number, cause, needs }) => [number, `\`${cause}\``, needs]),
    ),
    '',
    '## What the logs of the active server point to',
    '',
    'Hints: they never name the cause, they say where to look. The lines counted lie between two minutes before the first',
    'logged failure and ten seconds after the decision.',
    '',
    ...table(
      ['finding', 'points to', 'needs', 'what it means'],
      Object.values(HINT_RULES).map(({ number, pointsTo, needs, means }) => [number, `the ${pointsTo}`, needs, means]),
    ),
    '',
    '## Switches that did not happen',
    '',
    ...table(
      ['finding', 'reason', 'needs', 'what it means'],
      AVERTED_RULES.map(({ number, reason, needs, means }) => [number, `\`${reason}\``, needs, means]),
    ),
    '',
    'Switches that were asked for, or decided, and came to nothing:',
    '',
    ...table(
      ['finding', 'needs', 'what it means'],
      Object.values(GIVEN_UP_RULES).map(({ number, needs, means }) => [number, needs, means]),
    ),
    '',
    'And what else the logs tell of why there was none:',
    '',
    ...table(
      ['finding', 'needs', 'what it means'],
      Object.values(WHY_NOT_RULES).map(({ number, needs, means }) => [number, needs, means]),
    ),
    '',
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

const INTRODUCTION: readonly string[] = [
  '`switchover why-switched LOG...` reads logs, finds the switches in them, and says why each happened: or why none did. It',
  'states what is logged and names what is missing; it does not guess. Every answer names the number of its finding, and',
  'this page says what each needs and means.',
  '',
  '## Which logs',
  '',
  'Give the Switchover log of the server that was the backup: that server decides, so its log has the reason. Ours',
  "(`logs/switchover.log` in a server's data folder) and those of PureConnect are read, in their older and newer wording.",
  'Three more make the answer better, each in its own way:',
  '',
  '| log | what it adds |',
  '|---|---|',
  "| the active server's Notifier log | whether the network or the server was at fault, and whether each ping arrived |",
  "| the active server's TsServer (or other module's) log | whether the module got the pings, and answered |",
  "| the other server's Switchover log | what became of it afterwards: whether two servers may be active still |",
  '',
  "The servers' clocks need not agree. A request that is logged on both sides cannot arrive before it was sent, and its",
  'answer cannot arrive before it was given; from all such requests follows an interval for the difference, and the answer',
  'shows it. Without a common request the clocks are taken to agree, and the answer says that nothing is known of them.',
  '',
  '## The three answers',
  '',
  '| verdict | when | exit code |',
  '|---|---|---|',
  '| `switched` | a switch was found, and no failure is open at the end of the logs | 0 |',
  '| `not-switched` | the logs could tell, and there was none | 0 |',
  '| `undetermined` | a failure, or a requested switch, is open at the end of the logs; or they do not record switches | 1 |',
  '',
  'An answer may be `undetermined` and hold switches: they are over, and what came after them is not.',
  '',
  '## What an answer holds',
  '',
  '| part | what it is |',
  '|---|---|',
  '| cause, initiator | by the findings below; who asked, where the log names them |',
  '| times | from the first logged failure (not the sending of the ping that failed) to the decision, and from there until the new active server served, where the log says so |',
  '| limits | the parameters whose limit was crossed, with the value and the line where the log shows them |',
  '| network | what the checks of the backup found, and what was concluded from it |',
  "| points to | where the active server's own logs lead, where they were given |",
  '| beware | two servers may be active: said after every cause that a cut line brings as well as a dead server, until a line shows that one of the two is not active any more |',
  '| since then | what later lines, or the log of the other server, tell of the two |',
  '| evidence | every line that the answer rests on, with what it means |',
  '| ruled out, not known | what it was not, and what is missing to be sure: in which log of which server, around what time |',
  '| governed by | the parameters that decide such a case, with the values that the log shows |',
  '',
  '`--json` has all of it; `--html FILE` writes it as one page that needs nothing else: the incident drawn as a time line of',
  'both servers, the evidence to be opened line by line, fit for a phone, for print, light and dark. A page of the same name',
  'is replaced; any other file is left alone.',
];
