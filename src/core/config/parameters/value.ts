import { isAnyAddress, isHost, isHostName, isIpAddress } from '../../network-name.ts';
import type { Problem } from '../../problem.ts';
import { errorsFirst } from '../../problem.ts';
import type { Result } from '../../result.ts';
import { inQuotes } from '../../unseen.ts';
import { problemsOfPathParameter } from '../mirror-lists/path-parameter.ts';
import type { Bound, ParameterDefinition, ParameterValue } from './definition.ts';
import { DSCP_CLASSES, dscpOfClass } from './dscp.ts';
import { problemsOfList } from './problems-of-list.ts';

/** The value with its warnings; or the problem, and the further problems of a list. */
export type ParsedValue = Result<
  { readonly value: ParameterValue; readonly warnings: readonly Problem[] },
  { readonly problem: Problem; readonly also: readonly Problem[] }
>;

/** Longer values are mistakes or attacks. Mirror lists of several hundred directories fit. */
export const LONGEST_VALUE = 64 * 1024;

/**
 * Parses one value as written in a file or on a command line.
 *
 * Nothing is guessed: no units, no fractions, no rounding into the limits. `where` goes into the problems.
 */
export function parseValue(definition: ParameterDefinition, text: string, where: string | null): ParsedValue {
  const fail = failing(definition.name, where);
  if (text.length > LONGEST_VALUE) {
    return fail(
      'value-too-long',
      `has a value of ${text.length} characters`,
      `the limit is ${LONGEST_VALUE}`,
      'shorten it',
    );
  }
  const trimmed = text.trim();
  if (trimmed === '') {
    return fail(
      'value-empty',
      'has no value',
      'to leave a parameter unset, omit it',
      'write a value, or remove the line',
    );
  }
  if (/[\p{Cc}\p{Cs}]/u.test(trimmed)) {
    return fail(
      'value-control-character',
      'contains a control character',
      'only printable characters are allowed',
      'remove it; if a "\\" caused it, put the value in single quotes, or double each "\\"',
    );
  }
  switch (definition.type.is) {
    case 'boolean':
      return parseBoolean(trimmed, fail);
    case 'number':
      return parseWholeNumber(definition, numberInClass(definition, trimmed), where);
    case 'address':
      return parseAddress(trimmed, fail);
    case 'host':
    case 'computer-name':
    case 'domain-name':
      return parseName(definition.type.is, trimmed, fail);
    case 'word':
      return parseWord(definition.type.allowed, trimmed, fail);
    case 'path':
      return judged(definition.name, trimmed, problemsOfPathParameter(trimmed, where));
    case 'list':
      return judged(definition.name, trimmed, problemsOfList(definition.type.grammar, trimmed, where));
  }
}

function sound(value: ParameterValue): ParsedValue {
  return { ok: true, value, warnings: [] };
}

/** Lists and paths stay text. */
function judged(name: string, text: string, found: readonly Problem[]): ParsedValue {
  const problems = found.map((problem) => ({ ...problem, what: `${name}: ${problem.what}` }));
  const [problem, ...also] = errorsFirst(problems);
  if (problem?.severity !== 'error') return { ok: true, value: text, warnings: problems };
  return { ok: false, problem, also };
}

function numberInClass({ unit }: ParameterDefinition, text: string): string {
  const value = unit === 'dscp' ? dscpOfClass(text) : null;
  return value === null ? text : String(value);
}

/** The limits of a whole number. */
export type NumberRange = Pick<ParameterDefinition, 'name' | 'unit' | 'default' | 'minimum' | 'maximum'>;

type Fail = (code: string, what: string, why: string, next: string) => ParsedValue;

function failing(name: string, where: string | null): Fail {
  return (code, what, why, next) => ({
    ok: false,
    problem: { code, severity: 'error', what: `${name} ${what}`, why, where, do: next },
    also: [],
  });
}

/** What a word says, in any letter case: yes or no, on or off, true or false; null for any other. */
export function booleanWord(text: string): boolean | null {
  const word = text.toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : null;
}

const TRUE_WORDS = new Set(['yes', 'on', 'true']);
const FALSE_WORDS = new Set(['no', 'off', 'false']);

