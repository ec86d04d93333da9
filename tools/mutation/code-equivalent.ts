/**
 * Broken code that behaves like the intact one, each with the reason. The list is checked: an entry that a test notices
 * after all, or whose line has changed, is an error.
 */
export interface EquivalentCode {
  readonly file: string;
  /** The line in which the change begins, without indentation. */
  readonly code: string;
  /** The change, as the list of survivors words it. */
  readonly what: string;
  readonly because: string;
}

export const EQUIVALENT_CODE: readonly EquivalentCode[] = [
  {
    file: 'src/core/diagnosis/clock-changes.ts',
    code: 'const isForward = step >= HOUR_MS && step <= HOUR_MS + SILENCE_MS;',
    what: '>= became >',
    because: 'exactly an hour never skips a whole one, and is no change either way',
  },
  {
    file: 'src/core/config/yaml-text/source.ts',
    code: 'let end = 0;',
    what: '0 became 1',
    because: 'an escape stands behind the quote that opens its value, so it never begins at the first character',
  },
  {
    file: 'src/core/config/parameter-file/scalar-token.ts',
    code: "return CST.createScalarToken(to.value, { type, end, indent: -1, implicitKey: true, inFlow: style !== 'lines' });",
    what: '1 became 2',
    because: 'yaml asks only whether the indentation is greater than 0',
  },
  {
    file: 'src/core/engine/step.ts',
    code: 'nextId: 1,',
    what: '1 became 2',
    because: 'the ids of what a server waits for only have to differ from each other and from 0',
  },
  {
    file: 'src/core/diagnosis/dates.ts',
    code: "function midnightOf(year = '', month = '', day = ''): number | null {",
    what: "'' became '~'",
    because: 'every way to write a date has all three; the defaults are for the types only',
  },
  {
    file: 'src/server/pair-facts.ts',
    code: 'const parameters = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));',
    what: '< became <=',
    because: 'no two entries have the same name',
  },
  {
    file: 'src/server/pair-facts.ts',
    code: 'const parameters = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));',
    what: '1 became 2',
    because: 'only the sign of what compares two entries counts',
  },
  {
    file: 'src/server/request-limit.ts',
    code: 'piece.fill(0);',
    what: '0 became 1',
    because: 'no request begins with either byte',
  },
  {
    file: 'src/server/notifier.ts',
    code: 'let viewNumber = 0;',
    what: '0 became 1',
    because: 'the numbers of views only have to grow',
  },
  {
    file: 'src/server/notifier.ts',
    code: 'viewNumber += 1;',
    what: '1 became 2',
    because: 'the numbers of views only have to grow',
  },
  {
    file: 'src/server/effects.ts',
    code: 'let latestWrite = 0;',
    what: '0 became 1',
    because: 'the numbers of writes only have to differ',
  },
  {
    file: 'src/server/effects.ts',
    code: 'latestWrite += 1;',
    what: '1 became 2',
    because: 'the numbers of writes only have to differ',
  },
  {
    file: 'src/server/loop.ts',
    code: "alarm = setTimeout(() => post({ type: 'timer', timer: wake.timer }), Math.max(0, Math.ceil(wake.at - host.now())));",
    what: '0 became 1',
    because: 'Node waits at least one millisecond',
  },
];
