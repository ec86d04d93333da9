/** The classes of DSCP values by which routers are configured: `CS0` to `CS7`, `AF11` to `AF43`, `EF` and a few others. */

const SINGLE: Readonly<Record<string, number>> = { BE: 0, DF: 0, LE: 1, 'VOICE-ADMIT': 44, VA: 44, EF: 46 };

export const DSCP_CLASSES = 'CS0 to CS7, AF11 to AF43, EF, VA, LE or BE';

/** The value of a class, in any letter case; null if the text is none. */
export function dscpOfClass(text: string): number | null {
  const name = text.toUpperCase();
  if (Object.hasOwn(SINGLE, name)) return SINGLE[name]!;
  const selector = /^CS([0-7])$/.exec(name);
  if (selector !== null) return 8 * Number(selector[1]);
  const assured = /^AF([1-4])([1-3])$/.exec(name);
  return assured === null ? null : 8 * Number(assured[1]) + 2 * Number(assured[2]);
}