/** Reading R17: words in any letter case, and whole numbers; 0 means no, any other number yes. */
function parseBoolean(text: string, fail: Fail): ParsedValue {
  const value = booleanWord(text);
  if (value !== null) return sound(value);
  if (/^[+-]?\d+$/.test(text)) return sound(!/^[+-]?0+$/.test(text));
  return fail(
    'value-not-boolean',
    `is ${shown(text)}`,
    'it must be Yes or No',
    'write Yes or No (On, True, 1, Off, False and 0 also work)',
  );
}

/** A whole number within its limits: decimal digits, optionally with a sign, and nothing else. */
export function parseWholeNumber(definition: NumberRange, text: string, where: string | null): ParsedValue {
  const fail = failing(definition.name, where);
  const range = describeRange(definition);
  if (!/^[+-]?\d+$/.test(text)) {
    if (/^[+-]?\d*[.,]\d+$/.test(text))
      return fail('value-not-whole', `is ${shown(text)}`, 'only whole numbers are accepted', range);
    if (/^[+-]?\d+(\.\d+)?\s*[a-zµ%]+$/i.test(text)) {
      const unit = definition.unit ?? 'a fixed unit';
      return fail(
        'value-has-unit',
        `is ${shown(text)}`,
        `the value is a plain number; its unit is always ${unit}`,
        range,
      );
    }
    const wanted =
      definition.unit === 'dscp' ? 'it must be a whole number or a DSCP class' : 'it must be a whole number';
    return fail('value-not-a-number', `is ${shown(text)}`, wanted, range);
  }
  const value = Number(text);
  const { minimum, maximum } = definition;
  if (minimum !== null && value < minimum.value) {
    return fail('value-too-small', `is ${shown(text)}`, `the minimum is ${describeBound(minimum)}`, range);
  }
  if (maximum !== null && value > maximum.value) {
    return fail('value-too-large', `is ${shown(text)}`, `the maximum is ${describeBound(maximum)}`, range);
  }
  // Minus zero becomes zero; otherwise it would be written back as -0.
  return sound(value === 0 ? 0 : value);
}

function describeBound(bound: Bound): string {
  if (bound.by === 'reference') return `${bound.value}`;
  return `${bound.value} (our limit${bound.why === undefined ? '' : `: ${bound.why}`})`;
}

function describeRange({ minimum, maximum, unit, default: preset }: NumberRange): string {
  const from = minimum === null ? '' : ` from ${minimum.value}`;
  const to = maximum === null ? '' : ` to ${maximum.value}`;
  const standard = preset === null ? '' : `; the default is ${preset}`;
  if (unit === 'dscp') return `write a whole number${from}${to}, or a class: ${DSCP_CLASSES}${standard}`;
  return `write a whole number${unit === null ? '' : ` of ${unit}`}${from}${to}${standard}`;
}

function parseAddress(text: string, fail: Fail): ParsedValue {
  if (isAnyAddress(text)) {
    const why = 'this means "any address", and the other server cannot connect to that';
    return fail('value-not-an-address', `is ${shown(text)}`, why, "write the server's own address");
  }
  if (isIpAddress(text)) return sound(text);
  return fail(
    'value-not-an-address',
    `is ${shown(text)}`,
    'it must be an IP address',
    'write an IP address, without a port',
  );
}

function parseName(is: 'host' | 'computer-name' | 'domain-name', text: string, fail: Fail): ParsedValue {
  if (is === 'host') {
    if (isHost(text)) return sound(text);
    return fail(
      'value-not-a-host',
      `is ${shown(text)}`,
      'it must be the name or IP address of a host',
      'write a single name or address, without port or brackets',
    );
  }
  if (isIpAddress(text))
    return fail(
      'name-is-address',
      `is the address ${shown(text)}`,
      'it must be a name, not an address',
      'write the name',
    );
  // A computer name with a domain still identifies the server: a rule warns about it.
  if (isHostName(text) && (is === 'computer-name' || text.includes('.'))) return sound(text);
  const wanted = is === 'domain-name' ? 'a fully qualified domain name' : 'a computer name without a domain';
  return fail('value-not-a-name', `is ${shown(text)}`, `it must be ${wanted}`, `write ${wanted}`);
}

function parseWord(allowed: readonly string[], text: string, fail: Fail): ParsedValue {
  const found = allowed.find((word) => word.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return sound(found);
  return fail(
    'value-not-allowed',
    `is ${shown(text)}`,
    `the allowed values are ${allowed.join(' and ')}`,
    `write ${allowed.join(' or ')}`,
  );
}

function shown(text: string): string {
  return inQuotes(text, 40);
}
