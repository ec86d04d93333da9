import stringWidth from 'string-width';
import type { Medium } from '../text/palette.ts';
import { type TableRow, textTable } from '../text/plain-table.ts';
import { wrap } from '../text/wrap.ts';
import type { CommandEntry, ExitCodeEntry, FlagEntry } from './manifest.ts';

/** Longer lines are hard to read, however wide the terminal. */
const WIDEST = 110;
/** A longer name gets its own line, with its text below. */
const NAME_COLUMN = 28;

export interface Topic {
  /** The words shared by the commands; empty for the program itself. */
  readonly topic: string;
  readonly summary: string | null;
  readonly commands: readonly CommandEntry[];
  /** What each topic is about, by its words. */
  readonly topics: Readonly<Record<string, string>>;
  readonly groups: readonly { readonly title: string; readonly ids: readonly string[] }[];
  /** General meaning of the exit codes. Shown for the program itself. */
  readonly exitCodes: readonly ExitCodeEntry[];
}

/** One command in full: purpose, usage, flags, examples and exit codes. Ends with a line break. */
export function renderCommandHelp(entry: CommandEntry, medium: Medium): string {
  const own = entry.flags.filter(({ global }) => !global);
  const shared = entry.flags.filter(({ global }) => global);
  const slashes = slashSwitches(entry).map(([label, text]) => row(label, text));
  return page(medium, [
    ['', textLines(sentence(entry.summary), 0, medium)],
    ['Usage', wrap(`  ${usageLine(entry)}`, widthOf(medium), 6)],
    ['Description', textLines(entry.description, 2, medium)],
    [
      'Arguments',
      table(
        entry.args.map((arg) => row(argLabel(arg), argText(arg))),
        medium,
      ),
    ],
    ['Flags', table(own.map(flagRow), medium)],
    ['Global flags', table(shared.map(flagRow), medium)],
    ['Compatibility switches, in any letter case', table(slashes, medium)],
    ['Examples', exampleLines(entry, medium)],
    [
      'Exit codes',
      table(
        entry.exitCodes.map(({ code, meaning }) => row(String(code), meaning)),
        medium,
      ),
    ],
  ]);
}

/** The switches of the reference with what they mean here: `/Notifier[=HOST]`, `same as --notifier[=HOST]`. */
export function slashSwitches({ slashFlags }: CommandEntry): readonly (readonly [label: string, text: string])[] {
  return Object.entries(slashFlags).map(([slash, flags]) => {
    const value = /\[=\w+\]$/.exec(flags)?.[0] ?? '';
    return [`/${slash}${value}`, `same as ${flags}`];
  });
}

/** A list of commands: all, or those of one topic. Ends with a line break. */
export function renderTopicHelp(topic: Topic, medium: Medium): string {
  const words = topic.topic === '' ? 'switchover' : `switchover ${topic.topic}`;
  const sections: [string, string[]][] = [
    ['', textLines(sentence(topic.summary ?? words), 0, medium)],
    ['Usage', [`  ${words} COMMAND [FLAGS]`]],
  ];
  if (topic.topic === '')
    sections.push(...groupedRows(topic, medium), ['Exit codes', exitCodeRows(topic.exitCodes, medium)]);
  else
    sections.push([
      'Commands',
      table(
        topic.commands.map(({ id, summary }) => row(id, summary)),
        medium,
      ),
    ]);
  const more = `For more, run "switchover help COMMAND", "switchover COMMAND --help" or "man switchover".`;
  sections.push(['', textLines(more, 0, medium)]);
  return page(medium, sections);
}

/** The usage line of a command: required flags by name, the rest as `[FLAGS]`. */
export function usageLine(entry: CommandEntry): string {
  if (entry.usage !== null) return `switchover ${entry.usage}`;
  const required = entry.flags
    .filter((flag) => flag.required)
    .map((flag) => `--${flag.name} ${flag.value ?? ''}`.trim());
  const args = entry.args.map((arg) => (arg.required ? argLabel(arg) : `[${argLabel(arg)}]`));
  return ['switchover', entry.id, ...args, ...required, '[FLAGS]'].join(' ');
}

/** `-s, --server A|B`, `--[no-]color`. */
export function flagLabel(flag: FlagEntry): string {
  const short = flag.char === null ? '' : `-${flag.char}, `;
  const value = flag.value === null ? '' : ` ${flag.value}${flag.multiple ? '...' : ''}`;
  return `${short}--${flag.negatable ? '[no-]' : ''}${flag.name}${value}`;
}

