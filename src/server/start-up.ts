/**
 * What a server does after its start, before it may take over because of a module (readings R26, R33): one round of
 * network checks, and one attempt at each connection. With less than that, it would know too little.
 */

import type { LogLine } from '../core/engine/effect.ts';
import type { UntimedEvent } from '../core/engine/event.ts';
import { CONNECTION_NAMES } from '../core/engine/monitors/connections.ts';
import type { State } from '../core/engine/state.ts';
import type { LoadedPairFile } from '../host/files/pair-file.ts';
import type { ModeAtStart } from './mode.ts';
import { type ProgramFault, programFaults, programLine } from './programs.ts';
import { RULE_TABLE } from './records.ts';

/** Call `onStateChange` after every run of events; it reports once, when all of it is done. */
export function createStartUp(host: {
  readonly state: () => State;
  readonly post: (untimedEvent: UntimedEvent) => void;
  /** The first round of network checks is over, whatever the result. */
  readonly firstRound: Promise<unknown>;
}): { readonly onStateChange: () => void } {
  let checked = false;
  let said = false;
  const onStateChange = (): void => {
    if (said || !checked || !triedBoth(host.state())) return;
    said = true;
    // Not in the middle of a run of the loop.
    setImmediate(() => host.post({ type: 'started-up' }));
  };
  const done = (): void => {
    checked = true;
    onStateChange();
  };
  void host.firstRound.then(done, done);
  return { onStateChange };
}

function triedBoth({ connections }: State): boolean {
  return CONNECTION_NAMES.every((name) => connections[name].status === 'up' || connections[name].failure !== null);
}

/** The log lines of a starting server. */
export function startLines(
  version: string,
  pair: LoadedPairFile,
  { letter, name, companionName, bootId }: State['self'],
  mode: ModeAtStart,
  releaseFaults: readonly ProgramFault[],
): readonly LogLine[] {
  const who = `pair [${pair.pairFile.pair}], server ${letter} [${name}], companion [${companionName}], boot [${bootId}]`;
  const text = `SwitchoverMain::Start : switchover ${version}, ${who}, rule table [${RULE_TABLE}]`;
  const fault = mode.fault === null ? [] : [`SwitchoverMain::Mode : ${mode.fault}`];
  return [
    { topic: 'SwitchoverMain', level: 'note', text },
    ...fault.map((said): LogLine => ({ topic: 'SwitchoverMain', level: 'error', text: said })),
    ...[...programFaults(pair, letter), ...releaseFaults].map(programLine),
  ];
}
