/**
 * A message between two servers over a Notifier connection: an envelope that names the channel. Only the listener on a
 * channel knows the shape of its payload; an unknown channel belongs to a newer companion and is ignored.
 */
export interface Frame {
  readonly channel: string;
  readonly payload: unknown;
}

/** Raised when an older server must not receive what a newer one sends: a pair uses the lower of both versions. */
export const PROTOCOL_VERSION = 4;
export const LOWEST_PROTOCOL_VERSION = 1;
/** The first version with envelopes. */
export const ENVELOPE_VERSION = 4;

/** The maximum length of a frame, in bytes; anything longer is rejected. */
export const FRAME_LIMIT = 64 * 1024;
