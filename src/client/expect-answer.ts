import type { z } from 'zod';
import { errorShape } from '../core/protocol/answers.ts';
import type { Answer } from './call-server.ts';
import { refusedByServer, strange, tooOld } from './call-server.ts';

/** Validates an answer; another version may answer differently. */
export async function expectShape<T>(shape: z.ZodType<T>, answer: Promise<Answer>): Promise<T> {
  const { call } = await answer;
  const parsed = shape.safeParse(await expectOk(answer));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw strange(call, `its "${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'wrong shape'}`);
}

/** The same for a request that was added later; throws `server-too-old` if the server does not know it. */
export async function expectNewer<T>(shape: z.ZodType<T>, answer: Promise<Answer>): Promise<T> {
  const { call, status } = await answer;
  if (status === 404) throw tooOld(call);
  return expectShape(shape, answer);
}

/** The JSON of an answer; a refusal by the server is thrown as the error it describes. */
export async function expectOk(answer: Promise<Answer>): Promise<unknown> {
  const { call, status, text } = await answer;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw strange(call, `HTTP ${status} without JSON`);
  }
  if (status >= 200 && status < 300) return json;
  const refusal = errorShape.safeParse(json);
  if (!refusal.success) throw strange(call, `HTTP ${status}`);
  const { error } = refusal.data;
  throw status >= 500 && call.method === 'POST' ? strange(call, error.what) : refusedByServer(call, status, error);
}
