import { SwitchoverError } from '../core/problem.ts';
import { suggest } from './suggest.ts';

/** What oclif's parser leaves in the errors it throws; which parts are there depends on the error. */
interface ParserError extends Error {
  readonly args?: readonly unknown[];
  readonly flags?: readonly string[];
  readonly parse?: { readonly input?: { readonly flags?: Readonly<Record<string, { readonly hidden?: boolean }>> } };
}

/** Whether the parser threw this: it found the command line wanting, and no code of ours is at fault. */
export function isParserError(error: unknown): error is ParserError {
  return error instanceof Error && ('oclif' in error || error.message.startsWith('Parsing --'));
}

/** The parser's finding in our form: it speaks in tables and several lines, we in one sentence and a next step. */
export function usageError(error: ParserError): SwitchoverError {
  if (error.message.startsWith('Nonexistent flag')) return unknownFlag(error);
  if (/^Missing \d+ required arg/.test(error.message)) return missingArguments(error);
  const text = error.message
    .replace(/\nSee more help with --help$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/^Parsing (--\S+)\s*(.?)/, (_, flag: string, first: string) => `${flag}: ${first.toLowerCase()}`)
    .replace(/Missing required flag (\S+)/g, 'flag --$1 is missing')
    .replace(/\s*\n\s*/g, '; ')
    .trim();
  return usage('usage', lowerFirst(text), 'the command does not take it so');
}

function unknownFlag(error: ParserError): SwitchoverError {
  const flags = error.flags ?? [];
  const known = Object.entries(error.parse?.input?.flags ?? {}).flatMap(([name, flag]) => (flag.hidden ? [] : [name]));
  const near = flags.flatMap((flag) => suggest(flag.replace(/^-+|=.*$/g, ''), known)).map((name) => `--${name}`);
  const why = near.length > 0 ? `the nearest: ${[...new Set(near)].join(', ')}` : 'the command has no flag like it';
  return usage('unknown-flag', `there is no flag ${flags.join(', ')} here`, why);
}

function missingArguments(error: ParserError): SwitchoverError {
  const args = (error.args ?? []) as readonly { name: string; description?: string; options?: readonly string[] }[];
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
