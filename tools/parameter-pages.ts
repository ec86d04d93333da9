/** The reference page and the man page of all parameters, made from the catalogue. */
import { CATALOGUE } from '../src/core/parameters/catalogue.ts';
import type { ParameterDefinition, ParameterGroup } from '../src/core/parameters/definition.ts';
import type { Explanation } from '../src/core/parameters/explanation.ts';
import { explainParameter } from '../src/core/parameters/explanation.ts';
import { GROUPS } from '../src/core/parameters/groups.ts';
import type { OtherName } from '../src/core/parameters/other-names.ts';
import { OTHER_NAMES } from '../src/core/parameters/other-names.ts';
import { RULES } from '../src/core/parameters/rules.ts';
import { describeOtherName, parameterFacts } from '../src/presentation/parameter-facts.ts';
import { bold, manPage, paragraphs, roff, section, sentence, tagged } from '../src/presentation/roff.ts';

export const PARAMETERS_PAGE = 'docs/parameters.md';
export const PARAMETERS_MAN_PAGE = 'switchover-parameters.7';

const USES: Readonly<Record<(typeof GROUPS)[ParameterGroup]['usedBy'], string>> = {
  engine: '',
  'pair-file': 'A pair of ours has these in its pair file, under `servers`.',
  'nothing-yet': 'This version checks and keeps these; the part that acts on them is not there yet.',
};

const INTRODUCTION = `Parameters tune how a pair watches itself, when the backup takes over, and what it keeps a copy of. Their names and meanings
are those of the technical reference of the system that switchover re-creates. Where a limit or a default is ours and not
the reference's, it says so.

A server reads the values it starts with from the section "parameters" of the pair file. Letter case never matters in names.
On the command line a parameter is named by its exact name in quotes or by its short name; in files only the exact name
counts. Numbers are whole, without a unit. Yes and no may be written as Yes, On, True or 1, and as No, Off, False or 0.`;

const explained: readonly Explanation[] = (CATALOGUE as readonly ParameterDefinition[]).map(explainParameter);

function groups(): readonly (readonly [(typeof GROUPS)[ParameterGroup], readonly Explanation[]])[] {
  return Object.entries(GROUPS).map(
    ([id, group]) => [group, explained.filter(({ group: own }) => own === id)] as const,
  );
}

/** `docs/parameters.md`. */
export function parametersPage(): string {
  return [
    '# Parameters',
    '',
    '<!-- Made from the catalogue by "npm run generate". Change src/core/parameters, not this page. -->',
    '',
    INTRODUCTION,
    '',
    '`switchover params explain NAME` says the same of one of them, `switchover params validate --file FILE` checks a file of',
    'them. How the reference is read where it leaves something open: [readings](readings.md).',
    '',
    ...groups().flatMap(([group, members]) => [
      `## ${group.title}`,
      '',
      `${sentence(group.about)}. ${USES[group.usedBy]}`.trim(),
      '',
      ...members.flatMap(describeParameter),
    ]),
    '## Rules between parameters',
    '',
    'What must hold, and the code that `validate` gives where it does not.',
    '',
    '| code | | rule |',
    '|---|---|---|',
    ...RULES.map(({ code, severity, says }) => `| \`${code}\` | ${severity} | ${escaped(says)} |`),
    '',
    '## Other names',
    '',
    'Names of earlier releases, names that are met with in places, and names that belong to something else.',
    '',
    '| name | what it is |',
    '|---|---|',
    ...OTHER_NAMES.map((other: OtherName) => `| ${escaped(other.name)} | ${escaped(describeOtherName(other))} |`),
    '',
  ].join('\n');
}

function describeParameter(parameter: Explanation): string[] {
  const facts = parameterFacts(parameter).filter(([label]) => label !== 'status');
  const notes = parameter.notes.map(({ reading, says }) => `- ${escaped(says)} (${reading})`);
  return [
    `### ${escaped(parameter.name)}`,
    '',
    escaped(parameter.description),
    '',
    '| | |',
    '|---|---|',
    ...facts.map(([label, text]) => `| ${label} | ${escaped(text)} |`),
    `| section | ${escaped(parameter.section)} |`,
    '',
    ...(notes.length === 0 ? [] : [...notes, '']),
  ];
}

/** Plain text as Markdown. */
function escaped(text: string): string {
  return text.replace(/[\\*_<>|`[\]]/g, '\\$&');
}

/** `switchover-parameters(7)`. */
export function parametersManPage(version: string): string {
  const name = PARAMETERS_MAN_PAGE.replace('.7', '');
  return manPage({ name, part: 7, from: 'the catalogue of parameters' }, version, [
    section('NAME', `${roff(name)} \\- ${roff('the Switchover server parameters')}`),
    section('DESCRIPTION', paragraphs(INTRODUCTION)),
    ...groups().map(([group, members]) =>
      section(
        group.title.toUpperCase(),
        paragraphs(`${sentence(group.about)}. ${USES[group.usedBy]}`.replaceAll('`', '"').trim()),
        ...members.map(manParameter),
      ),
    ),
    section(
      'RULES BETWEEN PARAMETERS',
      ...RULES.map(({ code, severity, says }) => tagged(code, `${says} (${severity})`)),
    ),
    section('OTHER NAMES', ...OTHER_NAMES.map((other: OtherName) => tagged(other.name, describeOtherName(other)))),
    section(
      'SEE ALSO',
      ['switchover-params-explain', 'switchover-params-validate'].map((page) => `${bold(page)}(1)`).join(',\n'),
    ),
  ]);
}

function manParameter(parameter: Explanation): string {
  const facts = parameterFacts(parameter).filter(([label]) => label !== 'status');
  const lines = facts.map(([label, text]) => `.TP 12\n${roff(label)}\n${roff(text)}`);
  const notes = parameter.notes.map(({ reading, says }) => `.IP \\(bu 2\n${roff(`${says} (${reading})`)}`);
  const more = notes.length === 0 ? [] : ['.PP', 'Where the reference leaves something open:', ...notes];
  return [
    `.SS ${roff(parameter.name)}`,
    roff(parameter.description),
    '.RS 4',
    lines[0],
    '.PD 0',
    ...lines.slice(1),
    '.PD',
    ...more,
    '.RE',
  ].join('\n');
}
