/**
 * Attributes that are left out while the servers run different releases (section "Server parameters Upgrade lower
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
  /** Counts from 0, entries that could not be read included. */
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
    const tell = about(piece);
    const { read, faults } = readException(piece.text);
    problems.push(...faults.map(tell));
    if (read === null) continue;
    const earlier = classes.get(read.className.toLowerCase());
    if (earlier !== undefined) problems.push(tell(classTwice(read.className, earlier)));
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

/** The pieces, where a semicolon between parentheses parts nothing: that mistake is told as one. */
function joined(text: string): Piece[] {
  const groups: Piece[][] = [];
  // The pieces since a parenthesis was opened, as long as nobody knows whether it is closed.
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
    const why = 'semicolons stand between classes, and nowhere else';
    return fail('exception-empty', 'an entry is empty', why, 'take the semicolon out, or write a class there');
  }
  const [opening, closing] = [text.indexOf('('), text.indexOf(')')];
  if (opening < 0 || closing < opening || text.indexOf('(', opening + 1) >= 0 || text.indexOf(')', closing + 1) >= 0) {
    const why = 'a class is followed by one pair of parentheses with its attributes';
    return fail('exception-form', `${shown(text)} is not of that form`, why);
  }
  const behind = text.slice(closing + 1);
  if (behind !== '') {
    const why = 'the closing parenthesis ends an entry, and a semicolon begins the next';
    return fail(
      'exception-form',
      `${shown(behind.trim())} stands behind ${shown(text.slice(0, closing + 1))}`,
      why,
      'take it out',
    );
  }
  const className = text.slice(0, opening).trim();
  const inner = text.slice(opening + 1, closing);
  if (className === '') {
    return fail('exception-form', `${shown(text)} names no class`, 'attributes belong to a class');
  }
  if (inner.trim() === '') {
    const why = 'without attributes nothing would be left out';
    return fail(
      'exception-no-attributes',
      `${shown(className)} has no attributes`,
      why,
      'name some, or take the entry out',
    );
  }
  const bad =
    PLAIN.test(className) && PLAIN.test(inner.replaceAll(',', '')) ? null : strangeCharacter(className, inner);
  if (bad !== null) {
    const semicolon = bad[0] === ';';
    const why = semicolon ? 'attributes are parted by commas' : 'no name of a class or an attribute holds it';
    const next = semicolon ? 'put a comma there' : 'take it out';
    return fail('exception-invalid-character', `${shown(text)} holds ${shown(bad[0])}`, why, next);
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
      const why = 'commas stand between attributes, and nowhere else';
      return fail('exception-empty', `an attribute of ${shown(className)} is empty`, why, 'take the comma out');
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
    do: 'take one of the two out',
  };
}

function classTwice(className: string, earlier: number): Finding {
  return {
    code: 'exception-duplicate',
    severity: 'warning',
    what: `${shown(className)} has an entry already, number ${earlier + 1}`,
    why: 'the attributes of both are left out',
    do: 'write them into one entry',
  };
}

/** What nearly all names are made of; the patterns below say the same of all languages, and take milliseconds to be made. */
const PLAIN = /^[A-Za-z0-9 _]*$/;

function strangeCharacter(className: string, inner: string): RegExpExecArray | null {
  return /[^\p{L}\p{M}\p{N} _.\-#&'/]/u.exec(className) ?? /[^\p{L}\p{M}\p{N} _.\-#&'/,]/u.exec(inner);
}
