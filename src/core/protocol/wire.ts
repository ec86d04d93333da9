/** Frames as bytes: one MessagePack map per WebSocket message. */
import { Packr } from 'msgpackr';
import { z } from 'zod';
import { flatForm, fromFlatForm } from './flat-frames.ts';
import type { Frame } from './frames.ts';
import { ENVELOPE_VERSION, FRAME_LIMIT } from './frames.ts';

/** Fields added by later versions are ignored. */
const envelopeShape = z.object({ channel: z.string().max(64), payload: z.unknown() });

/** Plain maps, no records and no extensions: decoding yields nothing but data. */
const packr = new Packr({ useRecords: false, mapsAsObjects: true });

/**
 * The bytes of a frame for a companion that uses `version`; null if it is too long, or the companion cannot read it.
 */
export function encodeFrame(frame: Frame, version: number): Uint8Array | null {
  const value = version < ENVELOPE_VERSION ? flatForm(frame, version) : frame;
  if (value === null) return null;
  const bytes = packr.pack(value);
  return bytes.byteLength > FRAME_LIMIT ? null : bytes;
}

/** The frame in `bytes`, in either format; null if it is not a frame. */
export function decodeFrame(bytes: Uint8Array): Frame | null {
  if (bytes.byteLength > FRAME_LIMIT) return null;
  try {
    const value: unknown = packr.unpack(bytes);
    const enveloped = envelopeShape.safeParse(value);
    return enveloped.success ? enveloped.data : fromFlatForm(value);
  } catch {
    return null;
  }
}
