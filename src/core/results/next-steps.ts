/** What an operator does next about a pair that is not in order: a line each, mostly with a command. */
import type { Activity, Hold } from '../pair/activity.ts';
import type { ServerStatus } from '../protocol/answers.ts';
import { holdOfAnswer } from './hold.ts';
import type { Answering, Seen, SeenPair } from './seen.ts';
import { isAnswering, isServing, mayServe, nameOf, otherOf } from './seen.ts';
import type { Protection } from './status.ts';

/** Empty only where the pair is protected. */
export function nextSteps(pair: SeenPair, { protection, activity }: Known): string[] {
  if (protection === 'protected') return [];
  const serving = pair.filter(isServing);
  const active = serving[0] ?? null;
  if (serving.length > 1) return aboutTwo(serving);
  if (activity !== null) return [WATCH, ...(activity === 'taking-over' && active !== null ? [KEEP_ACTIVE] : [])];
  const steps = pair.flatMap((each) => aboutOne(each, otherOf(pair, each), active));
  const bothStale = pair.every(({ answer }) => answer?.state === 'inactive');
  return bothStale ? [CHOOSE_DATA] : steps.length > 0 ? steps : [WATCH];
}

interface Known {
  readonly protection: Protection;
  readonly activity: Activity | null;
}

const WATCH = 'see how it goes on: switchover status --watch';
const KEEP_ACTIVE = 'to keep the active server, whatever its backup sees: switchover mode manual';
const CHOOSE_DATA =
  'restart the server whose data shall count: switchover node run --server A --force-primary (or --server B)';

function aboutTwo(serving: readonly Answering[]): string[] {
  const lower = serving.toSorted((a, b) => a.answer.term - b.answer.term)[0]!;
  return [
    'mend the network between the two; they agree by themselves once they meet',
    `to end it at once: switchover node stop --server ${lower.letter}`,
  ];
}

function aboutOne(server: Seen, other: Seen, active: Answering | null): string[] {
  if (!isAnswering(server)) return [aboutSilent(server, other, active)];
  const { answer, letter } = server;
  if (answer.serving) {
    const failed = answer.warnings.some(({ code }) => code === 'commence-failed');
    return failed ? [`start the service of ${nameOf(server)} by hand; its log says what failed: ${answer.log}`] : [];
  }
  const hold = holdOfAnswer(answer);
  if (hold !== null) return aboutHold(hold, server, active === null ? other : null);
  switch (answer.state) {
    case 'inactive':
      return active === null ? [] : [`switchover rejoin --server ${letter}`];
    case 'error':
      return [`find in its log what cannot be verified, and why: ${answer.log}`];
    case 'stopping':
      return [`start it again: switchover node run --server ${letter}`];
    case 'backup':
      return isWhole(answer) ? [] : [`find in its log why the connection is not up: ${answer.log}`];
    default:
      return [];
  }
}

function isWhole({ connections: { main, aux } }: ServerStatus): boolean {
  return main.status === 'up' && aux.status === 'up';
}

function aboutSilent(server: Seen, other: Seen, active: Answering | null): string {
  if (!mayServe(server, other)) return `start it, if it does not run: switchover node run --server ${server.letter}`;
  const look = `look at status on the machine of ${nameOf(server)}: switchover status`;
  return active === null
    ? look
    : `${look}; if it is active too, stop one of them: switchover node stop --server ${active.letter}`;
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
