import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AVERTED_RULES, GIVEN_UP_RULES } from '../../../src/core/diagnosis/findings/averted-rules.ts';
import { CAUSE_RULES } from '../../../src/core/diagnosis/findings/cause-rules.ts';
import { NO_SWITCH_RULES } from '../../../src/core/diagnosis/findings/no-switch-rules.ts';
import { HINT_RULES } from '../../../src/core/diagnosis/findings/peer-correlation.ts';
import { EXCLUSIONS } from '../../../src/core/diagnosis/findings/ruled-out.ts';
import { renderWhySwitchedPage, WHY_SWITCHED_PAGE } from '../../../tools/finding-docs.ts';
import { ROOT } from '../../support/cli.ts';

const numbers = [
  ...CAUSE_RULES,
  ...AVERTED_RULES,
  ...EXCLUSIONS,
  ...[GIVEN_UP_RULES, HINT_RULES, NO_SWITCH_RULES].flatMap((rules) => Object.values(rules)),
].map(({ number }) => number);

describe('the findings', () => {
  it('have unique numbers', () => {
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('are each on the page once, and the page is up to date', () => {
    const page = renderWhySwitchedPage();
    for (const number of numbers) expect(page.split(`\n| ${number} |`).length, `finding ${number}`).toBe(2);
    const committed = readFileSync(join(ROOT, WHY_SWITCHED_PAGE), 'utf8');
    expect(committed, 'out of date: run "npm run generate" and review what changed').toBe(page);
  });
});
