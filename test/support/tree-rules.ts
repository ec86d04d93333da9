/** The layers and what each may import besides itself. Arrows point inward; importing a type counts as importing. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  host: ['core'],
  server: ['host', 'core'],
  client: ['host', 'core'],
  operations: ['client', 'host', 'core'],
  presentation: ['core'],
  cli: ['presentation', 'client', 'host', 'core'],
  commands: ['cli', 'operations', 'presentation', 'core'],
};

/** Single files that may reach one layer more, and why. */
export const ALSO: readonly { readonly files: RegExp; readonly layer: string; readonly because: string }[] = [
  { files: /^src\/operations\/pair\/node-run/, layer: 'server', because: 'it is the one operation that runs a server' },
];

export interface Ban {
  /** Matched against code without comments and strings. */
  readonly pattern: RegExp;
  readonly rule: string;
  readonly instead: string;
}

/** The engine is pure: it runs the same in a server, in a replay, and in a simulation. */
export const BANNED_IN_CORE: readonly Ban[] = [
  {
    pattern: /(?<![.\w])(?:Date\.now|performance\.)/g,
    rule: 'core reads no clock',
    instead: 'the event\'s "at", monotonic milliseconds',
  },
  {
    pattern: /\bnew Date\b(?!\s*\(\s*[^\s)])/g,
    rule: 'core reads no clock',
    instead: 'a time passed in; "new Date(milliseconds)" is allowed',
  },
  {
    pattern: /\.(?:get(?:Date|Day|FullYear|Hours|Minutes|Month|TimezoneOffset)|toLocale\w*String)\(/g,
    rule: "core knows no machine's time zone or language",
    instead: 'the UTC forms, and an offset passed in',
  },
  { pattern: /(?<![.\w])Math\.random\b/g, rule: 'core uses no randomness', instead: 'a seed, or a value, passed in' },
  { pattern: /(?<![.\w])crypto\./g, rule: 'core uses no randomness', instead: 'a value passed in' },
  {
    pattern: /(?<![.\w])process\./g,
    rule: 'core does not use the process',
    instead: 'an argument from cli or host, or an effect',
  },
  { pattern: /(?<![.\w])console\./g, rule: 'core prints nothing', instead: 'a log effect, or returned data' },
  {
    pattern: /(?<![.\w])(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/g,
    rule: 'core sets no timer',
    instead: 'the wake-up time that the engine returns',
  },
  {
    pattern: /(?<![.\w])(?:await|async)\b(?!\s*:)/g,
    rule: 'core waits for nothing',
    instead: 'an effect and its result',
  },
];

export const BANNED_IN_SOURCES: readonly Ban[] = [
  { pattern: /\bexport\s+default\b/g, rule: 'no default exports', instead: 'a named export' },
  {
    pattern: /(?<![.\w])enum\s+\w+\s*\{/g,
    rule: 'no enum',
    instead: 'a union of string literals',
  },
];

/** Meaningless names: whatever is put there has a better place. */
export const BANNED_NAMES = /(?:^|[/.-])(?:utils?|helpers?|common|managers?|misc)(?=[/.-])/;

/** What belongs to one machine and not to the project. */
export const BANNED_ANYWHERE: readonly Ban[] = [
  {
    pattern: /(?<![\w.:/~<-])\/(?:Users|builds|home|root|work|workspaces?)\/\w/g,
    rule: 'no path of one machine',
    instead: 'a path from the project, or a made-up one below /srv or /etc',
  },
  {
    pattern: /\b(?:registry\.(?:npmjs|yarnpkg)|npmjs\.(?:org|com)|artifactory|verdaccio|jfrog|sonatype)\b/gi,
    rule: 'no address to download from',
    instead: "nothing: the user's own npm settings say where packages come from",
  },
];

/**
 * Words that a standard term has replaced, in identifiers and file names; `instead` is that term. Fields of results keep
 * their names: scripts read them.
 */
export const RETIRED_WORDS: readonly Ban[] = [
  ['ordeals?', 'compound fault'],
  ['delicate', 'race scenario'],
  ['aftermath', 'recovery phase'],
  ['judges?(?!ment|d\\b)', 'invariant'],
  ['court(?:room)?', 'invariant context'],
  ['checkers', 'invariant checks'],
  ['strikes?', 'inject fault'],
  ['frailty', 'injected faults'],
  ['agenda', 'event queue'],
  ['night(?:s)?', 'scenario'],
  ['stor(?:y|ies)(?!:|s+as\b)', 'scenario, or log case'],
  ['sightings?', 'log event'],
  ['belonging', 'incident grouping'],
  ['otherSide(?!:)', 'peer correlation'],
  ['crowd', 'connection limit'],
  ['leftBehind', 'temporary file'],
  ['happenings?', 'untimed event'],
].map(([word = '', instead = '']) => {
  const capital = word[0]!.toUpperCase();
  return {
    pattern: new RegExp(
      `(?<![A-Za-z.])[${word[0]}${capital}]${word.slice(1)}(?![a-z])|(?<=[a-z_-])${capital}${word.slice(1)}(?![a-z])`,
      'g',
    ),
    rule: 'a retired word',
    instead,
  };
});
