/** Names and reasons in any script: what lines up in columns, and where lines end, is what a terminal shows. */
import { Chalk } from 'chalk';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { ParameterHistory } from '../../../src/core/results/parameters.ts';
import type { PairStatus, ServerRow } from '../../../src/core/results/status.ts';
import { renderWhySwitched } from '../../../src/presentation/explain/why-switched.ts';
import { renderCommandHelp } from '../../../src/presentation/help/help.ts';
import type { CommandEntry, FlagEntry } from '../../../src/presentation/help/manifest.ts';
import { renderInit } from '../../../src/presentation/pair/init.ts';
import { renderStatus } from '../../../src/presentation/pair/status.ts';
import { renderDifferences } from '../../../src/presentation/params/params-diff.ts';
import { renderHistory } from '../../../src/presentation/params/params-history.ts';
import { type Medium, PLAIN } from '../../../src/presentation/text/palette.ts';
import { renderProblem } from '../../../src/presentation/text/problem.ts';
import { table, why } from '../../core/diagnosis/read-text.ts';

const chalk = new Chalk({ level: 1 });
const COLORED: Medium['palette'] = {
  bold: (text) => chalk.bold(text),
  dim: (text) => chalk.dim(text),
  good: (text) => chalk.green(text),
  caution: (text) => chalk.yellow(text),
  bad: (text) => chalk.red(text),
  accent: (text) => chalk.cyan(text),
};
const WIDTHS = [80, 200];
const LONG = '数据库 wird gewartet 🔧, et la sauvegarde n’est pas finie. '.repeat(6).trim();

const AUTOMATIC = { modeUntil: null, modeBy: null, modeReason: null };

function server(letter: 'A' | 'B', name: string, state: ServerRow['state']): ServerRow {
  const unknown = { fault: null, phase: null, phaseMeans: null, reason: null, log: null, since: null };
  const rest = {
    ...unknown,
    reachable: true,
    serving: letter === 'A',
    release: null,
    takeoverInMs: null,
    heldBack: null,
  };
  return {
    ...rest,
    heldBack: null,
    ...AUTOMATIC,
    letter,
    name,
    address: '10.0.0.1:3633',
    state,
    mode: 'automatic',
    term: 3,
  };
}

const STATUS: PairStatus = {
  pair: '東京',
  asOf: '2026-11-23T11:00:00.000Z',
  protection: 'protected',
  headline: 'PROTECTED: the backup would take over',
  activity: null,
  why: [LONG],
  next: [LONG],
  servers: [server('A', '東京', 'primary'), server('B', 'ōsaka', 'backup')],
  connections: { main: 'up', aux: 'up' },
  module: null,
  network: null,
  checks: [],
  replication: {
    ds: { state: 'none', behind: null, ageMs: null },
    files: { state: 'none', behind: null, bytes: null, ageMs: null },
  },
  tree: null,
  procedures: { upgrade: null },
  lastSwitch: null,
  afterSwitch: [],
  parameters: { checkpoint: 1, waiting: [] },
  warnings: [{ code: 'some-code', what: LONG, do: LONG, server: 'A' }],
};

/** The columns in which a text begins, in the lines that hold it. */
function columnsOf(text: string, words: readonly string[]): number[] {
  return words.map((word) => {
    const line = text.split('\n').find((each) => each.includes(word)) ?? '';
    return stringWidth(line.slice(0, line.indexOf(word)));
  });
}

/** Nothing but a word that is wider than the line stands out. */
function expectWithin(text: string, columns: number): void {
  const tooWide = text.split('\n').filter((line) => stringWidth(line) > columns);
  expect(tooWide.filter((line) => line.trim().includes(' '))).toEqual([]);
}

