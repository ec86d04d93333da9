import { argLabel, flagLabel, usageLine } from '../src/presentation/help/help.ts';
import type { CommandEntry, FlagEntry, Manifest } from '../src/presentation/help/manifest.ts';

/**
 * What scripts may rely on, in a form that shows a change of it as a change of lines: commands, arguments, flags with
 * their choices and defaults, exit codes. No descriptions: those may be improved freely.
 */
export function renderInterface(manifest: Manifest): string {
  const head =
    '# Every command as scripts know it. Rewritten by "npm run generate"; a change here is a change of interface.';
  const shared = new Map(
    manifest.commands.flatMap(({ flags }) => flags.filter(isGlobal)).map((flag) => [flag.name, flag]),
  );
  const everywhere = ['every command', ...[...shared.values()].map(flagLine)].join('\n  ');
  return `${[head, everywhere, ...manifest.commands.map(renderCommand)].join('\n\n')}\n`;
}

function renderCommand(entry: CommandEntry): string {
  return [
    `${usageLine(entry)}${entry.hidden ? '  (hidden)' : ''}`,
    ...entry.args.map((arg) => line(argLabel(arg), [...choices(arg.choices), ...fallback(arg.default)])),
    ...entry.flags.filter((flag) => !isGlobal(flag)).map(flagLine),
    ...Object.entries(entry.slashFlags).map(([slash, flag]) => line(`/${slash}`, [flag])),
    `exits ${entry.exitCodes.map(({ code }) => code).join(' ')}`,
  ].join('\n  ');
}

function isGlobal(flag: FlagEntry): boolean {
  return flag.global;
}

function flagLine(flag: FlagEntry): string {
  return line(flagLabel(flag), [
    ...(flag.required ? ['required'] : []),
    ...choices(flag.choices),
    ...fallback(flag.default),
    ...flag.requires.map((name) => `with --${name}`),
    ...flag.excludes.map((name) => `not with --${name}`),
  ]);
}

function choices(words: readonly string[]): string[] {
  return words.length === 0 ? [] : [`one of ${words.join(' ')}`];
}

function fallback(value: string | null): string[] {
  return value === null ? [] : [`default ${value}`];
}

function line(label: string, notes: readonly string[]): string {
  return notes.length === 0 ? label : `${label}: ${notes.join('; ')}`;
}
