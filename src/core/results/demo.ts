import type { WhySwitched } from '../logs/report.ts';
import type { PairStatus } from './status.ts';
import type { SwitchResult } from './switching.ts';

/** What the demo reports as it runs. */
export type DemoStep =
  | { readonly kind: 'said'; readonly words: string }
  | { readonly kind: 'status'; readonly command: string; readonly status: PairStatus }
  | { readonly kind: 'why'; readonly command: string; readonly report: WhySwitched }
  | { readonly kind: 'switch'; readonly command: string; readonly result: SwitchResult };

export interface DemoResult {
  readonly reconnectTimeoutMs: number;
  /** From the SIGKILL until the new active server reports that it is active. */
  readonly takeoverMs: number;
  readonly cause: string | null;
  readonly switchMs: number;
  readonly tookMs: number;
}
