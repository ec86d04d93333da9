/**
 * What two servers say to each other over a Notifier connection: an envelope that names the channel. The shape of a
 * payload is known where its channel is heard, and nowhere else; a channel that nobody here listens to belongs to a
 * newer companion and is ignored.
 */
export interface Frame {
  readonly channel: string;
  readonly payload: unknown;
}

/** Raised when an older server must not be sent what a newer one says: two speak the lower of their highest. */
export const PROTOCOL_VERSION = 4;
export const LOWEST_PROTOCOL_VERSION = 1;
/** The first version that speaks in envelopes. */
export const ENVELOPE_VERSION = 4;

/** A frame may be this long; anything longer is no frame of ours. In bytes. */
export const FRAME_LIMIT = 64 * 1024;
