import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderBashCompletion } from '../../src/presentation/help/completion-bash.ts';
import { renderZshCompletion } from '../../src/presentation/help/completion-zsh.ts';
import type { CommandEntry, FlagEntry, Manifest } from '../../src/presentation/help/manifest.ts';
import { run, switchover } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

const flag = (name: string, more: Partial<FlagEntry> = {}): FlagEntry => ({
  name,
  char: null,
  description: `what --${name} is [for: a test]`,
  value: null,
  choices: [],
  default: null,
  required: false,
  multiple: false,
  negatable: false,
  global: false,
  requires: [],
  excludes: [],
  ...more,
});

const command = (id: string, more: Partial<CommandEntry> = {}): CommandEntry => ({
  id,
  summary: `what "${id}" does: it's a test`,
  description: '',
  usage: null,
  args: [],
  flags: [],
  examples: [],
  exitCodes: [],
  slashFlags: {},
  hidden: false,
  ...more,
});

const log = { name: 'LOG', description: 'a log', choices: [], default: null, required: true, multiple: true };

const parameter = { ...log, name: 'PARAMETER', description: 'its name' };
const assignment = { ...log, name: 'ASSIGNMENT', description: 'name and value' };

const WORDS = { SERVER: ['A', 'B'], SCENARIO: ['notifier-gone', 'no-cable'] };

const NAMES = [
  { name: 'Switchover TS Timeout', shortName: 'ts-wait' },
  { name: 'Switchover TS Port', shortName: 'ts-in' },
  { name: 'Other Name', shortName: 'misc' },
];

/** Parameters whose short names resemble their names, as in the catalogue. */
const ALIKE = [
  { name: 'Switchover Reconnect Timeout', shortName: 'reconnect-timeout' },
  { name: 'Switchover Notifier Reconnect Delay', shortName: 'notifier-reconnect-delay' },
  { name: 'Switchover TS Timeout', shortName: 'ts-timeout' },
  { name: 'CustomMirrorDir', shortName: 'custom-mirror-dir' },
  { name: 'Mail Interaction Recovery Enabled', shortName: 'mail-recovery' },
];

const MANIFEST: Manifest = {
  commands: [
    command('node run', {
      flags: [
        flag('pair', { value: 'FILE' }),
        flag('server', { char: 's', value: 'A|B', choices: ['A', 'B'] }),
        flag('dir', { value: 'DIR' }),
        flag('reason', { value: 'TEXT' }),
        flag('color', { negatable: true }),
      ],
    }),
    command('node stop'),
    command('params get', { args: [parameter], flags: [flag('file', { value: 'FILE' })] }),
    command('params set', { args: [assignment], flags: [flag('file', { value: 'FILE' }), flag('dry-run')] }),
    command('secret', { hidden: true }),
    command('simulate', { args: [{ ...log, name: 'SCENARIO', required: false, multiple: false }] }),
    command('status', { flags: [flag('watch')] }),
    command('stop', { flags: [flag('server', { value: 'SERVER' })] }),
    command('switch'),
    command('why-switched', { args: [log], flags: [flag('all')] }),
  ],
};

const hasZsh = spawnSync('zsh', ['-c', 'true']).status === 0;

/** What bash would offer for the last of these words. */
async function offeredByBash(script: string, words: readonly string[], cwd: string): Promise<string[]> {
  const call = [
    'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); _switchover',
    'printf "%s\\n" "$' + '{COMPREPLY[@]}"',
  ].join('; ');
  const ended = await run('bash', ['--norc', '-c', call, script, ...words], { cwd });
  expect(ended.stderr).toBe('');
  return ended.stdout.split('\n').filter((line) => line !== '');
}

function written(name: string, script: string): { folder: string; file: string } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), script);
  writeFileSync(join(folder, 'node a.log'), '');
  mkdirSync(join(folder, 'logs'));
  return { folder, file: join(folder, name) };
}

const READY = /[\r\n]ready> [^\n]*$/;

/**
 * An interactive shell that has run these commands and shows its prompt. They are typed at its first prompt: what is
 * typed before that, while the shell sets up its terminal, may be lost. Their echo must not look like the new prompt,
 * so it is typed in two parts.
 */
