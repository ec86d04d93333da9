/**
 * Attributes that are not replicated while the servers run different releases (section "Server parameters Upgrade lower
 * state"): `User(Workgroups, Extension);Workgroup(Members, View User Queue List)`.
 */
import {
  about,
  cutList,
  type ListFinding,
  LONGEST_LIST,
  overlongValue,
  type ParsedList,
  type Piece,
  shown,
} from './list.ts';

export interface AttributeException {
  /** From 0; unreadable entries count too. */
  readonly index: number;
  readonly at: number;
  readonly className: string;
  readonly attributes: readonly string[];
}

/** Parses a list of attribute exceptions. Never throws. */
export function parseAttributeExceptions(text: string): ParsedList<AttributeException> {
  if (text.length > LONGEST_LIST) return { entries: [], problems: [overlongValue(text)] };
  const entries: AttributeException[] = [];
  const problems: ListFinding[] = [];
  const classes = new Map<string, number>();
  for (const piece of joined(text)) {
    const located = about(piece);
    const { read, faults } = readException(piece.text);
    problems.push(...faults.map(located));
    if (read === null) continue;
    const earlier = classes.get(read.className.toLowerCase());
    if (earlier !== undefined) problems.push(located(classTwice(read.className, earlier)));
    else classes.set(read.className.toLowerCase(), piece.index);
    entries.push({ index: piece.index, at: piece.at, ...read });
  }
  return { entries, problems };
}

/** Writes a list back. */
export function printAttributeExceptions(
  entries: readonly Pick<AttributeException, 'className' | 'attributes'>[],
): string {
  return entries.map(({ className, attributes }) => `${className}(${attributes.join(', ')})`).join(';');
}

/** The pieces; a semicolon between parentheses does not separate, so that this mistake is reported once. */
function joined(text: string): Piece[] {
  const groups: Piece[][] = [];
  // The pieces since a parenthesis was opened, until it turns out whether it is closed.
  let open: Piece[] = [];
  for (const piece of cutList(text)) {
    const first = /[()]/.exec(piece.text)?.[0];
    if (open.length > 0 && first === undefined) {
      open.push(piece);
    } else if (open.length > 0 && first === ')') {
      groups.push([...open, piece]);
      open = [];
    } else {
      for (const single of open) groups.push([single]);
      open = piece.text.lastIndexOf('(') > piece.text.lastIndexOf(')') ? [piece] : [];
      if (open.length === 0) groups.push([piece]);
    }
  }
  for (const single of open) groups.push([single]);
  return groups.map((group, index) => ({
    index,
    at: group[0]!.at,
    text: group.map((piece) => piece.text).join('; '),
  }));
}

type Finding = Omit<ListFinding, 'entry' | 'at'>;
type Read = {
  readonly read: Pick<AttributeException, 'className' | 'attributes'> | null;
  readonly faults: readonly Finding[];
};

const FORM = 'write it as Class(Attribute, Attribute)';

function readException(text: string): Read {
  const fail = (code: string, what: string, why: string, next = FORM): Read => ({
    read: null,
    faults: [{ code, severity: 'error', what, why, do: next }],
  });
  if (text === '') {
    const why = 'semicolons separate classes';
    return fail('exception-empty', 'an entry is empty', why, 'remove the semicolon, or add a class');
  }
  const [opening, closing] = [text.indexOf('('), text.indexOf(')')];
  if (opening < 0 || closing < opening || text.indexOf('(', opening + 1) >= 0 || text.indexOf(')', closing + 1) >= 0) {
    const why = 'an entry is a class followed by its attributes in one pair of parentheses';
    return fail('exception-form', `${shown(text)} is not of the form Class(Attribute, Attribute)`, why);
  }
  const behind = text.slice(closing + 1);
  if (behind !== '') {
    const why = 'the closing parenthesis ends an entry; the next one starts after a semicolon';
    return fail(
      'exception-form',
      `${shown(behind.trim())} follows ${shown(text.slice(0, closing + 1))}`,
      why,
      'remove it',
    );
  }
  const className = text.slice(0, opening).trim();
  const inner = text.slice(opening + 1, closing);
  if (className === '') {
    return fail('exception-form', `${shown(text)} has no class`, 'attributes belong to a class');
  }
  if (inner.trim() === '') {
    const why = 'without attributes the entry has no effect';
    return fail(
      'exception-no-attributes',
      `${shown(className)} has no attributes`,
      why,
      'add attributes, or remove the entry',
    );
  }
  const bad =
    PLAIN.test(className) && PLAIN.test(inner.replaceAll(',', '')) ? null : strangeCharacter(className, inner);
  if (bad !== null) {
    const semicolon = bad[0] === ';';
    const why = semicolon ? 'attributes are separated by commas' : 'names of classes and attributes cannot contain it';
    const next = semicolon ? 'replace it with a comma' : 'remove it';
    return fail('exception-invalid-character', `${shown(text)} contains ${shown(bad[0])}`, why, next);
  }
  return readAttributes(className, inner.split(','), fail);
}

function readAttributes(
  className: string,
  written: readonly string[],
  fail: (code: string, what: string, why: string, next?: string) => Read,
): Read {
  const attributes = new Map<string, string>();
  const faults: Finding[] = [];
  for (const name of written.map((each) => each.trim())) {
    if (name === '') {
      const why = 'commas separate attributes';
      return fail('exception-empty', `an attribute of ${shown(className)} is empty`, why, 'remove the comma');
    }
    if (attributes.has(name.toLowerCase())) faults.push(attributeTwice(className, name));
    else attributes.set(name.toLowerCase(), name);
  }
  return { read: { className, attributes: [...attributes.values()] }, faults };
}

function attributeTwice(className: string, name: string): Finding {
  return {
    code: 'exception-duplicate',
    severity: 'warning',
    what: `${shown(className)} has the attribute ${shown(name)} twice`,
    why: 'letter case does not matter',
    do: 'remove one of the two',
  };
}

function classTwice(className: string, earlier: number): Finding {
  return {
    code: 'exception-duplicate',
    severity: 'warning',
    what: `${shown(className)} already has an entry, number ${earlier + 1}`,
    why: 'the attributes of both entries apply',
    do: 'merge them into one entry',
  };
}

/** What nearly all names consist of; the patterns below cover all languages but take milliseconds to compile. */
const PLAIN = /^[A-Za-z0-9 _]*$/;

function strangeCharacter(className: string, inner: string): RegExpExecArray | null {
  return /[^\p{L}\p{M}\p{N} _.\-#&'/]/u.exec(className) ?? /[^\p{L}\p{M}\p{N} _.\-#&'/,]/u.exec(inner);
}
