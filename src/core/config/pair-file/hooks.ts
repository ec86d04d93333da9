import { readCommand } from '../yaml-text/command.ts';
import type { Entry } from '../yaml-text/entries.ts';
import { readFields } from '../yaml-text/fields.ts';
import type { YamlSource } from '../yaml-text/source.ts';
import { PAIR_FILE_KEYS, TIME_LIMIT } from './keys.ts';
import type { Hooks } from './pair-file.ts';
import { DEFAULT_TIME_LIMIT_MS } from './pair-file.ts';
import { readSeconds } from './seconds.ts';

export const NO_HOOKS: Hooks = { commence: null, discontinue: null, fence: null, timeLimitMs: DEFAULT_TIME_LIMIT_MS };

/** The hooks; whatever is wrong is reported and left out. An empty `hooks:` means no hooks. */
export function readHooks(source: YamlSource, hooks: Entry | undefined): Hooks {
  if (hooks === undefined || hooks.value === null) return NO_HOOKS;
  const fields = readFields(source, hooks.value, { path: 'hooks', offset: hooks.offset }, PAIR_FILE_KEYS.hooks.keys);
  if (fields === null) return NO_HOOKS;
  return {
    commence: readCommand(source, fields.get('commence'), 'hooks.commence', 'hook'),
    discontinue: readCommand(source, fields.get('discontinue'), 'hooks.discontinue', 'hook'),
    fence: readCommand(source, fields.get('fence'), 'hooks.fence', 'hook'),
    timeLimitMs: readSeconds(source, fields.get('time limit'), TIME_LIMIT),
  };
}
