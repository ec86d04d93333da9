/** The order of commands and topics in the program's help; those not listed here come last. */
export const GROUPS: readonly { readonly title: string; readonly ids: readonly string[] }[] = [
  { title: 'Set up and run', ids: ['demo', 'init', 'node', 'preflight', 'certificates'] },
  {
    title: 'Operate',
    ids: ['status', 'switch', 'mode', 'rejoin', 'history', 'facts', 'query-backup', 'drill', 'upgrade'],
  },
  { title: 'Configure and replicate', ids: ['params', 'ds', 'mirror'] },
  { title: 'Explain', ids: ['why-switched', 'simulate'] },
];

/** Environment variables that commands read. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  SWITCHOVER_PAIR: 'the pair file to use without --pair',
  NO_COLOR: 'disables colour if set and not empty',
  XDG_CACHE_HOME: 'where compiled code is cached for faster starts; default: ~/.cache',
};
