/** All commands by id, with a colon between words, as oclif loads them. */
import { Completion } from './commands/completion.ts';
import { Demo } from './commands/demo.ts';
import { DsBackup } from './commands/ds/backup.ts';
import { DsDiff } from './commands/ds/diff.ts';
import { DsExport } from './commands/ds/export.ts';
import { DsGet } from './commands/ds/get.ts';
import { DsHistory } from './commands/ds/history.ts';
import { DsImport } from './commands/ds/import.ts';
import { DsLs } from './commands/ds/ls.ts';
import { DsRestore } from './commands/ds/restore.ts';
import { DsRm } from './commands/ds/rm.ts';
import { DsSet } from './commands/ds/set.ts';
import { DsTree } from './commands/ds/tree.ts';
import { DsWatch } from './commands/ds/watch.ts';
import { Facts } from './commands/facts.ts';
import { History } from './commands/history.ts';
import { Init } from './commands/init.ts';
import { MirrorValidate } from './commands/mirror/validate.ts';
import { Mode } from './commands/mode.ts';
import { NodeRun } from './commands/node/run.ts';
import { NodeStop } from './commands/node/stop.ts';
import { ParamsBounds } from './commands/params/bounds.ts';
import { ParamsDiff } from './commands/params/diff.ts';
import { ParamsExplain } from './commands/params/explain.ts';
import { ParamsExport } from './commands/params/export.ts';
import { ParamsGet } from './commands/params/get.ts';
import { ParamsHistory } from './commands/params/history.ts';
import { ParamsImport } from './commands/params/import.ts';
import { ParamsList } from './commands/params/list.ts';
import { ParamsRestore } from './commands/params/restore.ts';
import { ParamsSet } from './commands/params/set.ts';
import { ParamsUnset } from './commands/params/unset.ts';
import { ParamsValidate } from './commands/params/validate.ts';
import { QueryBackup } from './commands/query-backup.ts';
import { Rejoin } from './commands/rejoin.ts';
import { SetAsideListing } from './commands/set-aside/list.ts';
import { SetAsideRestore } from './commands/set-aside/restore.ts';
import { SetAsideShow } from './commands/set-aside/show.ts';
import { Simulate } from './commands/simulate.ts';
import { Status } from './commands/status.ts';
import { Switch } from './commands/switch.ts';
import { UpgradeAbort } from './commands/upgrade/abort.ts';
import { UpgradeStatus } from './commands/upgrade/status.ts';
import { UpgradeWalkthrough } from './commands/upgrade/walkthrough.ts';
import { WhySwitched } from './commands/why-switched.ts';

export const COMMANDS = {
  completion: Completion,
  demo: Demo,
  'ds:backup': DsBackup,
  'ds:diff': DsDiff,
  'ds:export': DsExport,
  'ds:get': DsGet,
  'ds:history': DsHistory,
  'ds:import': DsImport,
  'ds:ls': DsLs,
  'ds:restore': DsRestore,
  'ds:rm': DsRm,
  'ds:set': DsSet,
  'ds:tree': DsTree,
  'ds:watch': DsWatch,
  facts: Facts,
  history: History,
  init: Init,
  'mirror:validate': MirrorValidate,
  mode: Mode,
  'node:run': NodeRun,
  'node:stop': NodeStop,
  'params:bounds': ParamsBounds,
  'params:diff': ParamsDiff,
  'params:explain': ParamsExplain,
  'params:export': ParamsExport,
  'params:get': ParamsGet,
  'params:history': ParamsHistory,
  'params:import': ParamsImport,
  'params:list': ParamsList,
  'params:restore': ParamsRestore,
  'params:set': ParamsSet,
  'params:unset': ParamsUnset,
  'params:validate': ParamsValidate,
  'query-backup': QueryBackup,
  rejoin: Rejoin,
  'set-aside:list': SetAsideListing,
  'set-aside:restore': SetAsideRestore,
  'set-aside:show': SetAsideShow,
  simulate: Simulate,
  status: Status,
  switch: Switch,
  'upgrade:abort': UpgradeAbort,
  'upgrade:status': UpgradeStatus,
  'upgrade:walkthrough': UpgradeWalkthrough,
  'why-switched': WhySwitched,
} as const;
