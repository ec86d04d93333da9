/** What an operator does next about a pair that is not in order: a line each, mostly with a command. */
import type { Activity, Hold } from '../pair/activity.ts';
import { holdOfAnswer } from './hold.ts';
import type { Answering, Seen, SeenPair } from './seen.ts';
import { isAnswering, isServing, mayServe, nameOf, otherOf } from './seen.ts';

/** Empty where nothing is wrong. */
export function nextSteps(pair: SeenPair, activity: Activity | null): string[] {
  const active = pair.find(isServing) ?? null;
  if (activity !== null) return [WATCH, ...(activity === 'taking-over' && active !== null ? [KEEP_ACTIVE] : [])];
  return pair.flatMap((each) => aboutOne(each, otherOf(pair, each), active));
}

const WATCH = 'see how it goes on: switchover status --watch';
const KEEP_ACTIVE = 'to keep the active server, whatever its backup sees: switchover mode manual';

function aboutOne(server: Seen, other: Seen, active: Answering | null): string[] {
  if (!isAnswering(server)) {
    if (!mayServe(server, other)) return [];
    const look = `look at status on the machine of ${nameOf(server)}`;
    if (active === null) return [look];
    return [`${look}; if it is active too, stop one of them: switchover node stop --server ${active.letter}`];
  }
  const hold = server.answer.serving ? null : holdOfAnswer(server.answer);
  return hold === null ? [] : aboutHold(hold, server, active === null ? other : null);
}

/** Which command would let it take over. `missing`: the server that nobody sees serving, which may serve all the same. */
function aboutHold(hold: Hold, server: Answering, missing: Seen | null): string[] {
  const now = missing === null ? 'to switch to it' : `once ${nameOf(missing)} is certainly off, to take over`;
  const byHand = `${now}: switchover switch`;
  switch (hold) {
    case 'manual-mode':
      return [byHand, 'to let it take over by itself again: switchover mode automatic'];
    case 'upgrade-state':
      return [byHand, 'it takes over by itself again once both servers run the same release'];
    case 'cut-off':
      return [`mend the network of ${nameOf(server)}; ${byHand}`];
    case 'told-to-wait':
    case 'primary-unreachable':
      return [byHand];
  }
}
