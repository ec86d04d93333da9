/** Ways to break TypeScript code by one small change, found in its syntax tree, and a seeded sample of them. */
import { parseAst } from 'vitest/node';
import { randomOf } from '../../src/core/simulation/random.ts';
import { lineAt } from '../../test/support/source-text.ts';

export const CODE_MUTATIONS = [
  'comparison',
  'changed number',
  'negated condition',
  'swapped boolean',
  'removed statement',
  'changed string',
] as const;
export type CodeMutation = (typeof CODE_MUTATIONS)[number];

export interface CodeMutant {
  readonly kind: CodeMutation;
  /** From the root of the project. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** That line, without indentation. */
  readonly code: string;
  /** What stands from `start` to `end` in the file, and what replaces it. */
  readonly start: number;
  readonly end: number;
  readonly from: string;
  readonly to: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

type Found = Pick<CodeMutant, 'kind' | 'start' | 'end' | 'to'>;

const OPERATORS: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
};

/** From here on, one more or less is nobody's business: milliseconds and bytes, mostly. */
const LARGE = 1_000;
/** Draws from a random generator: within them, one number is as good as its neighbour. */
const DRAWS = new Set(['between', 'chance']);

/** What is not executed, or names a module. */
const SKIPPED = /^(?:TS|Import|ExportAll)/;
/** Type syntax around an expression that is executed. */
const AROUND_EXPRESSION = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);

/** Every mutant of one file, in the order of its text. */
export function codeMutantsOf(file: string, text: string): CodeMutant[] {
  const found: Found[] = [];
  const lines = text.split('\n');
  visit(parseAst(text, { lang: 'ts' }) as unknown as Node, text, found);
  return found
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .map(({ kind, start, end, to }) => {
      const line = lineAt(text, start);
      const code = lines[line - 1]!.trim();
      return { kind, file, line, code, start, end, from: text.slice(start, end), to };
    });
}

/** The text with the mutant in it. */
export function mutated(text: string, { start, end, to }: CodeMutant): string {
  return text.slice(0, start) + to + text.slice(end);
}

/**
 * The mutants in a seeded order in which every kind is equally frequent, as long as there are any: a program has many
 * more strings than comparisons. A longer sample begins with the shorter one.
 */
export function shuffled(mutants: readonly CodeMutant[], seed: number): CodeMutant[] {
  const { between } = randomOf(seed);
  const left = CODE_MUTATIONS.map((kind) => mutants.filter((each) => each.kind === kind));
  const order: CodeMutant[] = [];
  while (order.length < mutants.length) {
    for (const some of left) {
      if (some.length > 0) order.push(...some.splice(between(0, some.length - 1), 1));
    }
  }
  return order;
}

function visit(node: Node, text: string, found: Found[]): void {
  if (SKIPPED.test(node.type)) {
    if (AROUND_EXPRESSION.has(node.type)) visit(node.expression as Node, text, found);
    return;
  }
  if (node.directive != null) return;
  found.push(...mutantsAt(node, text));
  const drawn = isDraw(node);
  for (const [field, value] of Object.entries(node)) {
    if (drawn && field === 'arguments') continue;
    const isName = field === 'key' && node.computed !== true;
    if (!isName && !(node.type.startsWith('Export') && field === 'source')) each(value, text, found);
  }
}

/** `random.between(1, 6)`. */
function isDraw({ type, callee }: Node): boolean {
  if (type !== 'CallExpression' || (callee as Node).type !== 'MemberExpression') return false;
  const { object, property } = callee as Node & { readonly [part in 'object' | 'property']: Node };
  return object.name === 'random' && DRAWS.has(property.name as string);
}

function each(value: unknown, text: string, found: Found[]): void {
  if (Array.isArray(value)) for (const one of value) each(one, text, found);
  else if (typeof value === 'object' && value !== null && 'type' in value && 'start' in value)
    visit(value as Node, text, found);
}

function mutantsAt(node: Node, text: string): Found[] {
  const { start, end } = node;
  switch (node.type) {
    case 'BinaryExpression':
      return between(node, OPERATORS[node.operator as string], 'comparison', text);
    case 'LogicalExpression':
      return between(node, { '&&': '||', '||': '&&' }[node.operator as string], 'swapped boolean', text);
    case 'IfStatement':
    case 'ConditionalExpression':
      return [negated(node.test as Node, text)];
    case 'ExpressionStatement':
      return [{ kind: 'removed statement', start, end, to: ';' }];
    case 'TemplateElement':
      // Its range begins with the delimiter before it.
      return (node.value as { raw: string }).raw === ''
        ? []
        : [{ kind: 'changed string', start: start + 1, end: start + 1, to: '~' }];
    case 'Literal':
      return ofLiteral(node, text);
    default:
      return [];
  }
}

function ofLiteral({ value, start, end }: Node, text: string): Found[] {
  if (typeof value === 'boolean') return [{ kind: 'swapped boolean', start, end, to: String(!value) }];
  if (typeof value === 'number')
    return [{ kind: 'changed number', start, end, to: String(value < LARGE ? value + 1 : 2 * value) }];
  if (typeof value !== 'string') return [];
  const [quote, rest] = [text.slice(start, start + 1), text.slice(start + 1, end)];
  return [{ kind: 'changed string', start, end, to: `${quote}~${rest}` }];
}

function negated({ start, end }: Node, text: string): Found {
  return { kind: 'negated condition', start, end, to: `!(${text.slice(start, end)})` };
}

/** Replaces the operator between two operands; comments between them may contain anything. */
function between(node: Node, to: string | undefined, kind: CodeMutation, text: string): Found[] {
  if (to === undefined) return [];
  const [from, until] = [(node.left as Node).end, (node.right as Node).start];
  const operator = node.operator as string;
  const start = text.slice(from, until).lastIndexOf(operator) + from;
  return start < from ? [] : [{ kind, start, end: start + operator.length, to }];
}
