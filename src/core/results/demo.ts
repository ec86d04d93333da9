import type { WhySwitched } from '../diagnosis/report.ts';
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
  /** From the SIGKILL until the new active server reports that it serves. */
  readonly takeoverMs: number;
  readonly cause: string | null;
  readonly switchMs: number;
  readonly tookMs: number;
  /** With `--keep`: the log that explains the takeover. Null where the folder was removed. */
  readonly keptLog: string | null;
}
