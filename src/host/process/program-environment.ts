import type { PairFile } from '../../core/config/pair-file/pair-file.ts';
import type { Letter } from '../../core/letter.ts';
import { otherLetter } from '../../core/letter.ts';

/** Environment variables for every program run by a server. Documented in docs/hooks.md and docs/module.md. */
export function programEnvironment({ servers, pair }: PairFile, letter: Letter): Readonly<Record<string, string>> {
  const own = servers[letter];
  const other = servers[otherLetter(letter)];
  return {
    SWITCHOVER_PAIR_NAME: pair,
    SWITCHOVER_SERVER: letter,
    SWITCHOVER_SERVER_NAME: own.name,
    SWITCHOVER_SERVER_HOST: own.host,
    SWITCHOVER_COMPANION_NAME: other.name,
    SWITCHOVER_COMPANION_HOST: other.host,
  };
}
