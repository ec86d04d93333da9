import { z } from 'zod';

/** Ids appear in logs and URL paths, so characters with a special meaning there are excluded. */
export const requestId = z.string().regex(/^[\w.:-]{1,128}$/, 'the id may hold up to 128 letters, digits and . _ : -');
