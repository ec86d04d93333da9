/** Frames as bytes: one MessagePack map a WebSocket message. */
import { Packr } from 'msgpackr';
import { z } from 'zod';
import { flatForm, fromFlatForm } from './flat-frames.ts';
import type { Frame } from './frames.ts';
import { ENVELOPE_VERSION, FRAME_LIMIT } from './frames.ts';

/** What a later version adds is left aside. */
const envelopeShape = z.object({ channel: z.string().max(64), payload: z.unknown() });

/** Plain maps, no records and no extensions: what is decoded is data and nothing else. */
const packr = new Packr({ useRecords: false, mapsAsObjects: true });

/** The bytes of a frame for a companion that speaks `version`; null where they are too many, or it would not understand. */
export function encodeFrame(frame: Frame, version: number): Uint8Array | null {
  const value = version < ENVELOPE_VERSION ? flatForm(frame, version) : frame;
  if (value === null) return null;
  const bytes = packr.pack(value);
  return bytes.byteLength > FRAME_LIMIT ? null : bytes;
}

/** The frame in `bytes`, in whichever form; null where it is none. */
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
