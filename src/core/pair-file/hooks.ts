import type { NumberRange } from '../parameters/value.ts';
import type { Entry } from '../yaml-text/entries.ts';
import type { YamlSource } from '../yaml-text/source.ts';
import { readCommand } from './command.ts';
import { readFields } from './fields.ts';
import type { Hooks } from './pair-file.ts';
import { DEFAULT_TIME_LIMIT_MS } from './pair-file.ts';
import { readSeconds } from './seconds.ts';

export const NO_HOOKS: Hooks = { commence: null, discontinue: null, fence: null, timeLimitMs: DEFAULT_TIME_LIMIT_MS };

const TIME_LIMIT: NumberRange = {
  name: 'hooks.time limit',
  unit: 'seconds',
  default: DEFAULT_TIME_LIMIT_MS / 1000,
  minimum: { value: 1, by: 'ours', why: 'a program needs some time' },
  maximum: { value: 600, by: 'ours', why: 'nothing serves while a hook runs' },
};

/** The hooks; what is wrong is reported and left out. An empty `hooks:` is none. */
export function readHooks(source: YamlSource, hooks: Entry | undefined): Hooks {
  if (hooks === undefined || hooks.value === null) return NO_HOOKS;
  const keys = { required: [], optional: ['commence', 'discontinue', 'fence', 'time limit'] };
  const fields = readFields(source, hooks.value, { path: 'hooks', offset: hooks.offset }, keys);
  if (fields === null) return NO_HOOKS;
  return {
    commence: readCommand(source, fields.get('commence'), 'hooks.commence', 'hook'),
    discontinue: readCommand(source, fields.get('discontinue'), 'hooks.discontinue', 'hook'),
    fence: readCommand(source, fields.get('fence'), 'hooks.fence', 'hook'),
    timeLimitMs: readSeconds(source, fields.get('time limit'), TIME_LIMIT),
  };
}
