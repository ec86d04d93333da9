import { argLabel, argText, flagLabel, flagText, slashSwitches, usageLine } from './help.ts';
import type { CommandEntry, ExitCodeEntry, Manifest } from './manifest.ts';
import { bold, manPage, paragraphs, roff, section, sentence, tagged } from './roff.ts';

/** What the program's own page contains besides its commands. */
export interface ProgramPage {
  readonly summary: string;
  readonly groups: readonly { readonly title: string; readonly ids: readonly string[] }[];
  readonly environment: Readonly<Record<string, string>>;
  readonly exitCodes: readonly ExitCodeEntry[];
}

/**
 * All man pages by file name: `switchover.1`, `switchover-node-run.1`.
 * Written in roff directly, because Markdown has no tagged paragraphs, which a list of flags needs. The pages have no
 * date: they would be out of date every day.
 */
export function renderManPages(manifest: Manifest, program: ProgramPage, version: string): Map<string, string> {
  const shown = manifest.commands.filter(({ hidden }) => !hidden);
  const pages = shown.map((entry): [string, string] => [fileNameOf(entry.id), commandPage(entry, shown, version)]);
  return new Map([['switchover.1', programPage(shown, program, version)], ...pages]);
}

function fileNameOf(id: string): string {
  return `${pageNameOf(id)}.1`;
}

function pageNameOf(id: string): string {
  return ['switchover', ...id.split(' ')].join('-');
}

function commandPage(entry: CommandEntry, all: readonly CommandEntry[], version: string): string {
  const name = pageNameOf(entry.id);
  const own = entry.flags.filter(({ global }) => !global);
  const shared = entry.flags.filter(({ global }) => global);
  const [topic = ''] = entry.id.split(' ');
  const near = all.filter(({ id }) => id !== entry.id && id.split(' ')[0] === topic).map(({ id }) => pageNameOf(id));
  const slashes = slashSwitches(entry).map(([label, text]) => tagged(label, `S${text.slice(1)}.`));
  return document(name, version, [
    section('NAME', `${roff(name)} \\- ${roff(entry.summary)}`),
    section('SYNOPSIS', bold(usageLine(entry))),
    section('DESCRIPTION', paragraphs(entry.description === '' ? sentence(entry.summary) : entry.description)),
    section('ARGUMENTS', ...entry.args.map((arg) => tagged(argLabel(arg), sentence(argText(arg))))),
    section('OPTIONS', ...own.map((flag) => tagged(flagLabel(flag), sentence(flagText(flag))))),
    section('GLOBAL OPTIONS', ...shared.map((flag) => tagged(flagLabel(flag), sentence(flagText(flag))))),
    section('COMPATIBILITY SWITCHES', ...slashes),
    section('EXAMPLES', ...entry.examples.map(({ description, command }) => example(description, command))),
    exitStatus(entry.exitCodes),
    section('SEE ALSO', ['switchover', ...near].map((page) => `${bold(page)}(1)`).join(',\n')),
  ]);
}

function programPage(commands: readonly CommandEntry[], program: ProgramPage, version: string): string {
  const named = program.groups.flatMap(({ ids }) => ids);
  const rank = ({ id }: CommandEntry): number =>
    (named.indexOf(id.split(' ')[0]!) + named.length + 1) % (named.length + 1);
  const rest = { title: 'More', ids: commands.map(({ id }) => id.split(' ')[0]!).filter((id) => !named.includes(id)) };
  const listed = [...program.groups, rest].map(({ title, ids }) => {
    const group = commands.filter(({ id }) => ids.includes(id.split(' ')[0]!)).sort((a, b) => rank(a) - rank(b));
    const rows = group.map(({ id, summary }) => tagged(`switchover ${id}`, `${sentence(summary)}.`));
    return rows.length === 0 ? '' : `.SS ${roff(title)}\n${rows.join('\n')}`;
  });
  const environment = Object.entries(program.environment).map(([name, meaning]) => tagged(name, sentence(meaning)));
  return document('switchover', version, [
    section('NAME', 'switchover \\- automated switchover for an active/backup server pair'),
    section('SYNOPSIS', bold('switchover COMMAND [FLAGS]')),
    section('DESCRIPTION', paragraphs(program.summary)),
    section('COMMANDS', ...listed.filter((text) => text !== '')),
    section('ENVIRONMENT', ...environment),
    exitStatus(program.exitCodes),
    section('SEE ALSO', commands.map(({ id }) => `${bold(pageNameOf(id))}(1)`).join(',\n')),
  ]);
}

function document(name: string, version: string, sections: readonly string[]): string {
  return manPage({ name, part: 1, from: "the commands' definitions" }, version, sections);
}

function exitStatus(codes: readonly ExitCodeEntry[]): string {
  return section('EXIT STATUS', ...codes.map(({ code, meaning }) => tagged(String(code), sentence(meaning))));
}

function example(description: string | null, command: string): string {
  const lead = description === null ? '' : `.PP\n${roff(sentence(description))}:\n`;
  return `${lead}.PP\n.RS 4\n.nf\n${roff(command)}\n.fi\n.RE`;
}
