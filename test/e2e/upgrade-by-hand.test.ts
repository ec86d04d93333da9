import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RUN_JS, switchover } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openTerminal } from '../support/terminal.ts';

const BEGIN = ['upgrade', 'walkthrough', '--by-hand', '--server-a', 'ICServer1', '--server-b', 'ICServer2'];
const CONTINUES = 'switchover upgrade walkthrough --resume --by-hand --journal FILE';

describe('an upgrade by hand', () => {
  test('that was never begun leaves no file behind when somebody asks for it', async () => {
    const cwd = temporaryFolder();
    const asked = [['status'], ['abort', '--yes'], ['walkthrough', '--resume', '--answers', '../answers.yaml']];
    const answers = join(temporaryFolder(), 'answers.yaml');
    writeFileSync(answers, 'satisfied: yes\n');
    const codes = [];
    for (const words of asked) {
      const args = words.map((word) => (word.endsWith('.yaml') ? answers : word));
      codes.push((await switchover(['upgrade', ...args, '--by-hand'], { cwd })).code);
    }
    expect(codes).toEqual([1, 3, 3]);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('is not begun twice, and the refusal says how to continue it', async () => {
    const cwd = temporaryFolder();
    const answers = join(cwd, 'answers.yaml');
    writeFileSync(answers, 'satisfied: yes\n');
    const begin = () => switchover([...BEGIN, '--answers', answers, '--json'], { cwd });
    expect((await begin()).code).toBe(5);
    const second = await begin();
    expect(second.code).toBe(4);
    expect(JSON.parse(second.stdout)).toMatchObject({
      error: { code: 'upgrade-in-progress', do: expect.stringContaining(CONTINUES) },
    });
  });

  test('is not begun with Ctrl-C at the first question', async () => {
    const folder = temporaryFolder();
    const words = [process.execPath, RUN_JS, ...BEGIN, '--journal', join(folder, 'upgrade.journal')];
    const terminal = openTerminal(`${words.join(' ')}; echo "code $?"`);
    await terminal.until(/Begin the upgrade/);
    terminal.type('\u0003');
    expect(await terminal.until(/code \d/)).toMatch(/Nothing was done\.\s+code 1/);
  });

  test('that is interrupted says with which command and journal it is continued', async () => {
    const folder = temporaryFolder();
    const journal = join(folder, 'upgrade.journal');
    const words = [process.execPath, RUN_JS, ...BEGIN, '--journal', journal];
    const terminal = openTerminal(words.join(' '));
    await terminal.until(/Begin the upgrade/);
    terminal.type('y\r');
    await terminal.until(/What next\?/);
    terminal.type('\r');
    expect(await terminal.until(/Is "Interaction Center" stopped/)).not.toContain('Found now');
    terminal.type('\u0003');
    const shown = await terminal.until(/--journal\s+FILE/);
    expect(shown).toContain('upgrade-interrupted');
  });
});
