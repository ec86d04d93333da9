/** The order in which the program's own help shows commands and topics; what is named nowhere comes last. */
export const GROUPS: readonly { readonly title: string; readonly ids: readonly string[] }[] = [
  { title: 'Set up and run', ids: ['demo', 'init', 'node', 'preflight', 'certificates'] },
  { title: 'Operate', ids: ['status', 'switch', 'mode', 'rejoin', 'query-backup', 'drill', 'upgrade'] },
  { title: 'Configure and replicate', ids: ['params', 'ds', 'mirror'] },
  { title: 'Explain', ids: ['why-switched', 'simulate'] },
];

/** The variables of the environment that commands read. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  SWITCHOVER_PAIR: 'the pair file, where --pair does not name one',
  NO_COLOR: 'where it is set and not empty, no colour is used',
  XDG_CACHE_HOME: 'the folder under which compiled code is kept to start faster; ~/.cache where it is not set',
};
