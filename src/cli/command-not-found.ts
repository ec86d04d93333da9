import type { Hook } from '@oclif/core/hooks';
import { unknownCommand } from './unknown-command.ts';

/** oclif's hook for an unknown command: suggests similar ones. It asks nothing and runs nothing. */
export const commandNotFound: Hook.CommandNotFound = async ({ config, id }) => {
  throw unknownCommand(id.split(':'), config);
};
