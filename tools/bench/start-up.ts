/** How long the program takes to start, against a bare Node in the same minute: machines differ, ratios less. */
import { measureAgainstNode, RUN_JS } from './against-node.ts';
import type { Bench } from './row.ts';

const PROGRAMS = [
  { what: '`switchover --version` against `node -e 0`', limit: 1.3, args: [RUN_JS, '--version'] },
  { what: '`switchover --help` against `node -e 0`', limit: 2.2, args: [RUN_JS, '--help'] },
  {
    what: '`switchover completion bash` (a command) against `node -e 0`',
    limit: 2.5,
    args: [RUN_JS, 'completion', 'bash'],
  },
];

export const bench: Bench = { name: 'start-up', run: (runs) => measureAgainstNode(PROGRAMS, runs) };
