/** Run time of the parameter commands that need no server, compared with a bare Node in the same minute. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CATALOGUE } from '../../src/core/config/parameters/catalogue.ts';
import type { ParameterDefinition } from '../../src/core/config/parameters/definition.ts';
import { printValue } from '../../src/core/config/parameters/print-value.ts';
import { BARE_NODE, COMMAND_LIMIT, measureAgainst, RUN_JS } from './against-peer.ts';
import type { Bench, Row } from './row.ts';

export const bench: Bench = { name: 'params', run: measureParams };

async function measureParams(runs: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'switchover-bench-'));
  try {
    const file = join(folder, 'parameters.yaml');
    writeFileSync(file, everyParameter());
    return await measureAgainst(
      BARE_NODE,
      [
        {
          what: '`switchover params explain NAME` against `node -e 0`',
          limit: COMMAND_LIMIT,
          args: [RUN_JS, 'params', 'explain', 'Switchover Reconnect Timeout'],
        },
        {
          what: '`switchover params get NAME --file FILE` against `node -e 0`',
          limit: COMMAND_LIMIT,
          args: [RUN_JS, 'params', 'get', 'Switchover Reconnect Timeout', '--file', file],
        },
        {
          what: '`switchover params validate --file FILE` (all parameters) against `node -e 0`',
          limit: COMMAND_LIMIT,
          args: [RUN_JS, 'params', 'validate', '--file', file],
        },
      ],
      runs,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A file that sets every parameter with a default or an example. */
function everyParameter(): string {
  return (CATALOGUE as readonly ParameterDefinition[])
    .flatMap((definition) => {
      const value = definition.default ?? definition.example ?? null;
      return value === null ? [] : [`${definition.name}: ${JSON.stringify(printValue(definition, value))}\n`];
    })
    .join('');
}
