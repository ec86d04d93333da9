import { z } from 'zod';

/** Ids are shown in logs and stand in paths: nothing in them that means something there. */
export const requestId = z.string().regex(/^[\w.:-]{1,128}$/, 'the id may hold up to 128 letters, digits and . _ : -');
