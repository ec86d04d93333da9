import { SwitchoverError } from '../core/problem.ts';
import { suggest } from './suggest.ts';

/** What oclif's parser puts into its errors; which parts are present depends on the error. */
interface ParserError extends Error {
  /** Definitions of missing arguments, or the surplus words. */
  readonly args?: readonly (string | MissingArgument)[];
  /** Unknown flags. */
  readonly flags?: readonly string[];
  readonly parse?: { readonly input?: { readonly flags?: Readonly<Record<string, { readonly hidden?: boolean }>> } };
}

interface MissingArgument {
  readonly name: string;
  readonly description?: string;
  readonly options?: readonly string[];
}

/** The parser's error in our format: it prints tables and several lines, we print one sentence and a next step. */
export function usageError(error: ParserError): SwitchoverError {
  if (error.flags !== undefined) return unknownFlag(error, error.flags);
  const surplus = error.args?.filter((arg) => typeof arg === 'string') ?? [];
  if (surplus.length > 0) return unexpectedArguments(surplus);
  const missing = error.args?.filter((arg) => typeof arg !== 'string') ?? [];
  if (missing.length > 0) return missingArguments(missing);
  const text = error.message
    .replace(/\nSee more help with --help$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/^Parsing (--\S+)\s*(.?)/, (_, flag: string, first: string) => `${flag}: ${first.toLowerCase()}`)
    .replace(/Missing required flag (\S+)/g, 'missing flag --$1')
    .replace(/\s*\n\s*/g, '; ')
    .trim();
  return usage('usage', lowerFirst(text), null);
}

export function unexpectedArguments(words: readonly string[]): SwitchoverError {
  return usage('usage', `unexpected argument${words.length === 1 ? '' : 's'}: ${words.join(', ')}`, null);
}

function unknownFlag({ parse }: ParserError, flags: readonly string[]): SwitchoverError {
  const known = Object.entries(parse?.input?.flags ?? {}).flatMap(([name, flag]) => (flag.hidden ? [] : [name]));
  const near = flags.flatMap((flag) => suggest(flag.replace(/^-+|=.*$/g, ''), known)).map((name) => `--${name}`);
  const why = near.length > 0 ? `similar flags: ${[...new Set(near)].join(', ')}` : null;
  return usage('unknown-flag', `unknown flag${flags.length === 1 ? '' : 's'}: ${flags.join(', ')}`, why);
}

function missingArguments(args: readonly MissingArgument[]): SwitchoverError {
  const names = args.map(({ name }) => name.toUpperCase()).join(' and ');
  const why = args.map(({ name, description, options }) => {
    const choices = options === undefined ? '' : ` (${options.join(', ')})`;
    return `${name.toUpperCase()} is ${description ?? 'required'}${choices}`;
  });
  return usage('missing-argument', `missing argument${args.length === 1 ? '' : 's'}: ${names}`, why.join('; '));
}

function usage(code: string, what: string, why: string | null): SwitchoverError {
  return new SwitchoverError('usage', {
    code,
    what,
    why,
    where: null,
    do: 'run the command with --help to see its usage',
  });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
