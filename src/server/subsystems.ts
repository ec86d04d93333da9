import type { ParameterValues } from '../core/config/parameters/catalogue.ts';
import { openModule } from './module/module.ts';
import { openParameters } from './parameters/parameters.ts';
import { openProcedures } from './procedures/procedures.ts';
import { openPrograms } from './programs/programs.ts';
import type { Route } from './route.ts';
import type { SubsystemBuilder } from './subsystem.ts';
import type { Tree } from './tree/tree.ts';
import { openTree } from './tree/tree.ts';

/**
 * The subsystems of one server, in the order in which they are opened, drained and reported; closed in reverse order. The
 * parameters are kept in the tree, and the tree goes by them.
 */
export function usualSubsystems(): readonly SubsystemBuilder[] {
  let tree: Tree;
  let treeRoutes: readonly Route[];
  let inForce: (() => ParameterValues) | undefined;
  return [
    openModule,
    async (host) => {
      const opened = await openTree(host, () => inForce?.() ?? host.pair.pairFile.parameters);
      tree = opened.tree;
      treeRoutes = opened.subsystem.routes ?? [];
      return opened.subsystem;
    },
    async (host) => {
      const parameters = await openParameters(host, tree);
      inForce = parameters.inForce;
      return parameters;
    },
    openProcedures,
    (host) => openPrograms(host, treeRoutes),
  ];
}
