/** Larger files are not even looked at. Room enough that a far too long value is named by its line. */
export const LARGEST_FILE_BYTES = 4 * 1024 * 1024;

/** So much is parsed: all parameters with lists of hundreds of directories fit, and a bomb stays a matter of seconds. */
export const LARGEST_TEXT = 256 * 1024;
