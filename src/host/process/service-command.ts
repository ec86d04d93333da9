/** Runs the commands of a service (`service` in the pair file) on the machine of its server: here, or over ssh. */
import path from 'node:path';
import type { Command } from '../../core/config/pair-file/pair-file.ts';
import type { ServicePlan, SshTarget } from '../../core/config/pair-file/service.ts';
import type { Problem } from '../../core/problem.ts';
import { type RemoteLine, type RemoteShell, remoteLine } from '../../core/remote-shell.ts';
import { revealed } from '../../core/unseen.ts';
import { type Printed, type ProgramEnd, runProgram } from './program.ts';
import { sshFault } from './ssh-fault.ts';

export interface ServiceCommandResult {
  /** It ended with exit code 0. Otherwise `problem` says what happened. */
  readonly ok: boolean;
  /** `unreachable`: ssh could not connect or lost the connection. */
  readonly how: 'ended' | 'took-too-long' | 'cancelled' | 'not-run' | 'unreachable';
  /** Its exit code; null unless it ended by itself. */
  readonly code: number | null;
  /** False only if it certainly did not begin, so that running it again repeats nothing. */
  readonly mayHaveRun: boolean;
  /** The first line of its standard output, without white space around it. */
  readonly firstLine: string;
  /** The start of its standard output. */
  readonly stdout: string;
  /** The last lines of all its output. */
  readonly output: string;
  readonly problem: Problem | null;
  readonly tookMs: number;
}

export interface ServiceCommandOptions {
  /** The folder of the pair file, in which commands on this machine are run. */
  readonly folder: string;
  /** Ends it as its time limit would. */
  readonly signal?: AbortSignal | undefined;
  /** Instead of the time limit of the plan, in ms. */
  readonly limitMs?: number | undefined;
}

/** Between SIGTERM and SIGKILL, in ms. */
const KILL_AFTER_MS = 5_000;
/** How many of its last lines are reported. */
const LINES_KEPT = 20;

/**
 * Runs one command of a plan, in a session of its own, so that it can ask nothing: without input and without a terminal.
 * At the time limit, or when `signal` fires, it and everything it started get SIGTERM, and five seconds later SIGKILL,
 * also on the other machine unless that runs Windows. Never throws.
 */
export async function runServiceCommand(
  plan: ServicePlan,
  command: Command,
  { folder, signal, limitMs = plan.timeLimitMs }: ServiceCommandOptions,
): Promise<ServiceCommandResult> {
  const began = performance.now();
  const [program = ''] = command;
  const where = machineOf(plan);
  const result = (rest: Partial<ServiceCommandResult>): ServiceCommandResult => ({
    ...{
      ok: false,
      how: 'not-run',
      code: null,
      mayHaveRun: false,
      firstLine: '',
      stdout: '',
      output: '',
      problem: null,
    },
    ...rest,
    tookMs: Math.round(performance.now() - began),
  });
  const notRun = (why: string, next: string): ServiceCommandResult =>
    result({ problem: problemOf('command-not-run', `${program} could not be run on ${where}`, why, where, next) });

  if (plan.run === 'by-hand') {
    return notRun(
      'the pair file does not say where to run it',
      'run it there by hand, or set "run" in the section service',
    );
  }
  const line = plan.run === 'ssh' ? sshLine(plan, command, folder) : null;
  if (line?.ok === false)
    return notRun(line.why, 'choose another name, or put the command into a script on that machine');
  if (signal?.aborted === true) return result({ how: 'cancelled', problem: cancelled(program, where, false) });

  const end = await runProgram({
    command: line === null ? command : line.words,
    environment: {},
    folder,
    limitMs,
    graceMs: KILL_AFTER_MS,
    stopGraceMs: KILL_AFTER_MS,
    signal,
    // The command on the other machine is ended when the input of ssh ends.
    openInput: line !== null,
  });
  if (end.how === 'not-run') {
    return notRun(
      end.why,
      line === null ? 'correct the pair file, or install the program' : 'install ssh on this machine',
    );
  }
  const printed = await end.printed;
  const said = { ...wordsOf(printed), ...outcomeOf(end, printed, { plan, program, where, limitMs }) };
  return result({ mayHaveRun: true, ...said, ok: said.how === 'ended' && said.code === 0 });
}

/** What messages call the machine. */
export function machineOf({ run, ssh }: Pick<ServicePlan, 'run' | 'ssh'>): string {
  if (ssh === null) return run === 'local' ? 'this machine' : "the server's machine";
  const { user, host, port } = ssh;
  const name = port === null ? host : host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return user === null ? name : `${user}@${name}`;
}

interface Circumstances {
  readonly plan: ServicePlan;
  readonly program: string;
  readonly where: string;
  readonly limitMs: number;
}

type Outcome = Pick<ServiceCommandResult, 'how' | 'code' | 'problem'> & { readonly mayHaveRun?: boolean };

function outcomeOf(
  { how, code, signal }: Exclude<ProgramEnd, { readonly how: 'not-run' }>,
  { output, lastWords }: Printed,
  { plan, program, where, limitMs }: Circumstances,
): Outcome {
  const leftThere = isLeftThere(plan);
  if (how === 'stopped') return { how: 'cancelled', code: null, problem: cancelled(program, where, leftThere) };
  if (how === 'took-too-long') return { how, code: null, problem: tookTooLong({ plan, program, where, limitMs }) };
  if (plan.run === 'ssh' && code === SSH_FAILED) {
    const { began, ...fault } = sshFault(output, program, where, leftThere);
    return { how: 'unreachable', code: null, mayHaveRun: began, problem: { severity: 'error', where, ...fault } };
  }
  return { how: 'ended', code, problem: code === 0 ? null : failed(program, where, { code, signal, lastWords }) };
}

