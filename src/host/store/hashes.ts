/** What is stored has a hash, so that damage to it is noticed. */
import { hash as digest } from 'node:crypto';
import type { LogEnd, Position } from '../../core/replication/position.ts';
import type { Hash } from '../../core/replication/replica.ts';

/** What a change is stored as. */
export interface ChangeColumns {
  readonly number: number;
  readonly term: number;
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly reason: string | null;
  readonly request: string | null;
  readonly omitted: number;
  /** JSON. */
  readonly writes: string;
}

/** What is stored once. */
export interface StoredState {
  readonly last: number;
  readonly base: number;
  readonly base_id: string;
  readonly incomplete: number;
  /** As JSON. */
  readonly limits: string;
}

export function hashOfRow(key: string, { term, number }: Position, content: string): Buffer {
  return bytesOf(`${key}\0${term}.${number}\0${content}`);
}

export function hashOfChange({ number, term, id, at, by, reason, request, omitted, writes }: ChangeColumns): Buffer {
  return bytesOf(`${JSON.stringify([number, term, id, at, by, reason, request, omitted])}${writes}`);
}

/** Made when a term begins, and not with each change: there may be many. */
export function hashOfTerms(terms: LogEnd['terms']): string {
  return digest('sha256', JSON.stringify(terms.map(({ term, first }) => [term, first])));
}

/** Covers the terms, and by `rows`, the sum of their hashes, that no row is missing or there twice. */
export function hashOfState(state: StoredState, terms: string, rows: Hash): Buffer {
  const { last, base, base_id, incomplete, limits } = state;
  return bytesOf(JSON.stringify([last, base, base_id, incomplete, limits, terms, rows]));
}

export function hashIn(bytes: Uint8Array): Hash {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)];
}

export function isSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/** 16 bytes. By way of hexadecimal digits, which takes half the time of a buffer. */
function bytesOf(text: string): Buffer {
  return Buffer.from(digest('sha256', text, 'hex').slice(0, 32), 'hex');
}
