/** The plan of a procedure as a runbook to print: boxes to tick, room for times and initials. */
import type { ProcedurePlan } from '../../core/runbooks/plan.ts';
import { shellWord } from '../text/shell-word.ts';
import { codeBlock, markdownTable, markdownText } from './markdown.ts';
import { type PartContent, planContent, type StepContent } from './plan-content.ts';

const SIGNED = 'Done at __________ by __________';
const HEADER = 'Date ____________ Administrator ________________ Change number ____________';

export function planMarkdown(plan: ProcedurePlan): string {
  const { title, servers, cautions, steps } = planContent(plan);
  const { overview } = plan;
  return [
    `# ${markdownText(title)}`,
    HEADER,
    markdownText(overview.summary),
    markdownTable(
      ['server', 'before', 'afterwards'],
      servers.map((line) => [line.name, line.before, line.afterwards].map(markdownText)),
    ),
    ...section('Cautions', bullets(cautions)),
    ...section(
      'Terms',
      overview.terms.map(([term, meaning]) => `- **${markdownText(term)}**: ${markdownText(meaning)}`),
    ),
    ...section('Checked', checked(plan)),
    ...section('Before you begin', boxes(overview.before)),
    '## Steps',
    ...steps.flatMap(oneStep),
    ...section('Afterwards', [...boxes(overview.afterwards), '', SIGNED]),
    '',
  ]
    .map((block) => (typeof block === 'string' ? block : block.join('\n')))
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

type Block = string | readonly string[];

function section(title: string, lines: readonly string[]): Block[] {
  return lines.length === 0 ? [] : [`## ${title}`, lines];
}

function checked({ checks, ready, servers }: ProcedurePlan): string[] {
  const rows = checks.map(({ state, server, what, do: next }) =>
    [state, server === null ? 'pair' : servers[server], next === null ? what : `${what}. ${next}`].map(markdownText),
  );
  if (rows.length === 0) return [];
  const verdict = ready ? [] : ['**Not ready: do not begin before every error below is resolved.**', ''];
  return [...verdict, ...markdownTable(['state', 'server', 'found'], rows)];
}

function oneStep({ label, title, onlyIf, why, cautions, parts, doneWhen, back }: StepContent): Block[] {
  return [
    `### ${label === '' ? '' : `${label}. `}${markdownText(title)}`,
    ...(onlyIf === null ? [] : [`**${onlyIf}**`]),
    markdownText(why),
    ...(cautions.length === 0 ? [] : [cautions.map((each) => `> **Caution:** ${markdownText(each)}`).join('\n>\n')]),
    ...parts.flatMap((part, index) =>
      onePart(part, index === parts.length - 1 ? [`- [ ] **Done when** ${markdownText(doneWhen)}.`] : []),
    ),
    ...(back === null ? [] : [`To go back: ${markdownText(back)}`]),
    SIGNED,
  ];
}

/** `last`: what follows in the same list. */
function onePart({ title, command, lines }: PartContent, last: readonly string[]): Block[] {
  const heading = title === null ? [] : [`**${markdownText(title)}**`];
  const list =
    command === null
      ? boxes(lines)
      : [
          `- [ ] Run ${markdownText(command.where)}:`,
          '',
          ...codeBlock(command.words.map(shellWord).join(' '), '  '),
          ...(last.length === 0 ? [] : ['']),
        ];
  return [...heading, [...list, ...last]].filter((block) => block.length > 0);
}

function bullets(items: readonly string[]): string[] {
  return items.map((item) => `- ${markdownText(item)}`);
}

function boxes(items: readonly string[]): string[] {
  return items.map((item) => `- [ ] ${markdownText(item)}`);
}