/** With which exit code ssh itself fails. */
const SSH_FAILED = 255;

function problemOf(code: string, what: string, why: string | null, where: string, next: string): Problem {
  return { code, severity: 'error', what, why, where, do: next };
}

function cancelled(program: string, where: string, leftThere: boolean): Problem {
  const why = leftThere ? 'it may still be running there' : null;
  return problemOf('command-cancelled', `${program} on ${where} was cancelled`, why, where, LOOK_FIRST);
}

function tookTooLong({ plan, program, where, limitMs }: Circumstances): Problem {
  const waits = 'it may have waited for an answer, such as a password, which nobody can give there';
  const remote = plan.run === 'ssh' ? ', or what it started keeps its output open, which ssh waits for' : '';
  const left = isLeftThere(plan) ? '; it may still be running there' : '';
  return problemOf(
    'command-time-limit',
    `${program} on ${where} did not end within ${limitMs / 1000} s and was ended`,
    `${waits}${remote}${left}`,
    where,
    `${LOOK_FIRST}; if it only needs longer, raise "time limit" in the section service`,
  );
}

/** There is no way to end a command on Windows when its connection is gone. */
function isLeftThere({ run, shell }: ServicePlan): boolean {
  return run === 'ssh' && shell === 'cmd';
}

const LOOK_FIRST = 'look at what it has done before you run it again';

/** What a shell, and programs that run others, report with these codes. */
const MEANINGS: Readonly<Record<number, readonly [code: string, why: string, next: string]>> = {
  126: [
    'command-not-executable',
    'it, or a program that it runs, is not executable for this user',
    'correct its permissions there, or the path in the pair file',
  ],
  127: [
    'command-not-found',
    'it, or a program that it runs, was not found',
    'install it there, or correct the path in the pair file',
  ],
};

function failed(
  program: string,
  where: string,
  {
    code,
    signal,
    lastWords,
  }: { readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly lastWords: string },
): Problem {
  const ended = code === null ? `was ended by ${signal}` : `ended with exit code ${code}`;
  const [id, meaning, next] = MEANINGS[code ?? 0] ?? ['command-failed', null, LOOK_FIRST];
  const why = [meaning, lastWords === '' ? null : revealed(lastWords)].filter((each) => each !== null).join(': ');
  return problemOf(id, `${program} on ${where} ${ended}`, why === '' ? null : why, where, next);
}

function wordsOf({
  firstLine,
  stdout,
  output,
}: Printed): Pick<ServiceCommandResult, 'firstLine' | 'stdout' | 'output'> {
  const lines = output.trimEnd().split(/\r?\n/).slice(-LINES_KEPT);
  return { firstLine, stdout, output: lines.join('\n') };
}

/** How long ssh waits for a connection, and until it gives up one that is silent, in s. */
const CONNECT_S = 10;
const SILENT_S = 10;
const SILENT_TIMES = 3;

/**
 * Nothing asks a question (an unknown key of the host is refused), and what a user's configuration does for people at a
 * terminal does not get in the way.
 */
const OPTIONS: readonly string[] = [
  'BatchMode=yes',
  `ConnectTimeout=${CONNECT_S}`,
  `ServerAliveInterval=${SILENT_S}`,
  `ServerAliveCountMax=${SILENT_TIMES}`,
  'ClearAllForwardings=yes',
  'ControlMaster=no',
  'RemoteCommand=none',
  'RequestTTY=no',
];

type SshLine = { readonly ok: true; readonly words: readonly string[] } | Extract<RemoteLine, { readonly ok: false }>;

function sshLine({ ssh, shell }: ServicePlan, command: Command, folder: string): SshLine {
  const remote = remoteLine(shell, supervised(shell, command));
  if (!remote.ok) return remote;
  return { ok: true, words: ['ssh', ...optionsFor(ssh!, folder), '--', ssh!.host, remote.line] };
}

function optionsFor({ user, port, identityFile }: SshTarget, folder: string): string[] {
  return [
    ...OPTIONS.flatMap((option) => ['-o', option]),
    ...(user === null ? [] : ['-l', user]),
    ...(port === null ? [] : ['-p', String(port)]),
    ...(identityFile === null ? [] : ['-o', 'IdentitiesOnly=yes', '-i', identityPath(identityFile, folder)]),
  ];
}

/** ssh itself knows what `~` is; a percent sign would begin one of its tokens. */
function identityPath(file: string, folder: string): string {
  return (file.startsWith('~') ? file : path.resolve(folder, file)).replaceAll('%', '%%');
}

/**
 * sshd does not end a command whose connection is gone. So this does, as soon as its input ends: the command, without
 * input itself, and everything it started that is still in its session's process group. The exit code by which ssh says
 * that it failed is passed on as the one before it.
 */
const SUPERVISOR =
  'exec 3<&0; { cat <&3; trap "" TERM; kill -TERM 0; sleep 5; kill -KILL 0; } >/dev/null 2>&1 & watcher=$!; ' +
  '"$@" </dev/null 3<&-; code=$?; kill "$watcher"; [ "$code" -ne 255 ] || code=254; exit "$code"';

function supervised(shell: RemoteShell, command: Command): Command {
  return shell === 'cmd' ? command : ['sh', '-c', SUPERVISOR, 'sh', ...command];
}