function strip(text: string): string {
  return text.replaceAll(/\u001b\[\d+m/g, '');
}

describe.each(WIDTHS)('within %d columns', (columns) => {
  const medium: Medium = { palette: PLAIN, columns };

  it('the servers of a status stand under one another', () => {
    const text = renderStatus(STATUS, medium);
    expectWithin(text, columns);
    expect(new Set(columnsOf(text, ['state', 'primary', 'backup  '])).size).toBe(1);
    expect(text).toMatch(/^Warning {6}A: 数据库/m);
    expect(text).toMatch(/^ {13}\S/m);
  });

  it('a coloured status breaks its lines where a plain one does', () => {
    expect(strip(renderStatus(STATUS, { ...medium, palette: COLORED }))).toBe(renderStatus(STATUS, medium));
  });

  it('the note of a new pair breaks its lines alike in colour and without', () => {
    const own = (letter: 'A' | 'B') => ({
      letter,
      name: '東京',
      host: '10.0.0.1',
      port: 3633,
      expiresAt: '2027-01-01',
    });
    const made = {
      pair: '東京',
      dir: '/srv/東京',
      pairFile: '/srv/東京/pair.yaml',
      servers: [own('A'), own('B')],
      authority: { expiresAt: '2037-01-01' },
      gatewayPing: false,
    } as unknown as Parameters<typeof renderInit>[0];
    const plain = renderInit(made, medium);
    expect(strip(renderInit(made, { ...medium, palette: COLORED }))).toBe(plain);
    expect(new Set(columnsOf(plain, ['the pair file', 'server A: 東京', 'your own', 'for others'])).size).toBe(1);
  });

  it('the flags of a help stand under one another', () => {
    const flag = (name: string, description: string): FlagEntry => ({
      ...{ char: null, value: null, choices: [], default: null, required: false, multiple: false, negatable: false },
      ...{ global: false, requires: [], excludes: [], name, description },
    });
    const entry: CommandEntry = {
      ...{ id: 'greet', summary: LONG, description: LONG, usage: null, args: [], examples: [], exitCodes: [] },
      ...{ slashFlags: {}, hidden: false, flags: [flag('東京', `wide ${LONG}`), flag('alpha', `narrow ${LONG}`)] },
    };
    const text = renderCommandHelp(entry, medium);
    expectWithin(text, columns);
    expect(new Set(columnsOf(text, ['wide', 'narrow'])).size).toBe(1);
  });

  it('the two sides of a difference stand under one another', () => {
    const side = (value: number) => ({ value, set: true });
    const differences = [{ name: 'Switchover TS Timeout', left: side(12), right: side(34) }];
    const text = renderDifferences(
      { left: '東京.yaml', right: 'b.yaml', different: true, differences, warnings: [] },
      medium,
    );
    expect(new Set(columnsOf(text, ['12 seconds', '34 seconds'])).size).toBe(1);
  });

  it('a problem, a history and an answer from a log are wrapped', () => {
    const said = {
      code: 'some-code',
      severity: 'error',
      what: LONG,
      why: LONG,
      where: '東京.yaml:1:2',
      do: LONG,
    } as const;
    expectWithin(renderProblem(said, medium), columns);
    const history: ParameterHistory = {
      ...{ pair: '東京', server: { letter: 'A', name: '東京' }, name: null },
      ...{ more: false, forgotten: 0, setAside: [], warnings: [] },
      checkpoints: [
        {
          ...{ number: 2, at: '2026-07-01T10:00:00.000Z', by: '田中', reason: LONG, term: 1, made: 'set', of: null },
          changes: [{ name: 'CustomMirrorDir', from: '/データ/受信箱;'.repeat(4), to: '/データ/送信済み' }],
        },
      ],
    };
    expectWithin(renderHistory(history, medium), columns);
    const log = table(
      `10:00:00.000 [Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection.`,
      `10:00:30.000 [Warning] SwitchoverState::StateBackup: Lost connections to the primary, going to StatePrimary and switching now`,
    );
    const report: ReturnType<typeof why> = JSON.parse(
      JSON.stringify(why([log])).replaceAll('notifier connection.', `notifier connection. ${LONG}`),
    );
    expect(report.verdict).toBe('switched');
    expectWithin(renderWhySwitched(report, medium), columns);
  });
});

it('a server whose name is written with combining marks lines up too', () => {
  const servers = [server('A', 'e\u0301te\u0301', 'primary'), server('B', 'hiver', 'backup')];
  const text = renderStatus({ ...STATUS, servers }, { palette: PLAIN, columns: 80 });
  expect(new Set(columnsOf(text, ['state', 'primary', 'backup  '])).size).toBe(1);
});
