/** The HTTP routes for operators, as values: who may use them, what they accept, what they answer. */
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { OperatorRole } from '../core/credential.ts';
import type { Problem } from '../core/problem.ts';
import type { Result } from '../core/result.ts';
import type { TreeAccess } from '../core/tree/access.ts';

export interface Answer {
  readonly status: number;
  /** JSON; or a stream of the type given. */
  readonly body: unknown;
  readonly type?: string;
}

/** An operator by the name of the credential, or a program. */
export interface Caller {
  readonly name: string;
}

export interface RouteOf<T> {
  readonly method: 'GET' | 'POST';
  /** Below `/v1/`. */
  readonly path: string;
  readonly right: OperatorRole;
  /** The role required by this particular request, if it may be a higher one. */
  rightFor?(asked: T): OperatorRole;
  /** The input: path and query parameters, or the body of a POST. Anything else is rejected. */
  readonly shape: z.ZodType<T>;
  /** Maximum length of the body, if larger than usual, in bytes. */
  readonly bodyLimit?: number;
  /** What a program asks for, limited to what it may use, or why it may not. Without this, programs do not have the route. */
  forProgram?(asked: T, access: TreeAccess): Result<{ readonly asked: T }, { readonly problem: Problem }>;
  answer(asked: T, who: Caller): Answer | Promise<Answer>;
}

export type Route = RouteOf<unknown>;

/** A route whose answer gets the input as validated by its shape. */
export function route<T>(one: RouteOf<T>): Route {
  return one;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** An answer that goes on for as long as the caller reads. */
export function streamed(type: string, body: Readable): Answer {
  return { status: 200, body, type };
}

/** An error answer. */
export interface Refusal extends Answer {
  readonly body: {
    readonly error: { readonly code: string; readonly what: string; readonly why: string; readonly do: string };
  };
}

export function problem(status: number, code: string, what: string, next: string): Refusal {
  return { status, body: { error: { code, what, why: `HTTP ${status}`, do: next } } };
}
