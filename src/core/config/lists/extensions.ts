/**
 * Lists of file extensions: `txt; gif; myext` (section "Mirror exceptions", reading R24). Letter case never matters.
 * Forms with a dot or asterisk are accepted with a warning; what is not an extension is reported and ignored.
 */
import { about, cutList, type ListFinding, LONGEST_LIST, overlongValue, type ParsedList, shown } from './list.ts';

export interface ExtensionEntry {
  /** From 0; ignored entries count too. */
  readonly index: number;
  readonly at: number;
  /** Lower case, without a dot in front: `txt`, `tar.gz`. */
  readonly extension: string;
}

/** Parses a list of extensions. Never throws. */
export function parseExtensions(text: string): ParsedList<ExtensionEntry> {
  if (text.length > LONGEST_LIST) return { entries: [], problems: [overlongValue(text)] };
  const entries: ExtensionEntry[] = [];
  const problems: ListFinding[] = [];
  const seen = new Map<string, number>();
  for (const piece of cutList(text)) {
    const located = about(piece);
    const plain = piece.text.replace(/^\*?\./, '');
    if (!isExtension(plain)) {
      problems.push(located(noExtension(piece.text)));
      continue;
    }
    if (plain !== piece.text) problems.push(located(otherForm(piece.text, plain)));
    const extension = plain.toLowerCase();
    const earlier = seen.get(extension);
    if (earlier !== undefined) {
      problems.push(located(twice(piece.text, earlier)));
      continue;
    }
    seen.set(extension, piece.index);
    entries.push({ index: piece.index, at: piece.at, extension });
  }
  return { entries, problems };
}

/** Writes a list back. */
export function printExtensions(entries: readonly Pick<ExtensionEntry, 'extension'>[]): string {
  return entries.map(({ extension }) => extension).join('; ');
}

/** Whether a text can be the extension of a file name, written without quotes. */
function isExtension(text: string): boolean {
  return text !== '' && !/[\s\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*,]|^\.|\.\.|\.$/u.test(text);
}

type Finding = Omit<ListFinding, 'entry' | 'at'>;

function otherForm(text: string, plain: string): Finding {
  return {
    code: 'extension-form',
    severity: 'warning',
    what: `${shown(text)} is read as ${shown(plain)}`,
    why: 'an extension is written without a leading dot or asterisk',
    do: `write ${plain}`,
  };
}

function noExtension(text: string): Finding {
  const [why, next] = whyNone(text);
  const what = text === '' ? 'an entry is empty' : `${shown(text)} is not an extension, and is ignored`;
  return { code: 'extension-form', severity: 'warning', what, why, do: next };
}

function whyNone(text: string): readonly [string, string] {
  if (text === '') return ['semicolons separate extensions', 'remove the semicolon'];
  if (/^\*?\.?\*?$/.test(text)) return ['it would exclude every file', 'list the extensions one by one'];
  if (/[,\s]/.test(text)) return ['extensions are separated by semicolons', 'separate them with semicolons: txt; gif'];
  if (/[*?]/.test(text)) return ['extensions are compared as a whole; there are no wildcards', 'list each extension'];
  return ['an extension is the part of a file name after the last dot', 'write only the extension, for example txt'];
}

function twice(text: string, earlier: number): Finding {
  return {
    code: 'extension-duplicate',
    severity: 'warning',
    what: `${shown(text)} is the same as entry ${earlier + 1}`,
    why: 'letter case does not matter',
    do: 'remove one of the two',
  };
}
