/**
 * One running server: the engine's loop, surrounded by durable state, records, Notifier, HTTP, hooks, network checks
 * and subsystems. This file only assembles them and shuts them down again.
 */

import { pingDscpOf, settingsOf } from '../core/config/parameters/settings.ts';
import type { LogLine } from '../core/engine/effect.ts';
import type { UntimedEvent } from '../core/engine/event.ts';
import { oneLine } from '../core/engine/log-line.ts';
import type { ConnectionName } from '../core/engine/monitors/connections.ts';
import type { State } from '../core/engine/state.ts';
import { knowsCompanion, viewOf } from '../core/engine/state.ts';
import type { Letter } from '../core/letter.ts';
import { otherLetter } from '../core/letter.ts';
import type { Frame } from '../core/protocol/frames.ts';
import { lockData } from '../host/files/data-lock.ts';
import { openDurableFile } from '../host/files/durable-file.ts';
import { openHistoryJournal } from '../host/files/history-journal.ts';
import type { LoadedPairFile } from '../host/files/pair-file.ts';
import type { Identity } from '../host/identity/identity.ts';
import { monotonicMs } from '../host/process/clock.ts';
import { endLeftHook } from '../host/process/orphaned-hook.ts';
import { readRelease } from '../host/process/release.ts';
import { commandRoutes } from './command-routes.ts';
import { createEffects } from './effects.ts';
import { answerFaultLine, faultLine, faultProblem } from './fault.ts';
import { watchFiles } from './file-watch.ts';
import { firstState } from './first-state.ts';
import { healthOf } from './health.ts';
import { createHttp } from './http.ts';
import type { Lifetime } from './lifetime.ts';
import { beginLifetime } from './lifetime.ts';
import { createLinks } from './link.ts';
import { listenOn } from './listen.ts';
import { createLoop } from './loop.ts';
import { machineRoutes } from './machine-routes.ts';
import { createMetrics } from './metrics.ts';
import { keepModeIn, modeAtStart } from './mode.ts';
import { createMoments } from './moments.ts';
import { createNetworkWatch } from './network-watch.ts';
import { createNotifier } from './notifier.ts';
import { openSubsystems } from './opened-subsystems.ts';
import { hashesOf } from './pair-facts.ts';
import { createPriority } from './priority.ts';
import { programFaults } from './programs.ts';
import { openRecords } from './records.ts';
import { createRefusals } from './refusals.ts';
import { createRequests } from './requests.ts';
import { describeServer, ROLE_STATE_LINE } from './server-status.ts';
import { createStartUp, startLines } from './start-up.ts';
import type { SubsystemBuilder } from './subsystem.ts';
import { usualSubsystems } from './subsystems.ts';
import { createSwitchHistory } from './switch-history.ts';

export interface ServerOptions {
  readonly letter: Letter;
  readonly pair: LoadedPairFile;
  readonly identity: Identity;
  /** Absolute. */
  readonly dataFolder: string;
  readonly version: string;
  readonly forceBackup: boolean;
  readonly forcePrimary: boolean;
  readonly manualSwitchOnly: boolean;
  /** Shown if the server runs in the foreground. `at`: its time in the log, in ISO 8601. */
  readonly onLog: (line: LogLine, at: string) => void;
  /** Its subsystems, if not the usual ones. */
  readonly subsystems?: readonly SubsystemBuilder[];
}

export interface RunningServer {
  readonly state: () => State;
  readonly logPath: string;
  /** Shuts down cleanly, as SIGTERM does. */
  readonly requestStop: (by: string, takeover: boolean) => void;
  /** For an internal error outside the loop: it is logged, and the server exits. */
  readonly fail: (error: unknown) => void;
  /** Resolves when everything is closed. Rejects immediately with `internal-error` (bug) after an internal error. */
  readonly done: Promise<void>;
}

