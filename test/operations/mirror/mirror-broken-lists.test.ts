import { describe, expect, it } from 'vitest';
import { PACKAGED_CUSTOM_LIST } from '../../../src/core/config/mirror-lists/packaged.ts';
import { validateMirrorTexts } from '../../../src/operations/mirror/mirror-validate.ts';

const raw = String.raw;
/** In front of each custom list, so that nothing is missed of what is recommended. */
const SOUND = raw`+D:\I3\IC\Server\Data;D:\I3\IC\Reports;+D:\I3\IC\Handlers\Custom`;

type List = 'custom' | 'initial' | 'exceptions';

/** Every list is broken in its own way; `SEVERITY CODE ENTRY` of each fault, entries counted behind the sound ones. */
const BROKEN: readonly (readonly [list: List, text: string, faults: readonly string[]])[] = [
  ['custom', raw`D:\a;;D:\b`, ['error path-empty 2']],
  ['custom', raw`D:\a; ;D:\b;`, ['error path-empty 2', 'error path-empty 4']],
  ['custom', '+', ['error path-empty 1']],
  ['custom', raw`I3\IC\Data`, ['error path-relative 1']],
  ['custom', raw`\I3\IC\Data`, ['error path-relative 1']],
  ['custom', 'D:Data', ['error path-relative 1']],
  ['custom', raw`D:\Data\..\Other`, ['error path-relative 1']],
  ['custom', raw`++D:\Data`, ['error path-relative 1']],
  ['custom', raw`%PROGRAMDATA%\Data`, ['error path-relative 1']],
  ['custom', raw`\\files\share\Data`, ['error path-unc 1']],
  ['custom', '//files/share/Data', ['error path-unc 1']],
  ['custom', raw`\\?\D:\Data`, ['error path-unc 1']],
  ['custom', raw`D:\Da*ta`, ['error path-invalid-character 1']],
  ['custom', raw`D:\Data,D:\More`, ['error path-invalid-character 1']],
  ['custom', raw`"D:\Data"`, ['error path-invalid-character 1']],
  ['custom', raw`D:\Data\aux.log`, ['error path-invalid-character 1']],
  ['custom', 'D:\\Da\u0007ta', ['error path-invalid-character 1']],
  ['custom', raw`D:\Data.\x`, ['error path-invalid-character 1']],
  ['custom', raw`D:\Data;d:/DATA/`, ['warning path-duplicate 2']],
  ['custom', raw`D:\Data;+D:\Data`, ['warning path-duplicate 2']],
  ['custom', raw`+D:\Data;D:\data\below\it`, ['warning path-covered 2']],
  ['custom', raw`D:\data\below\it;+D:\Data`, ['warning path-covered 1']],
  ['custom', raw`E:\I3\IC\Work`, ['warning path-forbidden 1']],
  ['custom', raw`D:\i3\ic\LOGS\2020-01-01`, ['warning path-forbidden 1']],
  ['custom', raw`+C:\I3\IC`, ['warning path-forbidden 1']],
  ['custom', raw`D:\InteractionMessageStore`, ['warning path-message-store 1']],
  [
    'custom',
    Array.from({ length: 50 }, (_, index) => `D:\\${'x'.repeat(40)}${index}`).join(';'),
    ['error list-too-long -'],
  ],
  ['initial', raw`D:\I3\IC\Reports`, ['warning path-in-both-lists 1']],
  ['initial', raw`+D:\I3\IC\Server\Data\old`, ['warning path-in-both-lists 1']],
  [
    'initial',
    raw`Recordings;\\files\rec;D:\Rec;D:\Rec`,
    ['error path-relative 1', 'error path-unc 2', 'warning path-duplicate 4'],
  ],
  ['exceptions', '*.txt; gif', ['warning extension-form 1']],
  ['exceptions', 'txt;.gif', ['warning extension-form 2']],
  ['exceptions', 'txt, gif', ['warning extension-form 1']],
  ['exceptions', 'txt;;gif', ['warning extension-form 2']],
  ['exceptions', '*', ['warning extension-form 1']],
  ['exceptions', 'txt;TXT', ['warning extension-duplicate 2']],
];

function faultsOf(list: List, text: string): string[] {
  const { valid, problems } = validateMirrorTexts({
    custom: list === 'custom' ? `${SOUND};${text}` : SOUND,
    initial: list === 'initial' ? text : null,
    exceptions: list === 'exceptions' ? text : null,
  });
  expect(valid).toBe(!problems.some(({ severity }) => severity === 'error'));
  return problems.map(({ code, severity, where }) => {
    expect(where).toMatch(new RegExp(`^--${list}(?:,|$)`));
    const entry = /entry (\d+)/.exec(where ?? '')?.[1];
    return `${severity} ${code} ${entry === undefined ? '-' : Number(entry) - (list === 'custom' ? 3 : 0)}`;
  });
}

describe('broken mirror lists are reported with exactly their faults', () => {
  it.each(BROKEN)('--%s %s', (list, text, faults) => {
    expect(faultsOf(list, text)).toEqual(faults);
  });

  it('more than thirty different ones', () => {
    expect(new Set(BROKEN.map(([list, text]) => `${list} ${text}`)).size).toBe(BROKEN.length);
    expect(BROKEN.length).toBeGreaterThan(30);
  });
});

it('the packaged list has no problems', () => {
  const texts = { custom: PACKAGED_CUSTOM_LIST, initial: null, exceptions: null };
  expect(validateMirrorTexts(texts)).toEqual({ valid: true, problems: [] });
});

it('each missing recommended directory is reported', () => {
  const { valid, problems } = validateMirrorTexts({ custom: raw`D:\I3\IC\Reports`, initial: null, exceptions: null });
  expect([valid, problems.map(({ code, severity }) => `${severity} ${code}`)]).toEqual([
    true,
    ['warning recommended-missing', 'warning recommended-missing'],
  ]);
});
