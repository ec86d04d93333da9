import type { Command } from '@oclif/core/command';
import type { Config } from '@oclif/core/interfaces';
import type {
  ArgEntry,
  CommandEntry,
  ExampleEntry,
  ExitCodeEntry,
  FlagEntry,
  Manifest,
} from '../presentation/help/manifest.ts';
import { choicesOf } from '../presentation/help/manifest.ts';
import { STANDARD_EXIT_CODES } from './exit-codes.ts';
import { GLOBAL, type SwitchoverCommand } from './switchover-command.ts';

/** The parts of oclif's flag and argument definitions that we show. */
interface Definition {
  readonly type?: string;
  readonly char?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly helpGroup?: string;
  readonly helpValue?: string | readonly string[];
  readonly options?: readonly string[];
  readonly default?: unknown;
  readonly required?: boolean;
  readonly multiple?: boolean;
  readonly allowNo?: boolean;
  readonly hidden?: boolean;
  readonly dependsOn?: readonly string[];
  readonly exclusive?: readonly string[];
}

/** A command as stored in the manifest: oclif's own properties plus ours. */
export type DescribedCommand = Command.Cached & Partial<Pick<typeof SwitchoverCommand, 'exitCodes' | 'slashFlags'>>;

/** All commands, sorted by name. */
export function describeCommands(config: Config): Manifest {
  return { commands: config.commands.map(describeCommand).sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/**
 * Reads a command's definitions from the manifest.
 *
 * @throws Error naming the command and what it lacks; only its author sees this, at build time
 */
export function describeCommand(command: DescribedCommand): CommandEntry {
  const id = command.id.replaceAll(':', ' ');
  if (!command.summary) throw new Error(`command "${id}" has no static summary`);
  const flags = entriesOf(command.flags).map(([name, flag]) => describeFlag(id, name, flag));
  return {
    id,
    summary: command.summary,
    description: (command.description ?? '').trim(),
    usage: typeof command.usage === 'string' ? command.usage : null,
    args: entriesOf(command.args).map(([name, arg]) => describeArg(id, name, arg)),
    flags: [...flags.filter(({ global }) => !global), ...flags.filter(({ global }) => global)],
    examples: (command.examples ?? []).map(describeExample),
    exitCodes: exitCodesOf(command.exitCodes),
    slashFlags: command.slashFlags ?? {},
    hidden: command.hidden === true,
  };
}

function entriesOf(definitions: unknown): [string, Definition][] {
  return Object.entries((definitions ?? {}) as Record<string, Definition>).filter(([, each]) => each.hidden !== true);
}

function describeFlag(id: string, name: string, flag: Definition): FlagEntry {
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
    global: flag.helpGroup === GLOBAL,
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

function shownDefault({ default: value }: Definition): string | null {
  if (value === undefined || value === null || value === '') return null;
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

function exitCodesOf(own: DescribedCommand['exitCodes']): ExitCodeEntry[] {
  const meanings: Record<string, string | null> = { ...STANDARD_EXIT_CODES, ...own };
  return Object.entries(meanings).flatMap(([code, meaning]) =>
    meaning === null ? [] : [{ code: Number(code), meaning }],
  );
}
