import { describe, expect, it } from 'vitest';
import { pairStatus } from '../../src/core/results/pair-status.ts';
import { PLAIN } from '../../src/presentation/palette.ts';
import { renderStatus } from '../../src/presentation/status.ts';
import { NO_MODULE } from '../../src/service/module/facts.ts';
import { answers } from '../support/server-answers.ts';

type Answer = ReturnType<typeof answers>;

function text(A: Answer, B: Answer, columns = 80): string {
  const facts = pairStatus('demo', '2026-11-30T03:00:00.000Z', [A('A'), B('B')]);
  return renderStatus(facts, { palette: PLAIN, columns });
}

describe('the text of a status', () => {
  it('warns that no module is monitored in one line, which both servers share or one says alone', () => {
    const warned = { warnings: [NO_MODULE] };
    for (const A of [answers('primary.serving'), answers('primary.serving', warned)]) {
      const lines = text(A, answers('backup.watching', warned)).split('\n');
      expect(lines.filter((line) => /no module is monitored/.test(line))).toHaveLength(1);
      expect(lines.at(-1)).toMatch(/no module is monitored \(no-module\): name one in the pair file$/);
      expect(lines.at(-1)!.length).toBeLessThanOrEqual(80);
    }
  });
});
