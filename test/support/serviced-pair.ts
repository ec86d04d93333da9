/**
 * A pair of real servers on loopback whose services have commands, as an upgrade needs them: a sample service in two
 * releases, which a script starts, stops and installs.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Letter } from '../../src/core/letter.ts';
import { LETTERS } from '../../src/core/letter.ts';
import type { PairStatus } from '../../src/core/results/status.ts';
import { prepareDemo } from '../../src/operations/pair/demo-pair.ts';
import { type Ended, RUN_JS, switchover } from './cli.ts';
import type { AtItsEnd } from './temporary-folder.ts';

export interface ServicedPair {
  readonly folder: string;
  readonly pairFile: string;
  /** The pair file and the credential of another operator, on a machine of their own. */
  readonly otherOperator: () => string;
  readonly command: (...words: string[]) => Promise<Ended>;
  /** Runs the service's own script, as an operator would by hand. */
  readonly control: (letter: Letter, verb: string, more?: string) => Promise<number | null>;
  /** Each call of the script: `B install 2`. Without those that only ask. */
  readonly calls: () => string[];
  /** Lets each further call of this verb fail, or hang, until `works`. */
  readonly breaks: (letter: Letter, verb: string, how: 'fails' | 'does-nothing' | 'hangs') => void;
  readonly works: (letter: Letter, verb: string) => void;
  readonly startMode: (letter: Letter) => string;
  readonly installed: (letter: Letter) => string;
  readonly kill: (letter: Letter) => void;
  readonly until: (wanted: (status: PairStatus) => boolean, what: string) => Promise<PairStatus>;
}

const QUESTIONS = ['state', 'start-mode', 'release'];

/** Both servers run, release 1 is installed on both, and both start with their machines. */
export async function servicedPair(atItsEnd: AtItsEnd = onTestFinished): Promise<ServicedPair> {
  const program = [process.execPath, RUN_JS];
  const demo = await prepareDemo({ program, reconnectTimeoutS: 20 }, new AbortController().signal);
  const { folder } = demo;
  const script = join(folder, 'control');
  const pidOf = (letter: Letter): number | null => {
    const file = join(folder, `pid.${letter}`);
    return existsSync(file) ? Number(readFileSync(file, 'utf8')) : null;
  };
  const kill = (letter: Letter): void => {
    try {
      process.kill(pidOf(letter) ?? 0x7fffffff, 'SIGKILL');
    } catch {
      // It does not run.
    }
  };
  atItsEnd(async () => {
    for (const letter of LETTERS) kill(letter);
    await demo.cleanUp();
  });
  writeFileSync(script, controlScript(folder));
  chmodSync(script, 0o700);
  writeFileSync(join(folder, 'calls'), '');
  for (const letter of LETTERS) {
    writeFileSync(join(folder, `mode.${letter}`), 'automatic\n');
    writeFileSync(join(folder, `release.${letter}`), '1\n');
  }
  for (const file of [demo.pairFile, ...LETTERS.map((letter) => join(folder, 'pair', letter, 'pair.yaml'))]) {
    const text = readFileSync(file, 'utf8');
    const withServices = LETTERS.reduce(
      (each, letter) => each.replace(`\n  ${letter}:\n`, `\n  ${letter}:\n${serviceOf(script, letter)}`),
      text,
    );
    writeFileSync(file, withServices);
    appendFileSync(file, 'service:\n  run: local\n  time limit: 60\n');
  }
  const control = (letter: Letter, verb: string, more = ''): Promise<number | null> =>
    new Promise((done) => {
      spawn(script, [letter, verb, more], { stdio: 'ignore' }).on('exit', (code) => done(code));
    });
  for (const letter of LETTERS) await control(letter, 'start');
  await demo.until((status) => status.protection === 'protected', 'the pair is protected');
  writeFileSync(join(folder, 'calls'), '');
  const trouble = (letter: Letter, verb: string): string => join(folder, `trouble.${letter}.${verb}`);
  return {
    folder,
    pairFile: demo.pairFile,
    otherOperator: () => {
      const theirs = join(folder, 'other-operator');
      cpSync(demo.pairFile, join(theirs, 'pair.yaml'));
      cpSync(join(folder, 'pair', 'operator'), join(theirs, 'operator'), { recursive: true });
      return join(theirs, 'pair.yaml');
    },
    command: (...words) => switchover(words.includes('--pair') ? words : [...words, '--pair', demo.pairFile]),
    control,
    calls: () =>
      readFileSync(join(folder, 'calls'), 'utf8')
        .trim()
        .split('\n')
        .filter((line) => line !== '' && !QUESTIONS.includes(line.split(' ')[1]!)),
    breaks: (letter, verb, how) => writeFileSync(trouble(letter, verb), how),
    works: (letter, verb) => rmSync(trouble(letter, verb), { force: true }),
    startMode: (letter) => readFileSync(join(folder, `mode.${letter}`), 'utf8').trim(),
    installed: (letter) => readFileSync(join(folder, `release.${letter}`), 'utf8').trim(),
    kill,
    until: demo.until,
  };
}

function serviceOf(script: string, letter: Letter): string {
  const command = (verb: string, more = ''): string => `[${script}, ${letter}, ${verb}${more}]`;
  return `    release: { command: ${command('release')} }
    service:
      stop: ${command('stop')}
      start: ${command('start')}
      state: ${command('state')}
      start mode:
        read: ${command('start-mode')}
        automatic: ${command('set-start-mode', ', automatic')}
        manual: ${command('set-start-mode', ', manual')}
      install: ${command('install', ', "{release}"')}
      restart: ${command('restart')}
      test: ${command('test')}
`;
}

/** A dead process that nobody has waited for yet does not run. */
function controlScript(folder: string): string {
  return `#!/bin/sh
cd ${folder} || exit 1
trouble=$(cat trouble.$1.$2 2>/dev/null)
echo "$1 $2 $3" | sed 's/ *$//' >> calls
case $trouble in
  fails) echo "$2 does not work today" >&2; exit 3;;
  does-nothing) exit 0;;
  hangs) while [ -e "trouble.$1.$2" ]; do sleep 0.1; done; exit 3;;
esac
runs() {
  state=$(cut -d' ' -f3 "/proc/$(cat pid.$1 2>/dev/null || echo none)/stat" 2>/dev/null)
  [ -n "$state" ] && [ "$state" != Z ]
}
case $2 in
  start)
    runs $1 && exit 0
    setsid ${process.execPath} ${RUN_JS} node run --pair ${folder}/pair/$1/pair.yaml --server $1 --json > out.$1 2>&1 < /dev/null &
    echo $! > pid.$1;;
  stop)
    runs $1 || exit 0
    kill -TERM "$(cat pid.$1)"
    while runs $1; do sleep 0.05; done;;
  state) runs $1;;
  start-mode) cat mode.$1;;
  set-start-mode) echo $3 > mode.$1;;
  release) cat release.$1;;
  install)
    runs $1 && { echo "the service still runs" >&2; exit 4; }
    echo $3 > release.$1;;
  restart|test) ;;
  *) exit 64;;
esac
`;
}
