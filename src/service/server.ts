/**
 * One running server: the engine's loop in the middle, and around it durable state, records, Notifier, HTTP, hooks
 * and network checks. This file puts them together and takes them apart again; each does its work in its own file.
 */
import type { Letter } from '../core/letter.ts';
import { otherLetter } from '../core/letter.ts';
import type { LogLine } from '../core/pair/effect.ts';
import { oneLine } from '../core/pair/log-line.ts';
import type { State } from '../core/pair/state.ts';
import { isInDoubt, isServing, stateOf, viewOf } from '../core/pair/state.ts';
import { initialState } from '../core/pair/step.ts';
import { pingDscpOf } from '../core/parameters/settings.ts';
import { monotonicMs } from '../host/clock.ts';
import { lockData } from '../host/data-lock.ts';
import { openDurableFile } from '../host/files/durable-file.ts';
import { openParameterJournal } from '../host/files/parameter-journal.ts';
import type { Identity } from '../host/identity.ts';
import type { LoadedPairFile } from '../host/pair-file.ts';
import { createEffects } from './effects.ts';
import { answerFaultLine, faultLine, faultProblem } from './fault.ts';
import { createHttp } from './http.ts';
import { listenOn } from './listen.ts';
import { createLoop } from './loop.ts';
import { createMetrics } from './metrics.ts';
import { keepModeIn, modeAtStart, withMode } from './mode.ts';
import { createModuleProber } from './module-prober.ts';
import { createNetworkWatch } from './network-watch.ts';
import { createNotifier } from './notifier.ts';
import { hashesOf, pairFilesDiffer } from './pair-facts.ts';
import { createParameterBook } from './parameter-book.ts';
import { createParameters } from './parameters.ts';
import { createPriority } from './priority.ts';
import { programEnvironment } from './program-environment.ts';
import { programFaults, programLine } from './programs.ts';
import type { Records } from './records.ts';
import { openRecords, RULE_TABLE } from './records.ts';
import { createRequests } from './requests.ts';
import { selfOf } from './self.ts';
import { describeServer } from './server-status.ts';
import { createStartUp } from './start-up.ts';

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
  /** Shown to whoever started the server in the foreground. */
  readonly onLog: (line: LogLine) => void;
}

export interface RunningServer {
  readonly state: () => State;
  readonly logPath: string;
  /** Stops in order: as SIGTERM does. */
  readonly requestStop: (by: string, takeover: boolean) => void;
  /** A fault of ours outside the loop: it is logged, and the server ends. */
  readonly fail: (error: unknown) => void;
  /** Resolves when everything is closed. Rejects at once with `internal-error` (bug) where a fault ended the server. */
  readonly done: Promise<void>;
}

/** What has been opened so far, and how it is closed again. */
type Closers = (() => unknown)[];

/** Starts a server. Throws a SwitchoverError where it cannot run: folder in use, port in use, damaged state. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const lock = await lockData(options.dataFolder);
  const opened: Closers = [lock.release];
  try {
    return await startLocked(options, opened);
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

/** The last that was opened first. */
async function closeAll(opened: Closers): Promise<void> {
  for (const close of opened.splice(0).reverse()) await close();
}

