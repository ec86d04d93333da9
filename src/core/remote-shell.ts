/** One line for the shell that ssh hands it to, from a list of words that no shell is to change. */
import type { Result } from './result.ts';
import { inQuotes } from './unseen.ts';

/** The login shell at the other end: sh or one of its kin, or the command prompt of Windows. */
export type RemoteShell = 'posix' | 'cmd';

/** The line; or the first word that this shell cannot be given unchanged, and why. */
export type RemoteLine = Result<{ readonly line: string }, { readonly why: string }>;

/** Quotes every word, so that the remote program gets exactly these. */
export function remoteLine(shell: RemoteShell, words: readonly string[]): RemoteLine {
  for (const word of words) {
    const why = whyNotQuotable(shell, word);
    if (why !== null) return { ok: false, why };
  }
  return { ok: true, line: words.map(shell === 'cmd' ? quoteForCmd : quoteForPosix).join(' ') };
}

/** Why a word would not arrive unchanged; null if it does. */
export function whyNotQuotable(shell: RemoteShell, word: string): string | null {
  if (word.includes('\0')) return `${inQuotes(word, 60)} contains a null character`;
  const bad = shell === 'cmd' ? UNSAFE_FOR_CMD.exec(word)?.[0] : undefined;
  if (bad === undefined) return null;
  return `${inQuotes(word, 60)} contains ${inQuotes(bad, 1)}, which cannot be passed safely to the command prompt of Windows`;
}

/** Backslashes too are left outside the quotes: fish would take them for escapes in there. */
function quoteForPosix(word: string): string {
  return /^[A-Za-z0-9_/.:@+-][A-Za-z0-9_/.:=@+-]*$/.test(word) ? word : `'${word.replace(/[\\'!]/g, "'\\$&'")}'`;
}

/**
 * Within double quotes, cmd.exe still expands variables, and a quote ends them whatever precedes it. "$" and "`" mean
 * something to PowerShell, which may be the login shell.
 */
const UNSAFE_FOR_CMD = /["%!^$`\u0000-\u001f]/;

/** Backslashes before the closing quote are doubled, or the program would take it for a quote of its own. */
function quoteForCmd(word: string): string {
  return /^[A-Za-z0-9_/.:=\\+-]+$/.test(word) ? word : `"${word.replace(/\\+$/, '$&$&')}"`;
}

/** On either kind of system: the machine at the other end of ssh need not be of the same kind as this one. */
export function isAbsoluteAnywhere(program: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(program);
}
