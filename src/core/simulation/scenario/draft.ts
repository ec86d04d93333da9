/** A scenario while it is being read: what is known so far, and where problems go. */
import type { ParameterValue } from '../../config/parameters/definition.ts';
import type { Problem } from '../../problem.ts';
import type { Beginning, ScenarioEvent, ScenarioExpectation } from './scenario.ts';
import type { Token } from './slots.ts';

/** What has been read so far. */
export interface Draft {
  title: string | null;
  readonly prose: string[];
  /** The comment below the title has ended. */
  proseEnded: boolean;
  readonly parameters: Map<string, ParameterValue>;
  beginning: Beginning | null;
  seed: number | null;
  mend: Ending | null;
  readonly events: ScenarioEvent[];
  readonly expectations: (ScenarioExpectation & { readonly column: number })[];
  end: Ending | null;
}

export interface Ending {
  readonly atMs: number;
  readonly line: number;
}

export type Report = (line: number, column: number, problem: Omit<Problem, 'severity' | 'where'>) => void;

export function newDraft(): Draft {
  return {
    title: null,
    prose: [],
    proseEnded: false,
    parameters: new Map(),
    beginning: null,
    seed: null,
    mend: null,
    events: [],
    expectations: [],
    end: null,
  };
}

/** One line, in words. */
export interface Statement {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly line: number;
  readonly report: Report;
}

export function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
