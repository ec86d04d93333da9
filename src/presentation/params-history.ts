import stringWidth from 'string-width';
import type { ParameterValue } from '../core/parameters/definition.ts';
import { readInstant } from './instants.ts';
import type { Medium } from './palette.ts';
import { valueInWords } from './parameter-value.ts';
import { wrap } from './wrap.ts';

interface Entry {
  readonly number: number;
  readonly at: string;
  readonly by: string;
  readonly reason: string | null;
  readonly made: 'first' | 'set' | 'import' | 'restore';
  readonly of: number | null;
}

/** What is shown; the shape of `params history --json`. */
export interface HistoryFacts {
  readonly pair: string;
  readonly name: string | null;
  readonly checkpoints: readonly (Entry & {
    readonly changes: readonly {
      readonly name: string;
      readonly from: ParameterValue | null;
      readonly to: ParameterValue | null;
    }[];
  })[];
  readonly more: boolean;
  readonly forgotten: number;
  readonly setAside: readonly (Entry & {
    readonly server: string;
    readonly setAsideAt: string;
    readonly to: Readonly<Record<string, ParameterValue | null>>;
  })[];
}

/** Checkpoint by checkpoint, the newest first. */
export function renderHistory(facts: HistoryFacts, medium: Medium): string {
  const blocks = facts.checkpoints.map((each) =>
    [...head(each, medium), ...each.changes.flatMap((change) => changeLines(change, medium))].join('\n'),
  );
  const none = facts.name === null ? `${facts.pair}: no parameter was ever set.` : `${facts.name} was never set.`;
  return [...(blocks.length === 0 ? [none] : blocks), ...ending(facts), ...asideBlocks(facts, medium)].join('\n\n');
}

function head({ number, at, by, reason, made, of }: Entry, { palette, columns }: Medium): string[] {
  const what = {
    first: 'the values of the pair file',
    set: null,
    import: 'an import',
    restore: `checkpoint ${of} again`,
  }[made];
  const who = made === 'first' ? '' : `  ${by}`;
  const top = `${palette.bold(String(number))}  ${readInstant(at).full}${who}${what === null ? '' : `  (${what})`}`;
  return [top, ...(reason === null ? [] : wrap(`  "${reason}"`, columns, 2).map(palette.dim))];
}

function changeLines(
  { name, from, to }: HistoryFacts['checkpoints'][number]['changes'][number],
  { columns }: Medium,
): string[] {
  const [before, after] = [valueInWords(name, from), valueInWords(name, to)];
  const oneLine = `  ${name}: ${before} -> ${after}`;
  if (stringWidth(oneLine) <= columns) return [oneLine];
  return [`  ${name}:`, ...wrap(`    ${before}`, columns, 4), ...wrap(`    -> ${after}`, columns, 7)];
}

function ending({ more, forgotten, checkpoints }: HistoryFacts): string[] {
  if (more) return [`Older ones: --limit ${checkpoints.length * 5}`];
  return forgotten === 0 ? [] : [`Up to checkpoint ${forgotten} they are no longer kept.`];
}

function asideBlocks({ setAside }: HistoryFacts, medium: Medium): string[] {
  const { palette, columns } = medium;
  return setAside.map((each) => {
    const { server, setAsideAt, to } = each;
    const why = `Set aside on ${server} at ${readInstant(setAsideAt).full}, because another server had become active; not in force:`;
    const values = Object.entries(to).map(([name, value]) => `  ${name}: ${valueInWords(name, value)}`);
    return [...wrap(why, columns).map(palette.caution), ...head(each, medium), ...values].join('\n');
  });
}
