/** What an operator should do about a pair that is not protected: one line each, usually with a command. */
import type { Activity, Hold } from '../engine/activity.ts';
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

const WATCH = 'follow the progress: switchover status --watch';
const KEEP_ACTIVE = 'to keep the active server and prevent the takeover: switchover mode manual';
const CHOOSE_DATA =
  'restart the server whose data you want to keep: switchover node run --server A --force-primary (or --server B)';

function aboutTwo(serving: readonly Answering[]): string[] {
  const lower = serving.toSorted((a, b) => a.answer.term - b.answer.term)[0]!;
  return [
    'restore the network between them; they resolve it by themselves once they can reach each other',
    `to resolve it immediately: switchover node stop --server ${lower.letter}`,
  ];
}

function aboutOne(server: Seen, other: Seen, active: Answering | null): string[] {
  if (!isAnswering(server)) return [aboutSilent(server, other, active)];
  const { answer, letter } = server;
  if (answer.serving) {
    const failed = answer.warnings.some(({ code }) => code === 'commence-failed');
    return failed ? [`start the service on ${nameOf(server)} by hand; the log says what failed: ${answer.log}`] : [];
  }
  const hold = holdOfAnswer(answer);
  if (hold !== null) return aboutHold(hold, server, active === null ? other : null);
  switch (answer.state) {
    case 'inactive':
      return active === null ? [] : [`switchover rejoin --server ${letter}`];
    case 'error':
      return [`check its log for what cannot be verified, and why: ${answer.log}`];
    case 'stopping':
      return [`start it again: switchover node run --server ${letter}`];
    case 'backup':
      return isWhole(answer) ? [] : [`check its log for why the connection is not up: ${answer.log}`];
    default:
      return [];
  }
}

function isWhole({ connections: { main, aux } }: ServerStatus): boolean {
  return main.status === 'up' && aux.status === 'up';
}

function aboutSilent(server: Seen, other: Seen, active: Answering | null): string {
  if (!mayServe(server, other)) return `if it is not running, start it: switchover node run --server ${server.letter}`;
  const look = `on the machine of ${nameOf(server)}, run: switchover status`;
  return active === null
    ? look
    : `${look}; if it is active too, stop one of them: switchover node stop --server ${active.letter}`;
}

/** The command that would let it take over. `missing`: the server that cannot be seen, but may still be active. */
function aboutHold(hold: Hold, server: Answering, missing: Seen | null): string[] {
  const now = missing === null ? 'to switch to it' : `once you are sure that ${nameOf(missing)} is off, to take over`;
  const byHand = `${now}: switchover switch`;
  switch (hold) {
    case 'manual-mode':
      return [byHand, 'to allow automatic takeover again: switchover mode automatic'];
    case 'upgrade-state':
      return [byHand, 'automatic takeover resumes once both servers run the same release'];
    case 'cut-off':
      return [`restore the network of ${nameOf(server)}; ${byHand}`];
    case 'told-to-wait':
    case 'primary-unreachable':
      return [byHand];
  }
}
