/**
 * The reference's own switches, in any letter case: `/Immediate`, `/Notifier=HOST`, `/Notifier:HOST`.
 *
 * A command says which it takes, lower case and without the slash: `{ immediate: '--immediate' }`. Anything else that
 * begins with a slash stays as it is, because it may be a path; so does everything after `--`.
 */
export function translateSlashFlags(argv: readonly string[], known: Readonly<Record<string, string>>): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, index) => (end >= 0 && index >= end ? word : translate(word, known)));
}

function translate(word: string, known: Readonly<Record<string, string>>): string {
  const match = /^\/([A-Za-z][A-Za-z-]*)(?:[=:](.*))?$/s.exec(word);
  const name = match?.[1]?.toLowerCase();
  if (name === undefined || !Object.hasOwn(known, name)) return word;
  const value = match?.[2];
  return value === undefined ? known[name]! : `${known[name]}=${value}`;
}
