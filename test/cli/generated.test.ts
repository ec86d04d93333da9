import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeCommands } from '../../src/cli/describe.ts';
import { loadConfig } from '../../src/cli/main.ts';
import { COMMANDS } from '../../src/commands.ts';
import { generatedFiles, INTERFACE_FILE, MAN_FOLDER, ROOT } from '../../tools/generated.ts';
import { run } from '../support/cli.ts';

const ADVICE = 'is not what the commands say: run "npm run generate", and look at what changed';
const files = generatedFiles(describeCommands(await loadConfig()));

const committed = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('the files generated from the commands', () => {
  it('match the current interface', () => {
    expect(committed(INTERFACE_FILE), `${INTERFACE_FILE} ${ADVICE}`).toBe(files.get(INTERFACE_FILE));
  });

  it('are one man page for each command, one of all parameters, and no other', () => {
    const wanted = [...files.keys()].filter((path) => path.startsWith(`${MAN_FOLDER}/`));
    const present = readdirSync(join(ROOT, MAN_FOLDER)).map((name) => `${MAN_FOLDER}/${name}`);
    expect(present.sort(), `${MAN_FOLDER} ${ADVICE}`).toEqual(wanted.sort());
  });

  it('are listed in package.json, so that an installed package has its man pages', () => {
    expect(committed('package.json'), `package.json ${ADVICE}`).toBe(files.get('package.json'));
  });

  it('are up-to-date man pages', () => {
    for (const [path, text] of files) {
      if (path.startsWith(`${MAN_FOLDER}/`)) expect(committed(path), `${path} ${ADVICE}`).toBe(text);
    }
  });
});

describe('the man pages', () => {
  it('are read by man without a warning', async () => {
    const pages = [...files.keys()].filter((path) => path.startsWith(`${MAN_FOLDER}/`));
    const env = { MANWIDTH: '80', MANPAGER: 'cat', LC_ALL: 'C.UTF-8', MANROFFOPT: '-ww' };
    for (const page of pages) {
      const shown = await run('man', ['--warnings=all', '-l', join(ROOT, page)], { env });
      expect({ page, stderr: shown.stderr, code: shown.code }).toEqual({ page, stderr: '', code: 0 });
      expect(shown.stdout).toContain(page.endsWith('.1') ? 'SYNOPSIS' : 'DESCRIPTION');
    }
  });

  it('show backslashes, dots and hyphens as they are written', async () => {
    const page = join(ROOT, MAN_FOLDER, 'switchover-completion.1');
    const shown = await run('man', ['-l', page], { env: { MANWIDTH: '120', MANPAGER: 'cat', LC_ALL: 'C.UTF-8' } });
    expect(shown.stdout).toContain('source <(switchover completion bash)');
    expect(shown.stdout).toContain('~/.local/share/bash-completion/completions/switchover');
    expect(shown.stdout).toContain('--[no-]color');
  });
});

describe('the list of commands', () => {
  it('lists every file under src/commands by its path, in alphabetical order', () => {
    const paths = readdirSync(join(ROOT, 'src', 'commands'), { recursive: true, encoding: 'utf8' });
    const ids = paths.filter((path) => path.endsWith('.ts')).map((path) => path.slice(0, -3).replaceAll(sep, ':'));
    expect(Object.keys(COMMANDS)).toEqual(ids.sort());
  });

  it('matches the manifest', async () => {
    const { commands } = await loadConfig();
    const said = Object.entries(COMMANDS).map(([id, { summary }]) => ({ id, summary }));
    expect(commands.map(({ id, summary }) => ({ id, summary }))).toEqual(said);
  });
});
