import type { Hook } from '@oclif/core/hooks';
import { unknownCommand } from './unknown-command.ts';

/** oclif's hook for a command that is not there: it says which were probably meant. Nothing is asked, nothing is run. */
export const commandNotFound: Hook.CommandNotFound = async ({ config, id }) => {
  throw unknownCommand(id.split(':'), config);
};
