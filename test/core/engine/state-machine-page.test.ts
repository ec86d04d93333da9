import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawPhases, drawStates } from '../../../src/core/engine/drawing.ts';
import { PLACE_NAMES } from '../../../src/core/engine/state.ts';
import { TABLE } from '../../../src/core/engine/table.ts';
import { engineDocs, STATE_MACHINE_PAGE } from '../../../tools/docs.ts';
import { ROOT } from '../../support/cli.ts';

const page = engineDocs().get(STATE_MACHINE_PAGE) ?? '';

describe('the page about states and rules', () => {
  it('agrees with the table', () => {
    const committed = readFileSync(join(ROOT, STATE_MACHINE_PAGE), 'utf8');
    expect(committed, 'stale: run "npm run generate", and review what changed').toBe(page);
  });

  it('has every rule once, and every place', () => {
    for (const { number } of TABLE) expect(page.split(`\n| ${number} |`).length, `rule ${number}`).toBe(2);
    for (const place of PLACE_NAMES) expect(page).toContain(`| \`${place.slice(place.indexOf('.') + 1)}\` |`);
  });

  it('draws lines that Mermaid can parse: at most one colon, before the label', () => {
    const drawn = [drawStates(TABLE), drawPhases(TABLE, 'primary'), drawPhases(TABLE, 'init')].join('\n');
    const lines = drawn.split('\n').filter((line) => line.startsWith('  '));
    expect(lines.filter((line) => !/^ {2}(\[\*\]|\w+)( --> \w+)?( : [^:;]+)?$/.test(line))).toEqual([]);
  });
});
