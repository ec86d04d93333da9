import stringWidth from 'string-width';
import type { HistoryEntry } from '../../core/protocol/parameter-answers.ts';
import type { ParameterHistory } from '../../core/results/parameters.ts';
import { toTheSecond } from '../text/instants.ts';
import type { Medium } from '../text/palette.ts';
import { wrap } from '../text/wrap.ts';
import { valueInWords } from './parameter-value.ts';

/** All checkpoints, newest first. */
export function renderHistory(facts: ParameterHistory, medium: Medium): string {
  const blocks = facts.checkpoints.map((each) =>
    [...head(each, medium), ...each.changes.flatMap((change) => changeLines(change, medium))].join('\n'),
  );
  const none =
    facts.name === null ? `${facts.pair}: no parameter has ever been set.` : `${facts.name} has never been set.`;
  return [...(blocks.length === 0 ? [none] : blocks), ...ending(facts), ...asideBlocks(facts, medium)].join('\n\n');
}

function head({ number, at, by, reason, made, of }: Omit<HistoryEntry, 'changes'>, medium: Medium): string[] {
  const { palette, columns } = medium;
  const what = {
    first: 'values of the pair file',
    set: null,
    import: 'import',
    restore: `checkpoint ${of} restored`,
  }[made];
  const who = made === 'first' ? '' : `  ${by}`;
  const top = `${palette.bold(String(number))}  ${toTheSecond(at, medium)}${who}${what === null ? '' : `  (${what})`}`;
  return [top, ...(reason === null ? [] : wrap(`  "${reason}"`, columns, 2).map(palette.dim))];
}

function changeLines(
  { name, from, to }: ParameterHistory['checkpoints'][number]['changes'][number],
  { columns }: Medium,
): string[] {
  const [before, after] = [valueInWords(name, from), valueInWords(name, to)];
  const oneLine = `  ${name}: ${before} -> ${after}`;
  if (stringWidth(oneLine) <= columns) return [oneLine];
  return [`  ${name}:`, ...wrap(`    ${before}`, columns, 4), ...wrap(`    -> ${after}`, columns, 7)];
}

function ending({ more, forgotten, checkpoints }: ParameterHistory): string[] {
  if (more) return [`For older ones: --limit ${checkpoints.length * 5}`];
  return forgotten === 0 ? [] : [`Checkpoints up to ${forgotten} are no longer stored.`];
}

function asideBlocks({ setAside }: ParameterHistory, medium: Medium): string[] {
  const { palette, columns } = medium;
  return setAside.map((each) => {
    const { server, setAsideAt, to } = each;
    const why = `Set aside on ${server} at ${toTheSecond(setAsideAt, medium)}, because the other server had become active; not in force:`;
    const values = Object.entries(to).map(([name, value]) => `  ${name}: ${valueInWords(name, value)}`);
    return [...wrap(why, columns).map(palette.caution), ...head(each, medium), ...values].join('\n');
  });
}
