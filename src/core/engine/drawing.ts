/** The table as text for the golden file and as diagrams for the docs. */
import type { Row } from './row.ts';
import type { Place, StateName } from './state.ts';
import { PLACE_NAMES, phaseOf, placeSpec, stateOf } from './state.ts';

/** One paragraph per row: what a reviewer reads when a rule changes. */
export function dumpTable(table: readonly Row[]): string {
  return table
    .map((row) =>
      [
        `${row.number}  ${row.says}`,
        `     in    ${row.in.join(', ')}`,
        `     on    ${row.on.join(', ')}`,
        ...(row.when === null ? [] : [`     when  ${row.when.name}`]),
        ...(row.to === null ? [] : [`     to    ${row.to}`]),
        ...row.does.map((action) => `     does  ${action.name}`),
      ].join('\n'),
    )
    .join('\n\n')
    .concat('\n');
}

/** A short fingerprint of the table: two engines with the same one decide alike. */
export function tableHash(table: readonly Row[]): string {
  let hash = 0x811c9dc5;
  for (const char of dumpTable(table)) {
    hash ^= char.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}

/** The states of the reference and the rules that lead from one to another. */
export function drawStates(table: readonly Row[]): string {
  const edges = new Map<string, number[]>();
  for (const row of table) {
    if (row.to === null) continue;
    for (const from of new Set(row.in.map(stateOf))) {
      const to = stateOf(row.to);
      const edge = `${idOf(from)} --> ${idOf(to)}`;
      if (from !== to) edges.set(edge, [...(edges.get(edge) ?? []), row.number]);
    }
  }
  return diagram([['[*] --> init', []], ...edges]);
}

/** The phases within one state and the rules that move between them. */
export function drawPhases(table: readonly Row[], state: StateName): string {
  const edges = new Map<string, number[]>();
  const id = (place: Place): string => phaseOf(place);
  for (const row of table) {
    if (row.to === null || stateOf(row.to) !== state) continue;
    for (const from of row.in.filter((place) => stateOf(place) === state && place !== row.to)) {
      const edge = `${id(from)} --> ${id(row.to)}`;
      edges.set(edge, [...(edges.get(edge) ?? []), row.number]);
    }
  }
  const notes = PLACE_NAMES.filter((place) => stateOf(place) === state).map((place): [string, number[]] => [
    `${id(place)} : ${asLabel(placeSpec(place).means)}`,
    [],
  ]);
  return diagram([...notes, ...edges]);
}

/** Mermaid reads a hyphen as the start of an arrow. */
function idOf(state: StateName): string {
  return state.replaceAll('-', '_');
}

/** Mermaid ends a label at a colon and a line at a semicolon. */
function asLabel(text: string): string {
  return text.replace(/[:;]/g, ',');
}

function diagram(lines: readonly (readonly [string, readonly number[]])[]): string {
  const body = lines.map(
    ([line, rules]) => `  ${line}${rules.length > 0 ? ` : ${[...new Set(rules)].join(', ')}` : ''}`,
  );
  return ['```mermaid', 'stateDiagram-v2', ...body, '```'].join('\n');
}
