/** What a server answers to operators over HTTP, as values: who may ask, what is asked, what is answered. */
import type { z } from 'zod';
import type { OperatorRole } from '../core/credential.ts';
import type { CertificateName } from '../host/identity.ts';

export interface Answer {
  readonly status: number;
  /** JSON. */
  readonly body: unknown;
}

export interface RouteOf<T> {
  readonly method: 'GET' | 'POST';
  /** Below `/v1/`. */
  readonly path: string;
  readonly right: OperatorRole;
  /** The right that this very request needs, where that may be a higher one. */
  rightFor?(asked: T): OperatorRole;
  /** What is asked: the parameters of path and query, or the body of a POST. Anything else is refused. */
  readonly shape: z.ZodType<T>;
  /** How long a body may be where it is longer than usual, in bytes. */
  readonly bodyLimit?: number;
  answer(asked: T, who: CertificateName): Answer | Promise<Answer>;
}

export type Route = RouteOf<unknown>;

/** A route whose answer gets what its shape lets through. */
export function route<T>(one: RouteOf<T>): Route {
  return one;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** An answer that says what is wrong. */
export interface Refusal extends Answer {
  readonly body: {
    readonly error: { readonly code: string; readonly what: string; readonly why: string; readonly do: string };
  };
}

export function problem(status: number, code: string, what: string, next: string): Refusal {
  return { status, body: { error: { code, what, why: `HTTP ${status}`, do: next } } };
}
