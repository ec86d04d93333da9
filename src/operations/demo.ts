import type { DemoResult, DemoStep } from '../core/results/demo.ts';
import type { PairStatus } from '../core/results/status.ts';
import type { DemoPair } from './demo-pair.ts';
import { prepareDemo } from './demo-pair.ts';
import { planSwitch, runSwitch } from './switch.ts';
import { whySwitched } from './why-switched.ts';

/** The default of 30 s is long to watch. */
const DEMO_RECONNECT_TIMEOUT_S = 2;

/** Runs the demo from beginning to end. Leaves nothing behind, also where it is interrupted. */
export async function runDemo(
  program: readonly string[],
  signal: AbortSignal,
  tell: (step: DemoStep) => void,
): Promise<DemoResult> {
  const began = performance.now();
  const demo = await prepareDemo({ program, reconnectTimeoutS: DEMO_RECONNECT_TIMEOUT_S }, signal);
  try {
    const result = await play(demo, tell);
    return { ...result, tookMs: performance.now() - began };
  } finally {
    await demo.cleanUp();
  }
}

async function play(demo: DemoPair, tell: (step: DemoStep) => void): Promise<Omit<DemoResult, 'tookMs'>> {
  const say = (words: string): void => tell({ kind: 'said', words });
  const [a, b] = [demo.pair.pairFile.servers.A, demo.pair.pairFile.servers.B];
  say(
    `A pair is made in ${demo.folder}: alpha (A) on port ${a.port} and beta (B) on port ${b.port}. "Switchover Reconnect Timeout" is set to ${DEMO_RECONNECT_TIMEOUT_S} seconds, so that you need not wait for the default of 30.`,
  );
  say('Both servers are started, each a process of its own. They agree who is active.');
  demo.start('A');
  demo.start('B');
  const before = await demo.until((status) => status.protection === 'protected', 'the pair is protected');
  tell({ kind: 'status', command: 'switchover status', status: before });

  const active = before.servers.find((row) => row.serving === true)!.letter;
  const backup = active === 'A' ? 'B' : 'A';
  say(`Now server ${active} is killed: kill -9, as when the power goes.`);
  const killedAt = performance.now();
  await demo.kill(active);
  const alone = await demo.until((status) => serves(status, backup), `server ${backup} has taken over`);
  const takeoverMs = performance.now() - killedAt;
  tell({ kind: 'status', command: 'switchover status', status: alone });

  say(`Server ${backup} has taken over. Why? Its own log knows.`);
  const report = await whySwitched([demo.logOf(backup)], { all: false });
  tell({ kind: 'why', command: `switchover why-switched ${demo.logOf(backup)}`, report });

  say(`Server ${active} is started again. It finds an active companion and becomes its backup.`);
  demo.start(active);
  const again = await demo.until((status) => status.protection === 'protected', 'the pair is protected again');
  tell({ kind: 'status', command: 'switchover status', status: again });

  say('Last, a controlled switch back: nothing is lost and nobody is killed.');
  const plan = await planSwitch(demo.pair, false);
  const result = await runSwitch(demo.pair, plan, {
    reason: 'demo',
    waitForProtection: true,
    onPhase: () => undefined,
  });
  tell({ kind: 'switch', command: 'switchover switch --yes --wait', result });
  return {
    reconnectTimeoutMs: DEMO_RECONNECT_TIMEOUT_S * 1000,
    takeoverMs,
    cause: report.switches.at(-1)?.cause ?? null,
    switchMs: result.tookMs,
  };
}

function serves(status: PairStatus, letter: string): boolean {
  return status.servers.some((row) => row.letter === letter && row.serving === true);
}
