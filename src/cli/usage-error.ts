import { SwitchoverError } from '../core/problem.ts';
import { suggest } from './suggest.ts';

/** What oclif's parser leaves in the errors it throws; which parts are there depends on the error. */
interface ParserError extends Error {
  /** Definitions of what is missing, or the words that are too many. */
  readonly args?: readonly (string | MissingArgument)[];
  /** Flags that are not known. */
  readonly flags?: readonly string[];
  readonly parse?: { readonly input?: { readonly flags?: Readonly<Record<string, { readonly hidden?: boolean }>> } };
}

interface MissingArgument {
  readonly name: string;
  readonly description?: string;
  readonly options?: readonly string[];
}

/** The parser's finding in our form: it speaks in tables and several lines, we in one sentence and a next step. */
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
    .replace(/Missing required flag (\S+)/g, 'flag --$1 is missing')
    .replace(/\s*\n\s*/g, '; ')
    .trim();
  return usage('usage', lowerFirst(text), NOT_TAKEN);
}

const NOT_TAKEN = 'the command does not take it so';

export function unexpectedArguments(words: readonly string[]): SwitchoverError {
  return usage('usage', `unexpected argument${words.length === 1 ? '' : 's'}: ${words.join(', ')}`, NOT_TAKEN);
}

function unknownFlag({ parse }: ParserError, flags: readonly string[]): SwitchoverError {
  const known = Object.entries(parse?.input?.flags ?? {}).flatMap(([name, flag]) => (flag.hidden ? [] : [name]));
  const near = flags.flatMap((flag) => suggest(flag.replace(/^-+|=.*$/g, ''), known)).map((name) => `--${name}`);
  const why = near.length > 0 ? `the nearest: ${[...new Set(near)].join(', ')}` : 'the command has no flag like it';
  return usage('unknown-flag', `there is no flag ${flags.join(', ')} here`, why);
}

function missingArguments(args: readonly MissingArgument[]): SwitchoverError {
  const names = args.map(({ name }) => name.toUpperCase()).join(' and ');
  const why = args.map(({ name, description, options }) => {
    const choices = options === undefined ? '' : ` (${options.join(', ')})`;
    return `${name.toUpperCase()} is ${description ?? 'required'}${choices}`;
  });
  return usage('missing-argument', `${names} ${args.length === 1 ? 'is' : 'are'} missing`, why.join('; '));
}

function usage(code: string, what: string, why: string): SwitchoverError {
  return new SwitchoverError('usage', { code, what, why, where: null, do: 'add --help to see what it takes' });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
