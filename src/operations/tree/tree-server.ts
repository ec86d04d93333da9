/** Which server of a running pair is asked about the configuration tree. */
import type { NodePair } from '../../client/node-pair.ts';
import type { Letter } from '../../core/letter.ts';
import { LETTERS } from '../../core/letter.ts';
import type { Problem } from '../../core/problem.ts';
import { SwitchoverError, unusableInput } from '../../core/problem.ts';
import type { ServerStatus } from '../../core/protocol/answers.ts';
import type { TreeServer } from '../../core/results/tree.ts';
import { parseTypedPath, printPath } from '../../core/tree-path.ts';
import { chooseServer } from '../pair/choose-server.ts';
import { noServerAnswers } from '../pair/no-server.ts';

export interface Chosen {
  readonly server: TreeServer;
  readonly warnings: readonly Problem[];
}

/**
 * The server that was named; otherwise the active one, or one that answers, with a warning.
 *
 * @throws SwitchoverError (usage) `unknown-server`; (unreachable) `no-server-reachable`; (refused) `no-credential`
 */
export async function treeServer(pair: NodePair, named: string | null): Promise<Chosen> {
  if (named !== null) {
    const letter = chooseServer(pair.pairFile, named);
    return { server: serverOf(pair, letter), warnings: [] };
  }
  const { answering, serving } = await statuses(pair);
  const letter = serving[0] ?? answering[0]!;
  return {
    server: serverOf(pair, letter),
    warnings: serving.length === 1 ? [] : [notOneActive(pair, letter, serving)],
  };
}

/**
 * The active server, for a change.
 *
 * @throws SwitchoverError as `treeServer`; (refused) `no-active-server`, `two-actives`
 */
export async function activeServer(pair: NodePair): Promise<TreeServer> {
  const { serving } = await statuses(pair);
  if (serving.length === 1) return serverOf(pair, serving[0]!);
  const isNone = serving.length === 0;
  throw new SwitchoverError('refused', {
    code: isNone ? 'no-active-server' : 'two-actives',
    what: isNone ? 'no server is active; nothing was changed' : 'both servers are active; nothing was changed',
    why: 'changes are made on the active server, from which its companion copies them',
    where: pair.path,
    do: 'check "switchover status", and retry when one server is active',
  });
}

export function serverOf({ pairFile }: NodePair, letter: Letter): TreeServer {
  return { letter, name: pairFile.servers[letter].name };
}

/**
 * A path as an operator types it, in its usual form.
 *
 * @throws SwitchoverError (usage) `tree-path-root`, `tree-path-name`, `tree-path-limit`
 */
export function typedPath(text: string): string {
  const parsed = parseTypedPath(text);
  if (!parsed.ok) throw unusableInput([parsed.problem]);
  return printPath(parsed.path);
}

async function statuses(
  pair: NodePair,
): Promise<{ readonly answering: readonly Letter[]; readonly serving: readonly Letter[] }> {
  const faults = new Map<Letter, Problem>();
  const found = await Promise.all(
    LETTERS.map((letter) =>
      pair.status(letter).catch((error: unknown) => {
        if (!(error instanceof SwitchoverError)) throw error;
        faults.set(letter, error.problem);
        return null;
      }),
    ),
  );
  const answers = found.filter((each): each is ServerStatus => each !== null);
  if (answers.length === 0) throw noServerAnswers(pair, faults);
  return {
    answering: answers.map(({ letter }) => letter),
    serving: answers.filter(({ serving }) => serving).map(({ letter }) => letter),
  };
}

function notOneActive(pair: NodePair, letter: Letter, serving: readonly Letter[]): Problem {
  const { name } = serverOf(pair, letter);
  return {
    code: serving.length === 0 ? 'no-active-server' : 'two-actives',
    severity: 'warning',
    what: `this is the tree of ${name} (${letter}); ${serving.length === 0 ? 'no active server answers' : 'both servers are active'}`,
    why: 'the tree of the active server counts, and may differ',
    where: pair.path,
    do: 'check: switchover status',
  };
}
