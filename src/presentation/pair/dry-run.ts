/** The last line of what --dry-run shows: the sentences above it are in the present tense. */
export const DRY_RUN = 'Dry run: nothing was done.';
