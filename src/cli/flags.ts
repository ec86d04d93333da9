/**
 * oclif's flags and arguments, imported by subpath: the package's main module would load everything else too.
 */
export * as Args from '@oclif/core/args';
export * as Flags from '@oclif/core/flags';
