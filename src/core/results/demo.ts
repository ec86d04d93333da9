import type { WhySwitched } from '../logs/report.ts';
import type { PairStatus } from './status.ts';
import type { SwitchResult } from './switching.ts';

/** What the demo tells as it goes. */
export type DemoStep =
  | { readonly kind: 'said'; readonly words: string }
  | { readonly kind: 'status'; readonly command: string; readonly status: PairStatus }
  | { readonly kind: 'why'; readonly command: string; readonly report: WhySwitched }
  | { readonly kind: 'switch'; readonly command: string; readonly result: SwitchResult };

export interface DemoResult {
  readonly reconnectTimeoutMs: number;
  /** From the SIGKILL to the new active server's own word that it serves. */
  readonly takeoverMs: number;
  readonly cause: string | null;
  readonly switchMs: number;
  readonly tookMs: number;
}
