import type { ArgEntry, CommandEntry, ExampleEntry, ExitCodeEntry, FlagEntry } from '../presentation/manifest.ts';
import { choicesOf } from '../presentation/manifest.ts';
import { STANDARD_EXIT_CODES } from './exit-codes.ts';
import type { SwitchoverCommand } from './switchover-command.ts';

/** A command class as the dispatcher loads it: concrete, with its definitions as statics. */
export type CommandClass = typeof SwitchoverCommand & (new (...args: never[]) => SwitchoverCommand);

/** The parts of oclif's flag and argument definitions that are shown. */
interface Definition {
  readonly type?: string;
  readonly char?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly helpValue?: string | readonly string[];
  readonly options?: readonly string[];
  readonly default?: unknown;
  readonly defaultHelp?: unknown;
  readonly required?: boolean;
  readonly multiple?: boolean;
  readonly allowNo?: boolean;
  readonly hidden?: boolean;
  readonly dependsOn?: readonly string[];
  readonly exclusive?: readonly string[];
}

/**
 * Reads a command's definitions.
 *
 * @throws Error naming the command and what it lacks: this is met by its author, at build time
 */
export function describeCommand(id: string, command: CommandClass): CommandEntry {
  if (!command.summary) throw new Error(`command "${id}" has no static summary`);
  const own = entriesOf(command.flags).map(([name, flag]) => describeFlag(id, name, flag, false));
  const shared = entriesOf(command.baseFlags).map(([name, flag]) => describeFlag(id, name, flag, true));
  return {
    id,
    summary: command.summary,
    description: (command.description ?? '').trim(),
    usage: typeof command.usage === 'string' ? command.usage : null,
    args: entriesOf(command.args).map(([name, arg]) => describeArg(id, name, arg)),
    flags: [...own, ...shared],
    examples: (command.examples ?? []).map(describeExample),
    exitCodes: exitCodesOf(command),
    slashFlags: command.slashFlags,
    hidden: command.hidden === true,
  };
}

function entriesOf(definitions: unknown): [string, Definition][] {
  return Object.entries((definitions ?? {}) as Record<string, Definition>).filter(([, each]) => each.hidden !== true);
}

function describeFlag(id: string, name: string, flag: Definition, global: boolean): FlagEntry {
  const description = flag.summary ?? flag.description;
  if (description === undefined) throw new Error(`command "${id}": flag --${name} has no description`);
  const value = flag.type === 'boolean' ? null : valueWord(name, flag);
  return {
    name,
    char: flag.char ?? null,
    description,
    value,
    choices: choicesOf(value, flag.options ?? []),
    default: shownDefault(flag),
    required: flag.required === true,
    multiple: flag.multiple === true,
    negatable: flag.allowNo === true,
    global,
    requires: flag.dependsOn ?? [],
    excludes: flag.exclusive ?? [],
  };
}

function describeArg(id: string, name: string, arg: Definition): ArgEntry {
  if (arg.description === undefined) throw new Error(`command "${id}": argument ${name} has no description`);
  return {
    name: name.toUpperCase(),
    description: arg.description,
    choices: arg.options ?? [],
    default: shownDefault(arg),
    required: arg.required === true,
    multiple: arg.multiple === true,
  };
}

function valueWord(name: string, flag: Definition): string {
  if (flag.helpValue !== undefined)
    return [flag.helpValue]
      .flat()
      .join(' ')
      .replace(/^<(.*)>$/, '$1');
  if (flag.options !== undefined) return flag.options.join('|');
  return name.replaceAll('-', '_').toUpperCase();
}

/** A default that is computed when the command runs is told in the description, if at all. */
function shownDefault(definition: Definition): string | null {
  const value = definition.defaultHelp ?? definition.default;
  if (value === undefined || value === null || value === '' || typeof value === 'function') return null;
  return typeof value === 'boolean' ? null : String(value);
}

function describeExample(example: unknown): ExampleEntry {
  if (typeof example === 'string') return { description: null, command: withoutTemplate(example) };
  const { description, command } = example as { description?: string; command: string };
  return { description: description ?? null, command: withoutTemplate(command) };
}

function withoutTemplate(command: string): string {
  return command.replace(/^\$ /, '').replace(/<%=\s*config\.bin\s*%>/g, 'switchover');
}

function exitCodesOf(command: CommandClass): ExitCodeEntry[] {
  const meanings: Record<string, string | null> = { ...STANDARD_EXIT_CODES, ...command.exitCodes };
  return Object.entries(meanings).flatMap(([code, meaning]) =>
    meaning === null ? [] : [{ code: Number(code), meaning }],
  );
}
