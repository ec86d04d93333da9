/**
 * oclif's flags and arguments, by their own subpaths: the package's main module loads everything else as well.
 */
export * as Args from '@oclif/core/args';
export * as Flags from '@oclif/core/flags';