/** Starts a server. Throws a SwitchoverError if it cannot run: folder in use, port in use, damaged state. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const lifetime = beginLifetime();
  try {
    return await openServer(options, lifetime);
  } catch (error) {
    await lifetime.close();
    throw error;
  }
}

async function openServer(options: ServerOptions, lifetime: Lifetime): Promise<RunningServer> {
  const { letter, pair, identity, dataFolder, version, subsystems: builders = usualSubsystems() } = options;
  const { opened } = lifetime;
  const companion = pair.pairFile.servers[otherLetter(letter)];
  const state = (): State => loop.state();
  const post = (untimedEvent: UntimedEvent): void => loop.post(untimedEvent);
  const requestStop = (by: string, takeover: boolean): void => post({ type: 'stop-requested', by, takeover });

  const lock = await lockData(dataFolder);
  opened(lock.release);
  const durable = await openDurableFile(dataFolder);
  opened(durable.close);
  const wasDamaged = durable.isHalfDamaged();
  const records = openRecords(dataFolder, version);
  opened(records.close);
  const journal = openHistoryJournal(dataFolder);
  opened(journal.close);
  const log = (line: LogLine): void => {
    const at = records.log(line);
    options.onLog({ ...line, text: oneLine(line.text) }, at);
  };
  /** The companion notices the lost connections: a server that cannot trust its own state sends no farewell. */
  const fail = (error: unknown, during: string | null): void => {
    records.log(faultLine(error, during));
    lifetime.giveUp(faultProblem(error, records.logPath));
  };

  await endLeftHook(dataFolder, pair.pairFile.hooks.timeLimitMs, log);

  const refused = createRefusals(log);
  const links = createLinks({ identity, companion, refused });
  opened(links.close);
  const openLink = links.open;
  const shared = { pair, letter, dataFolder, state, post, log };
  const send = (frame: Frame, on: ConnectionName | null): boolean => notifier.carry(frame, on);
  const isUnknownThere = (channel: string): boolean => notifier.isUnknownThere(channel);
  const subsystems = await openSubsystems(builders, { ...shared, send, isUnknownThere, openLink }, opened);

  // The first of them recreates the folder.
  const files = watchFiles(dataFolder, [lock, durable, journal, ...records.files, ...subsystems.files], log);
  opened(files.stop);

  const settings = () => settingsOf(subsystems.inForce(), letter);
  const mode = modeAtStart(dataFolder, options.manualSwitchOnly);
  const release = await readRelease(pair, letter, version);
  const first = firstState(
    { ...options, pairFile: pair.pairFile, settings: settings(), release: release.name },
    durable.last,
    mode,
    subsystems.historyMark(),
  );
  records.begin(first);

  const priority = createPriority(pingDscpOf(subsystems.inForce()), log);
  const notifier = createNotifier({
    ...shared,
    logToFile: records.log,
    refused,
    identity,
    priority,
    companion,
    pairFile: hashesOf(pair.pairFile),
    view: () => viewOf(state()),
    knowsCompanion: () => knowsCompanion(state()),
    subsystems,
  });
  const watch = createNetworkWatch({ companion: companion.host, settings, priority });
  opened(watch.stop);
  const requests = createRequests(post, state, log);
  const history = createSwitchHistory({ first, journal, reasonOf: requests.reasonOf, log });
  const metrics = createMetrics(state, subsystems);
  const effects = createEffects({
    ...shared,
    durable,
    notifier,
    watch,
    subsystems,
    keepMode: (kept) => keepModeIn(dataFolder, kept, log),
    reply: requests.reply,
    exit: () => void lifetime.close(),
  });
  const loop = createLoop(first, {
    now: monotonicMs,
    record: (entry) => {
      records.event(entry, state());
      metrics.decided(entry.decision);
      if (entry.decision !== null) history.onEvent(entry.event, entry.decision, state());
    },
    execute: effects.execute,
    settled: (reached) => {
      startUp.onStateChange();
      subsystems.onStateChange(reached);
      notifier.publish(viewOf(reached));
    },
    failed: fail,
  });
  const startUp = createStartUp({ state, post, firstRound: watch.check() });

  const moments = createMoments();
  const status = async () =>
    describeServer({
      state: state(),
      moments,
      lastSwitch: history.last(),
      version,
      logPath: records.logPath,
      checks: watch.checks(),
      identity,
      pairFilesDiffer: notifier.pairFilesDiffer(),
      diskRefuses: !records.isWritable(),
      fileWarnings: files.warnings(),
      roleStateHalfDamaged: durable.isHalfDamaged(),
      programFaults: [...programFaults(pair, letter), ...release.faults],
      wouldLose: await subsystems.wouldLose(),
      subsystems,
    });
  const http = createHttp({
    identity,
    health: healthOf(loop, subsystems),
    metrics: metrics.render,
    refused,
    routes: [
      ...commandRoutes({ status, requests, requestStop }),
      ...machineRoutes({ pair: pair.pairFile.pair, self: first.self, version, dataFolder, logPath: records.logPath }),
      history.route,
      ...subsystems.routes,
    ],
    handleUpgrade: (request, socket, head, below) => {
      if (!links.handleUpgrade(request, socket, head)) notifier.handleUpgrade(request, socket, head, below);
    },
    answerFailed: (error) => log(answerFaultLine(error)),
  });
  opened(() => http.close(), notifier.close, loop.stop);

  await listenOn(http, pair.pairFile.servers[letter]);
  for (const line of startLines(version, pair, first.self, mode, release.faults)) log(line);
  if (wasDamaged) log(ROLE_STATE_LINE);
  post({ type: 'start' });
  return { state, logPath: records.logPath, requestStop, fail: (error) => fail(error, null), done: lifetime.done };
}
