import { describe, expect, it } from 'vitest';
import { describeCommands } from '../../src/cli/describe.ts';
import { loadConfig } from '../../src/cli/main.ts';
import { topicOf } from '../../src/cli/switchover-help.ts';
import { renderCommandHelp, renderTopicHelp } from '../../src/presentation/help/help.ts';
import { type Medium, PLAIN } from '../../src/presentation/text/palette.ts';
import { switchover } from '../support/cli.ts';
import { openTerminal } from '../support/terminal.ts';

const config = await loadConfig();
const manifest = describeCommands(config);

const plain = (columns: number): Medium => ({ palette: PLAIN, columns });
const rootPage = (columns: number): string => renderTopicHelp(topicOf('', config), plain(columns));
const pages = (columns: number): string[] => [
  rootPage(columns),
  ...manifest.commands.map((entry) => renderCommandHelp(entry, plain(columns))),
];

describe('help', () => {
  it.each([60, 80, 200])('keeps its prose within %d columns', (columns) => {
    // Examples and single words (a path) stay whole, to be copied.
    const tooWide = pages(columns).flatMap((page) =>
      page.split('\n').filter((line) => line.length > columns && !/^ {4}\S/.test(line)),
    );
    expect(tooWide.filter((line) => line.trim().includes(' '))).toEqual([]);
  });

  it('has no trailing spaces and ends with one line break', () => {
    for (const page of pages(80)) expect(page).not.toMatch(/[ \t]\n|\n\n$/);
  });

  it('shows purpose, usage and exit codes of every command', () => {
    for (const page of pages(80).slice(1)) expect(page).toMatch(/^[A-Z].*\n[\s\S]*\nUsage\n[\s\S]*\nExit codes\n/);
  });

  it('lists every command that is not hidden, or its topic', () => {
    const root = rootPage(80);
    for (const { id, hidden } of manifest.commands) {
      if (!hidden) expect(root).toMatch(new RegExp(`^  ${id.split(' ')[0]} `, 'm'));
    }
  });

  it('says what each group of commands is for, not what the first of them does', () => {
    const summaries = manifest.commands.map(({ summary }) => summary);
    const groups = new Set(manifest.commands.flatMap(({ id }) => (id.includes(' ') ? [id.split(' ')[0]!] : [])));
    for (const group of groups) {
      const said = config.topics.find(({ name }) => name === group)?.description;
      expect(said, group).toBeTruthy();
      expect(summaries, group).not.toContain(said);
    }
  });

  it('uses colour on a terminal, and none with NO_COLOR or --no-color', async () => {
    const show = async (args: string, env: Record<string, string>): Promise<string> => {
      const terminal = openTerminal(`stty cols 60; '${process.execPath}' bin/run.js ${args}; echo; echo end`, {
        TERM: 'xterm',
        NO_COLOR: '',
        ...env,
      });
      return terminal.until(/end/);
    };
    expect(await show('--help', {})).toContain('\u001b[');
    expect(await show('--help', { NO_COLOR: '1' })).not.toContain('\u001b[');
    expect(await show('--no-color --help', {})).not.toContain('\u001b[');
  });

  it('wraps at the width of the terminal', async () => {
    const terminal = openTerminal(`stty cols 60; '${process.execPath}' bin/run.js --help; echo end`, { NO_COLOR: '1' });
    const shown = await terminal.until(/\nend/);
    expect(Math.max(...shown.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('is the same for every way to request it', async () => {
    const asked = ['completion --help', 'completion -h', 'completion /?', 'help completion'];
    const answers = await Promise.all(asked.map((words) => switchover(words.split(' '))));
    expect(new Set(answers.map(({ stdout }) => stdout)).size).toBe(1);
    expect(answers.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  });
});