async function openShell(
  shell: 'bash' | 'zsh',
  commands: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ terminal: Terminal; shown: string }> {
  const quiet = { bash: '--norc --noprofile -i', zsh: '-f -i' }[shell];
  const terminal = openTerminal(`${shell} ${quiet}`, { PS1: 'prompt> ', ...env });
  await terminal.until(/(prompt>|[#%]) [^\n]*$/);
  terminal.type(`${commands}; PS1='rea''dy> '\n`);
  return { terminal, shown: await terminal.until(READY) };
}

const SWITCHOVER_NAMES = ALIKE.slice(0, 3).map(({ name }) => name.replaceAll(' ', '\\ '));
const RECONNECTING_AND_RECOVERY = [
  'Switchover\\ Reconnect\\ Timeout',
  'Switchover\\ Notifier\\ Reconnect\\ Delay',
  'Mail\\ Interaction\\ Recovery\\ Enabled',
];
const TIMEOUTS = ['Switchover Reconnect Timeout', 'Switchover TS Timeout'];

describe('completion in bash', () => {
  it.each([
    ['the first words', ['switchover', ''], ['node', 'params', 'simulate', 'status', 'stop', 'switch', 'why-switched']],
    ['a word begun', ['switchover', 'sta'], ['status']],
    ['the commands of a topic', ['switchover', 'node', ''], ['run', 'stop']],
    ['commands after "help"', ['switchover', 'help', 'node', 'r'], ['run']],
    ['commands after a global flag', ['switchover', '--json', 'sw'], ['switch']],
    ['flags of the program', ['switchover', '-'], ['--help', '--version']],
    ['flags', ['switchover', 'status', '--'], ['--watch', '--help']],
    ['both senses of a flag', ['switchover', 'node', 'run', '--color', '--no'], ['--no-color']],
    ['values of a flag', ['switchover', 'node', 'run', '--server', ''], ['A', 'B']],
    ['values of a short flag', ['switchover', 'node', 'run', '-s', ''], ['A', 'B']],
    ['values after an equals sign', ['switchover', 'node', 'run', '--server', '='], ['A', 'B']],
    ['values begun after an equals sign', ['switchover', 'node', 'run', '--server', '=', 'B'], ['B']],
    ['file names where a flag takes a file', ['switchover', 'node', 'run', '--pair', 'n'], ['node a.log']],
    ['folders where a flag takes a folder', ['switchover', 'node', 'run', '--dir', ''], ['logs']],
    ['the servers where a flag takes one', ['switchover', 'stop', '--server', ''], ['A', 'B']],
    ['scenarios by name, and files', ['switchover', 'simulate', 'no'], ['node a.log', 'notifier-gone', 'no-cable']],
    ['nothing where anything may stand', ['switchover', 'node', 'run', '--reason', ''], []],
    ['file names where an argument is one', ['switchover', 'why-switched', '--all', 'no'], ['node a.log']],
    ['names of parameters, with their blanks', ['switchover', 'params', 'get', 'O'], ['Other\\ Name']],
    ['names in any letter case', ['switchover', 'params', 'get', 'switchover\\ ts\\ p'], ['Switchover\\ TS\\ Port']],
    ['names in quotes', ['switchover', 'params', 'get', 'x', '"switchover ts t'], ['Switchover TS Timeout']],
    ['flags beside names', ['switchover', 'params', 'get', '--f'], ['--file']],
    ['file names beside names', ['switchover', 'params', 'get', '--file', 'no'], ['node a.log']],
    ['the first name to set', ['switchover', 'params', 'set', 'o'], ['Other\\ Name']],
    ['no value to set', ['switchover', 'params', 'set', '--file', 'f', '"Other Name"', ''], []],
    [
      'the next name to set',
      ['switchover', 'params', 'set', '--dry-run', 'X\\ Y', '3', '--file', 'o', 'o'],
      ['Other\\ Name'],
    ],
  ])('offers %s', async (_, words, expected) => {
    const { folder, file } = written('completion.bash', renderBashCompletion(MANIFEST, NAMES, WORDS));
    expect(await offeredByBash(file, words, folder)).toEqual(expected);
  });

  it.each([
    ['all short names', '', ALIKE.map(({ shortName }) => shortName)],
    ['short names that begin so', 'reconnect-t', ['reconnect-timeout']],
    ['short names by a part in the middle', 'reco', ['reconnect-timeout', 'notifier-reconnect-delay', 'mail-recovery']],
    ['short names by their end', 'timeout', ['reconnect-timeout', 'ts-timeout']],
    ['short names behind a lower-case part in other letters', 'tIMEOUt', ['reconnect-timeout', 'ts-timeout']],
    ['exact names behind a capital letter', 'Sw', SWITCHOVER_NAMES],
    ['exact names behind a capital letter, by a part in the middle', 'Reco', RECONNECTING_AND_RECOVERY],
    ['exact names behind a quote', '"switchover rec', ['Switchover Reconnect Timeout']],
    ['exact names behind a quote, by a part in the middle', "'timeout", TIMEOUTS],
    ['exact names where no short name has such a part', 'interaction', ['Mail\\ Interaction\\ Recovery\\ Enabled']],
    ['nothing for what is no part of any', 'nonsense', []],
    ['nothing for a pattern', '*', []],
  ])('offers %s', async (_, typed, expected) => {
    const { folder, file } = written('completion.bash', renderBashCompletion(MANIFEST, ALIKE, WORDS));
    expect(await offeredByBash(file, ['switchover', 'params', 'get', typed], folder)).toEqual(expected);
  });

  it.each([
    ['a name behind NAME=VALUE', ['ts-timeout', '=', '20', 'mirr'], ['custom-mirror-dir']],
    ['a name behind NAME=VALUE in quotes', ['"Switchover TS Timeout=20"', 'mirr'], ['custom-mirror-dir']],
    ['no value behind an equals sign', ['ts-timeout', '='], []],
    ['no value behind a short name', ['ts-timeout', 'mirr'], []],
    ['a name behind both ways', ['ts-timeout', '20', 'reconnect-timeout', '=', '3', 'mirr'], ['custom-mirror-dir']],
  ])('offers %s to be set', async (_, words, expected) => {
    const { folder, file } = written('completion.bash', renderBashCompletion(MANIFEST, ALIKE, WORDS));
    expect(await offeredByBash(file, ['switchover', 'params', 'set', ...words], folder)).toEqual(expected);
  });

  it('completes at a prompt, with the script that the command prints', async () => {
    const printed = await switchover(['completion', 'bash']);
    const { file } = written('completion.bash', printed.stdout);
    const { terminal } = await openShell('bash', `source ${file}`);
    terminal.type('switchover compl\tz\t');
    expect(await terminal.until(/zsh /)).toBe('switchover completion zsh ');
    // Ctrl-U empties the line.
    terminal.type('\u0015switchover simulate cable-of-the-b\t');
    await terminal.until(/cable-of-the-backup /);
  });
});

/** What a terminal showed last, without bells and erased text. */
function endingIn(text: string): RegExp {
  return new RegExp(`${text.replace(/[\\.]/g, '\\$&')}[\\x07\\s]*$`);
}

describe('names with blanks at a prompt of bash', () => {
  it.each([
    ['without quotes', 'switchover params get sw\tt\t', 'Timeout '],
    ['in double quotes', 'switchover params get "sw\tt\t', 'Timeout" '],
    ['in single quotes', "switchover params set 'oth\t", "Name' "],
  ])('are completed %s', async (_, typed, expected) => {
    const { file } = written('completion.bash', renderBashCompletion(MANIFEST, NAMES, WORDS));
    const { terminal } = await openShell('bash', `source ${file}`);
    terminal.type(typed);
    await terminal.until(endingIn(expected));
  });
});

describe('short names at a prompt of bash', () => {
  it.each([
    ['by their beginning', 'switchover params get ts-\t', 'ts-timeout '],
    ['by a part in the middle', 'switchover params get mirr\t', 'custom-mirror-dir '],
    [
      'by a part in the middle, in a name behind a value',
      'switchover params set ts-timeout=3 mirr\t',
      'custom-mirror-dir ',
    ],
    ['by a part of several, which is left as it was', 'switchover params get timeout\t\t', 'params get timeout'],
    ['as exact names behind a quote', 'switchover params get "mail\t', 'Mail Interaction Recovery Enabled" '],
    ['as exact names behind a capital letter', 'switchover params get Mai\t', 'Recovery\\ Enabled '],
  ])('are completed %s', async (_, typed, expected) => {
    const { file } = written('completion.bash', renderBashCompletion(MANIFEST, ALIKE, WORDS));
    const { terminal } = await openShell('bash', `source ${file}`);
    terminal.type(typed);
    await terminal.until(endingIn(expected));
  });
});

describe.skipIf(!hasZsh)('completion in zsh', () => {
  it.each([
    ['short names by their beginning', 'switchover params get ts-\t', /get [^\n]*ts-timeout/],
    ['short names by a part in the middle', 'switchover params get mirr\t', /custom-mirror-dir/],
    ['all short names with a part', 'switchover params get timeout\t\t', /reconnect-timeout +ts-timeout/],
    ['exact names behind a capital letter', 'switchover params get Mai\t', /Mail\\ Interaction\\ Recovery\\ Enabled/],
    ['exact names behind a quote, by a part', 'switchover params get "notif\t', /Switchover Notifier Reconnect Delay"/],
    [
      'exact names where no short name fits',
      'switchover params get interact\t',
      /Mail\\ Interaction\\ Recovery\\ Enabled/,
    ],
    ['a name behind NAME=VALUE', 'switchover params set ts-timeout=3 mirr\t', /custom-mirror-dir/],
    ['a name behind a value with an equals sign', 'switchover params set ts-timeout a=b mirr\t', /custom-mirror-dir/],
  ])('completes %s at a prompt', async (_, typed, expected) => {
    const { folder, file } = written('_switchover', renderZshCompletion(MANIFEST, ALIKE, WORDS));
    const { terminal } = await openShell('zsh', `cd ${folder}; autoload -U compinit; compinit -D; source ${file}`);
    terminal.type(typed);
    expect(await terminal.until(expected)).not.toContain('command not found');
  });
});

describe.skipIf(!hasZsh)('completion in zsh', () => {
  it.each([
    ['commands', 'switchover node ru\t', /switchover node.* run/],
    ['flags', 'switchover status --wa\t', /switchover status.* --watch/],
    ['values of a flag', 'switchover node run --reason x --server \tB', /A +B(.|\s)*B$/],
    ['servers', 'switchover stop --server \tB', /A +B(.|\s)*B$/],
    ['scenarios by name', 'switchover simulate notif\t', /notifier-gone/],
    ['files where a scenario is meant', 'switchover simulate node\t', /node\\ a\.log/],
    ['file names', 'switchover why-switched nod\t', /node\\ a\.log/],
    ['names with blanks', 'switchover params get sw\tt\t', /Timeout/],
    ['names in quotes', 'switchover params get "oth\t', /Other Name"/],
    ['names behind a value', 'switchover params set a --file f 3 oth\t', /Other\\ Name/],
    ['flags behind names', 'switchover params set oth\t3 --dry\t', /--dry-run/],
  ])('completes %s at a prompt', async (_, typed, expected) => {
    const { folder, file } = written('_switchover', renderZshCompletion(MANIFEST, NAMES, WORDS));
    const { terminal } = await openShell('zsh', `cd ${folder}; autoload -U compinit; compinit -D; source ${file}`);
    terminal.type(typed);
    expect(await terminal.until(expected)).not.toContain('command not found');
  });

  it('works if sourced by a zsh that has not loaded its completion', async () => {
    const { folder, file } = written('_switchover', renderZshCompletion(MANIFEST, NAMES, WORDS));
    const { terminal, shown } = await openShell('zsh', `source ${file}`, { ZDOTDIR: folder });
    expect(shown).not.toContain('command not found');
    terminal.type('switchover why\t');
    await terminal.until(/why-switched/);
  });

  it('works as a file of its own in a folder of $fpath', async () => {
    const { folder } = written('_switchover', renderZshCompletion(MANIFEST, NAMES, WORDS));
    const { terminal } = await openShell('zsh', `fpath=(${folder} $fpath); autoload -U compinit; compinit -u -D`);
    terminal.type('switchover why\t');
    await terminal.until(/why-switched/);
  });
});
