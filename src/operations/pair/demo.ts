import type { Letter } from '../../core/letter.ts';
import type { DemoResult, DemoStep } from '../../core/results/demo.ts';
import type { PairStatus } from '../../core/results/status.ts';
import { whySwitched } from '../explain/why-switched.ts';
import type { DemoPair } from './demo-pair.ts';
import { prepareDemo } from './demo-pair.ts';
import { planSwitch, runSwitch } from './switch.ts';

/** The default of 30 s is too long to watch. */
const DEMO_RECONNECT_TIMEOUT_S = 2;

export interface DemoRequest {
  /** The command line that starts switchover; the servers are run with it. */
  readonly program: readonly string[];
  /** Keep the folder of the pair once the demo is complete. */
  readonly keep: boolean;
}

/** Runs the demo from start to end. Leaves nothing behind, even if interrupted, unless the folder is to be kept. */
export async function runDemo(
  { program, keep }: DemoRequest,
  signal: AbortSignal,
  onStep: (step: DemoStep) => void,
): Promise<DemoResult> {
  const began = performance.now();
  const demo = await prepareDemo({ program, reconnectTimeoutS: DEMO_RECONNECT_TIMEOUT_S }, signal);
  let kept = false;
  try {
    const { newActive, ...result } = await play(demo, onStep);
    kept = keep;
    return { ...result, tookMs: performance.now() - began, keptLog: keep ? demo.logOf(newActive) : null };
  } finally {
    await (kept ? demo.killServers() : demo.cleanUp());
  }
}

interface Played extends Omit<DemoResult, 'tookMs' | 'keptLog'> {
  /** The server that took over. */
  readonly newActive: Letter;
}

async function play(demo: DemoPair, onStep: (step: DemoStep) => void): Promise<Played> {
  const say = (words: string): void => onStep({ kind: 'said', words });
  const [a, b] = [demo.pair.pairFile.servers.A, demo.pair.pairFile.servers.B];
  say(
    `Created a pair in ${demo.folder}: alpha (A) on port ${a.port}, beta (B) on port ${b.port}. "Switchover Reconnect Timeout" is ${DEMO_RECONNECT_TIMEOUT_S} seconds instead of the default 30, to keep this short.`,
  );
  say('Starting both servers, each as its own process. They negotiate which one becomes active.');
  demo.start('A');
  demo.start('B');
  const before = await demo.until((status) => status.protection === 'protected', 'the pair is protected');
  onStep({ kind: 'status', command: 'switchover status', status: before });

  const active = before.servers.find((row) => row.serving === true)!.letter;
  const backup = active === 'A' ? 'B' : 'A';
  say(`Killing server ${active} with kill -9: it gets no chance to shut down cleanly.`);
  const killedAt = performance.now();
  await demo.kill(active);
  const alone = await demo.until((status) => serves(status, backup), `server ${backup} has taken over`);
  const takeoverMs = performance.now() - killedAt;
  say(`Server ${backup} has taken over.`);
  onStep({ kind: 'status', command: 'switchover status', status: alone });

  say(`Starting server ${active} again. It finds its companion active and becomes the backup.`);
  demo.start(active);
  const again = await demo.until((status) => status.protection === 'protected', 'the pair is protected again');
  onStep({ kind: 'status', command: 'switchover status', status: again });

  say(`A controlled switch: server ${backup} hands over to server ${active}, and nothing fails.`);
  const plan = await planSwitch(demo.pair, false);
  const result = await runSwitch(demo.pair, plan, {
    reason: 'demo',
    waitForProtection: true,
    onPhase: () => undefined,
  });
  onStep({ kind: 'switch', command: 'switchover switch --yes --wait', result });

  say(`Why did server ${backup} take over? Its log has the answer.`);
  const log = demo.logOf(backup);
  const report = await whySwitched([log], { all: false });
  onStep({ kind: 'why', command: `switchover why-switched ${log}`, report });
  return {
    reconnectTimeoutMs: DEMO_RECONNECT_TIMEOUT_S * 1000,
    takeoverMs,
    cause: report.switches.at(-1)?.cause ?? null,
    switchMs: result.tookMs,
    newActive: backup,
  };
}

function serves(status: PairStatus, letter: string): boolean {
  return status.servers.some((row) => row.letter === letter && row.serving === true);
}
