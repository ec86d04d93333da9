/** Start-up time, compared with a bare Node and a peer in the same minute: machines differ, ratios less so. */
import { spawnSync } from 'node:child_process';
import { BARE_NODE, COMMAND_LIMIT, measureAgainst, RUN_JS } from './against-peer.ts';
import type { Bench, Row } from './row.ts';

const PROGRAMS = [
  { what: '`switchover --version` against `node -e 0`', limit: 1.3, args: [RUN_JS, '--version'] },
  { what: '`switchover --help` against `node -e 0`', limit: COMMAND_LIMIT, args: [RUN_JS, '--help'] },
  {
    what: '`switchover completion bash` against `node -e 0`',
    limit: COMMAND_LIMIT,
    args: [RUN_JS, 'completion', 'bash'],
  },
];

/** A command of a peer that does not contact a server either. */
const PATRONI = { file: 'patronictl', args: ['version'] };
const AGAINST_PATRONI = {
  what: '`switchover params explain NAME` against `patronictl version`',
  limit: 1,
  args: [RUN_JS, 'params', 'explain', 'Switchover Reconnect Timeout'],
};

export const bench: Bench = {
  name: 'start-up',
  run: async (runs) => [...(await measureAgainst(BARE_NODE, PROGRAMS, runs)), ...(await againstPatroni(runs))],
};

async function againstPatroni(runs: number): Promise<Row[]> {
  if (spawnSync(PATRONI.file, PATRONI.args).status === 0) return measureAgainst(PATRONI, [AGAINST_PATRONI], runs);
  process.stderr.write('start-up: patronictl is not installed (Debian: patroni), skipping the comparison with it\n');
  return [];
}