async function startLocked(options: ServerOptions, opened: Closers): Promise<RunningServer> {
  const { letter, pair, identity, dataFolder, version } = options;
  const durable = await openDurableFile(dataFolder);
  opened.push(durable.close);
  const book = createParameterBook({
    letter,
    journal: await openParameterJournal(dataFolder),
    firstValues: pair.pairFile.parameters,
    changed: (settings) => loop.post({ type: 'configured', settings }),
  });
  opened.push(book.close);
  const self = selfOf({ ...options, pairFile: pair.pairFile, settings: book.settings() });
  const mode = modeAtStart(dataFolder, options.manualSwitchOnly);
  const first = withMode(initialState(self, durable.last, mode.mode, monotonicMs()), mode);
  const records: Records = openRecords(dataFolder, version, first);
  opened.push(records.close);
  const log = (line: LogLine): void => {
    records.log(line);
    options.onLog({ ...line, text: oneLine(line.text) });
  };
  const companion = pair.pairFile.servers[otherLetter(letter)];
  const pairFile = hashesOf(pair.pairFile);
  let differ = false;
  let published = '';

  const prober = await createModuleProber({
    module: pair.pairFile.module && { ...pair.pairFile.module, name: self.module?.name ?? '' },
    surroundings: { folder: pair.folder, environment: programEnvironment(pair.pairFile, letter) },
    dataFolder,
    isServing: () => isServing(loop.state()),
    log,
  });
  opened.push(prober.close);
  const priority = createPriority(pingDscpOf(book.inForce()), log);
  const notifier = createNotifier({
    identity,
    priority,
    companion,
    pairFile,
    post: (happening) => loop.post(happening),
    view: () => viewOf(loop.state()),
    askModule: prober.ask,
    parametersHeard: (frame) => parameters.hear(frame),
    log,
    pairFileHeard: (there) => {
      differ = pairFilesDiffer(pairFile, there);
    },
  });
  const parameters = createParameters({
    pair,
    book,
    state: () => loop.state(),
    send: notifier.sendParameters,
    log,
  });
  opened.push(parameters.stop);
  const watch = createNetworkWatch({ companion: companion.host, settings: book.settings, priority });
  opened.push(watch.stop);
  const requests = createRequests(
    (happening) => loop.post(happening),
    () => loop.state(),
  );
  const metrics = createMetrics(() => loop.state());
  const effects = createEffects({
    pair,
    letter,
    durable,
    notifier,
    watch,
    log,
    keepMode: (kept) => keepModeIn(dataFolder, kept, log),
    reply: requests.reply,
    settle: parameters.settle,
    post: (happening) => loop.post(happening),
    exit: () => void close(),
  });
  const loop = createLoop(first, {
    now: monotonicMs,
    record: (entry) => {
      records.event(entry, loop.state());
      metrics.decided(entry.decision);
    },
    execute: effects.execute,
    settled: (state) => {
      startUp.look();
      parameters.look(state);
      const view = viewOf(state);
      const text = JSON.stringify(view);
      if (text === published) return;
      published = text;
      notifier.publish(view);
    },
    failed: (error, during) => fail(error, during),
  });
  const startUp = createStartUp({ state: loop.state, post: loop.post, firstRound: watch.check() });
  /** One that stood still a moment ago may have been replaced meanwhile: it does not say yes before it knows. */
  const serving = (): boolean => isServing(loop.state()) && !isInDoubt(loop.state(), monotonicMs());
  const http = createHttp({
    identity,
    isPrimary: () => !loop.isLate() && serving(),
    isBackup: () => !loop.isLate() && loop.state().place === 'backup.watching',
    isHealthy: () => !loop.isLate() && stateOf(loop.state().place) !== 'stopping',
    role: () => loop.state().place,
    metrics: metrics.render,
    status: () =>
      describeServer({
        state: loop.state(),
        version,
        logPath: records.logPath,
        checks: watch.checks(),
        identity,
        pairFilesDiffer: differ,
        diskRefuses: !records.isWritable(),
        programFaults: programFaults(pair),
        moduleFaults: { here: prober.fault(), there: notifier.moduleFault() },
        parameters: parameters.facts(),
      }),
    parameters,
    requestSwitch: (request, reason) => {
      if (reason !== null) {
        const text = `SwitchoverMain::SwitchReason : [${request.by}] switch [${request.id}]: ${reason}`;
        log({ topic: 'SwitchoverMain', level: 'note', text });
      }
      return requests.requestSwitch(request);
    },
    switchOutcome: requests.switchOutcome,
    requestRejoin: requests.requestRejoin,
    requestMode: requests.requestMode,
    requestStop: (by, takeover) => loop.post({ type: 'stop-requested', by, takeover }),
    handleUpgrade: notifier.handleUpgrade,
    answerFailed: (error) => log(answerFaultLine(error)),
  });

  opened.push(() => http.close(), notifier.close, loop.stop);

  const { promise: done, resolve: finish, reject: giveUp } = Promise.withResolvers<void>();
  done.catch(() => undefined);
  /** The companion learns it from its connections: a server that cannot trust its own state says no farewell. */
  function fail(error: unknown, during: string | null): void {
    records.log(faultLine(error, during));
    giveUp(faultProblem(error, records.logPath));
    void close().catch(() => undefined);
  }
  let closing = false;
  async function close(): Promise<void> {
    if (closing) return;
    closing = true;
    await closeAll(opened);
    finish();
  }
  await listenOn(http, pair.pairFile.servers[letter]);
  if (book.fault !== null) {
    const text = `SwitchoverMain::Parameters : the file of the parameters was damaged: ${book.fault}`;
    log({ topic: 'SwitchoverMain', level: 'error', text });
  }
  log({
    topic: 'SwitchoverMain',
    level: 'note',
    text: `SwitchoverMain::Start : switchover ${version}, pair [${pair.pairFile.pair}], server ${letter} [${self.name}], boot [${self.bootId}], rule table [${RULE_TABLE}]`,
  });
  if (mode.fault !== null) {
    log({ topic: 'SwitchoverMain', level: 'error', text: `SwitchoverMain::Mode : ${mode.fault}` });
  }
  for (const fault of programFaults(pair)) log(programLine(fault));
  loop.post({ type: 'start' });
  return {
    state: loop.state,
    logPath: records.logPath,
    requestStop: (by, takeover) => loop.post({ type: 'stop-requested', by, takeover }),
    fail: (error) => fail(error, null),
    done,
  };
}
