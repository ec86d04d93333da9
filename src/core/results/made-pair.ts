import type { OperatorRole } from '../credential.ts';
import type { Letter } from '../letter.ts';
import type { Problem } from '../problem.ts';

/** What `init` created: the data for `--json` and for the text. Folders are below `dir`. */
export interface MadePair {
  readonly pair: string;
  readonly pairId: string;
  /** As given by the caller. */
  readonly dir: string;
  readonly pairFile: string;
  readonly gatewayPing: boolean;
  readonly servers: readonly {
    readonly letter: Letter;
    readonly name: string;
    readonly host: string;
    readonly port: number;
    readonly folder: string;
    readonly expiresAt: string;
  }[];
  readonly credentials: readonly {
    readonly name: string;
    readonly role: OperatorRole;
    readonly folder: string;
    readonly expiresAt: string;
  }[];
  readonly authority: { readonly folder: string; readonly expiresAt: string };
  readonly warnings: readonly Problem[];
}
