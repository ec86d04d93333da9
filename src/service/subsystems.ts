import { openModule } from './module/module.ts';
import { openParameters } from './parameters/parameters.ts';
import type { SubsystemBuilder } from './subsystem.ts';

/** The parts of a server, in the order in which they are opened, drained and told of; they are closed the other way round. */
export const SUBSYSTEMS: readonly SubsystemBuilder[] = [openModule, openParameters];
