/** The ways to break the rule table, one row at a time. */
import type { Row } from '../../src/core/engine/row.ts';
import { all, guard, not } from '../../src/core/engine/row.ts';
import type { Place } from '../../src/core/engine/state.ts';
import { PLACE_NAMES, stateOf } from '../../src/core/engine/state.ts';

export const MUTATION_KINDS = ['guard negated', 'guard always', 'condition', 'target', 'stays', 'action'] as const;

type MutationKind = (typeof MUTATION_KINDS)[number];

/** One broken row. */
export interface Mutant {
  /** `ROW.KIND`, with a number if there are several: `310.action2`. */
  readonly id: string;
  readonly row: number;
  readonly kind: MutationKind;
  /** What is broken, in words. */
  readonly what: string;
  readonly broken: Row;
}

export function mutantsOf(table: readonly Row[]): Mutant[] {
  return table.flatMap((row) =>
    [...guardMutants(row), ...targetMutants(row), ...actionMutants(row)].map((each) => ({ ...each, row: row.number })),
  );
}

/** The table with the broken row in place of the intact one. */
export function tableWith(table: readonly Row[], { broken }: Mutant): readonly Row[] {
  return table.map((row) => (row.number === broken.number ? broken : row));
}

type Unnumbered = Omit<Mutant, 'row'>;

const NEVER = guard('never', () => false);

function guardMutants(row: Row): Unnumbered[] {
  const { number, when } = row;
  if (when === null) {
    const what = 'it never fires';
    return [{ id: `${number}.negated`, kind: 'guard negated', what, broken: { ...row, when: NEVER } }];
  }
  const parts = when.parts ?? [];
  return [
    { id: `${number}.negated`, kind: 'guard negated', what: `not (${when.name})`, broken: { ...row, when: not(when) } },
    { id: `${number}.always`, kind: 'guard always', what: 'whatever the guard says', broken: { ...row, when: null } },
    ...parts.map((part, at): Unnumbered => {
      const others = parts.filter((_, index) => index !== at);
      const what = `whether or not ${part.name}`;
      return { id: `${number}.part${at + 1}`, kind: 'condition', what, broken: { ...row, when: all(...others) } };
    }),
  ];
}

function targetMutants(row: Row): Unnumbered[] {
  const { number, to } = row;
  const elsewhere = besides(to ?? row.in[0] ?? 'init.asking');
  const target: Unnumbered = {
    id: `${number}.target`,
    kind: 'target',
    what: `to ${elsewhere} instead of ${to ?? 'staying'}`,
    broken: { ...row, to: elsewhere },
  };
  if (to === null) return [target];
  return [target, { id: `${number}.stays`, kind: 'stays', what: `stays, not to ${to}`, broken: { ...row, to: null } }];
}

/** The next phase of the same state, so that the difference is small; for a state without phases, the next state. */
function besides(place: Place): Place {
  const phases = PLACE_NAMES.filter((name) => stateOf(name) === stateOf(place));
  const among = phases.length > 1 ? phases : PLACE_NAMES;
  return among[(among.indexOf(place) + 1) % among.length] ?? place;
}

function actionMutants(row: Row): Unnumbered[] {
  return row.does.map((action, at) => ({
    id: `${row.number}.action${at + 1}`,
    kind: 'action',
    what: `without: ${action.name}`,
    broken: { ...row, does: row.does.filter((_, index) => index !== at) },
  }));
}