/** A flag's description with its default, choices and constraints. */
export function flagText(flag: FlagEntry): string {
  const notes = [
    ...(flag.required ? ['required'] : []),
    ...(flag.default === null ? [] : [`default: ${flag.default}`]),
    ...(flag.choices.length > 0 && flag.value !== flag.choices.join('|') ? [`one of ${flag.choices.join(', ')}`] : []),
    ...(flag.requires.length > 0 ? [`requires ${flag.requires.map((name) => `--${name}`).join(', ')}`] : []),
    ...(flag.excludes.length > 0 ? [`not with ${flag.excludes.map((name) => `--${name}`).join(', ')}`] : []),
  ];
  return notes.length === 0 ? flag.description : `${flag.description} (${notes.join('; ')})`;
}

/** `LOG...` for an argument that may be repeated. */
export function argLabel(arg: CommandEntry['args'][number]): string {
  return arg.multiple ? `${arg.name}...` : arg.name;
}

/** An argument's description with its choices and default. */
export function argText(arg: CommandEntry['args'][number]): string {
  const notes = [
    ...(arg.choices.length > 0 ? [`one of ${arg.choices.join(', ')}`] : []),
    ...(arg.default === null ? [] : [`default: ${arg.default}`]),
  ];
  return notes.length === 0 ? arg.description : `${arg.description} (${notes.join('; ')})`;
}

function groupedRows(topic: Topic, medium: Medium): [string, string[]][] {
  const shown = new Map<string, string>();
  for (const { id, summary } of topic.commands) {
    const [first = id] = id.split(' ');
    shown.set(first, first === id ? summary : (topic.topics[first] ?? summary));
  }
  const named = new Set(topic.groups.flatMap(({ ids }) => ids));
  const rest = [...shown.keys()].filter((id) => !named.has(id));
  return [...topic.groups, { title: 'More', ids: rest }].map(({ title, ids }) => {
    const rows = ids.flatMap((id) => (shown.has(id) ? [row(id, shown.get(id)!)] : []));
    return [title, table(rows, medium)];
  });
}

interface Row {
  readonly name: string;
  readonly text: string;
}

const row = (name: string, text: string): Row => ({ name, text });

function flagRow(flag: FlagEntry): Row {
  const label = flagLabel(flag);
  return row(flag.char === null ? `    ${label}` : label, flagText(flag));
}

/** Names in one column, wrapped texts in the next; the text goes below a long name, so that the columns stay narrow. */
function table(rows: readonly Row[], medium: Medium): string[] {
  const longest = Math.min(NAME_COLUMN, Math.floor(widthOf(medium) / 3));
  const lines = rows.flatMap(({ name, text }): TableRow[] => {
    const label = `  ${medium.palette.accent(name)}`;
    return stringWidth(name) <= longest ? [[label, text]] : [[label], ['  ', text]];
  });
  return textTable(lines, widthOf(medium));
}

function exitCodeRows(codes: readonly ExitCodeEntry[], medium: Medium): string[] {
  return table(
    codes.map(({ code, meaning }) => row(String(code), meaning)),
    medium,
  );
}

function exampleLines(entry: CommandEntry, medium: Medium): string[] {
  return entry.examples.flatMap(({ description, command }) => {
    const lines = command.split('\n').map((line) => `    ${line}`);
    return description === null ? lines : [...textLines(sentence(description), 2, medium), ...lines];
  });
}

/**
 * Paragraphs: single line breaks are reflowed, an empty line separates, a line that begins with a space is kept as it
 * is.
 */
function textLines(text: string, indent: number, medium: Medium): string[] {
  if (text === '') return [];
  const pad = ' '.repeat(indent);
  return text.split(/\n{2,}/).flatMap((paragraph, index) => {
    const flowed = paragraph.replace(/\n(?! )/g, ' ').split('\n');
    const lines = flowed.flatMap((line) =>
      line.startsWith(' ') ? [pad + line] : wrap(pad + line, widthOf(medium), indent),
    );
    return index === 0 ? lines : ['', ...lines];
  });
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function widthOf(medium: Medium): number {
  return Math.min(medium.columns, WIDEST);
}

function page(medium: Medium, sections: readonly (readonly [string, readonly string[]])[]): string {
  const blocks = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [...(title === '' ? [] : [medium.palette.bold(title)]), ...lines].join('\n'));
  return `${blocks.join('\n\n')}\n`;
}
