/**
 * What a server does after its start, before it could take over for a module's sake (readings R26, R33): one round of
 * network checks, and one attempt at each connection. A monitor that has seen less than that knows too little.
 */
import { CONNECTION_NAMES } from '../core/health/connections.ts';
import type { Happening } from '../core/pair/event.ts';
import type { State } from '../core/pair/state.ts';

/** `look` after every run of events: it says so once, when all of it is done. */
export function createStartUp(host: {
  readonly state: () => State;
  readonly post: (happening: Happening) => void;
  /** The first round of network checks, however it ends. */
  readonly firstRound: Promise<unknown>;
}): { readonly look: () => void } {
  let checked = false;
  let said = false;
  const look = (): void => {
    if (said || !checked || !triedBoth(host.state())) return;
    said = true;
    // Not in the middle of the loop's own run.
    setImmediate(() => host.post({ type: 'started-up' }));
  };
  const done = (): void => {
    checked = true;
    look();
  };
  void host.firstRound.then(done, done);
  return { look };
}

function triedBoth({ connections }: State): boolean {
  return CONNECTION_NAMES.every((name) => connections[name].status === 'up' || connections[name].failure !== null);
}
