import { openModule } from './module/module.ts';
import { openParameters } from './parameters/parameters.ts';
import { openProcedures } from './procedures/procedures.ts';
import type { SubsystemBuilder } from './subsystem.ts';
import { openTree } from './tree/tree.ts';

/** The subsystems of a server, in the order in which they are opened, drained and reported; closed in reverse order. */
export const SUBSYSTEMS: readonly SubsystemBuilder[] = [
  openModule,
  openParameters,
  async (host) => (await openTree(host, () => host.pair.pairFile.parameters)).subsystem,
  openProcedures,
];
