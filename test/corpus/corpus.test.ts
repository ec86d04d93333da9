import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../src/core/simulation/random.ts';
import { whySwitched } from '../../src/operations/why-switched.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { corpus, type Incident } from './corpus.ts';
import { judge } from './score.ts';

const SIZE = 800;

/** Puts an incident on paper in a folder of its own; what is to be named to the command. */
function written({ paper, texts, seed }: Incident, folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const files = texts.map(({ name, text }) => {
    const file = join(folder, paper.file(name));
    writeFileSync(file, paper.bytes(text, name, randomOf(seed)));
    return file;
  });
  return paper.named === 'file' ? files : [folder];
}

describe(`the corpus of ${SIZE} incidents`, () => {
  it('is answered rightly in 99 of 100 that the log can decide, and never wrongly with certainty', async () => {
    const folder = temporaryFolder();
    const faults: string[] = [];
    let counted = 0;
    let wrong = 0;
    let wronglyCertain = 0;
    for (const incident of corpus(SIZE)) {
      const named = written(incident, join(folder, incident.title.split(':')[0]!));
      const judged = judge(incident.story, await whySwitched(named, { all: true }));
      if (judged.counts) counted += 1;
      if (judged.counts && judged.faults.length > 0) wrong += 1;
      if (judged.wronglyCertain) wronglyCertain += 1;
      if (judged.faults.length > 0) faults.push(`${incident.title}\n    ${judged.faults.join('; ')}`);
    }
    expect(wronglyCertain, faults.join('\n')).toBe(0);
    expect(counted).toBeGreaterThan(500);
    expect(1 - wrong / counted, faults.join('\n')).toBeGreaterThanOrEqual(0.99);
  });
});
