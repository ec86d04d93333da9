declare const SWITCHOVER_VERSION: string | undefined;

/** Written in at build time, so that `--version` reads no file. */
export const VERSION = typeof SWITCHOVER_VERSION === 'string' ? SWITCHOVER_VERSION : '0.0.0-source';
