import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePairFile } from '../../../src/core/config/pair-file/parse.ts';
import { findParameter } from '../../../src/core/config/parameters/catalogue.ts';
import { explainParameter } from '../../../src/core/config/parameters/explanation.ts';
import { checkChange } from '../../../src/core/parameter-history/change.ts';
import { EMPTY } from '../../../src/core/parameter-history/history.ts';
import { setParameters } from '../../../src/operations/params/params-set.ts';
import { validateParameterFile } from '../../../src/operations/params/params-validate.ts';
import { parameterFacts } from '../../../src/presentation/params/parameter-facts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const PAIR = `pair: p
servers:
  A: { name: alpha, address: alpha.example.org }
  B: { name: beta, address: beta.example.org }
parameters:
`;

/** The codes of what is said about one parameter's effect. */
function codes(problems: readonly { readonly code: string }[]): string[] {
  return problems.map(({ code }) => code).filter((code) => code !== 'server-address-alone');
}

function explained(name: string): string | undefined {
  return parameterFacts(explainParameter(findParameter(name)!)).find(([label]) => label === 'status')?.[1];
}

describe('whether a value has an effect', () => {
  it.each([
    ['Server A Address', '10.0.0.1', 'parameter-set-elsewhere', 'set in the pair file, under "servers"'],
    ['Server B Address', '10.0.0.2', 'parameter-set-elsewhere', 'set in the pair file, under "servers"'],
    ['Handler Path', '/h', 'parameter-not-used-yet', 'checked and stored, but not used by this version yet'],
    ['Resource Path', '/r', 'parameter-not-used-yet', 'checked and stored, but not used by this version yet'],
    ['I3Tables Path', '/t', 'parameter-not-used-yet', 'checked and stored, but not used by this version yet'],
  ])('is the same wherever %s is explained, checked or set', async (name, value, code, words) => {
    expect(explained(name)).toBe(words);
    const file = join(temporaryFolder(), 'p.yaml');
    writeFileSync(file, '');
    const set = await setParameters([name, value], file, { dryRun: false });
    expect(codes(set.problems)).toEqual([code]);
    expect(readFileSync(file, 'utf8')).toBe(`${name}: ${value}\n`);
    const checked = await validateParameterFile(file);
    expect(codes(checked.problems)).toEqual([code]);
    expect(checked.valid).toBe(true);
    expect(codes(parsePairFile(`${PAIR}  ${name}: ${value}\n`, 'pair.yaml').problems)).toEqual([code]);
    const request = { id: 'r', reason: null, dryRun: false, expected: {}, after: null };
    const wish = { is: 'set', values: { [name]: value } } as const;
    const changed = checkChange(EMPTY, { ...request, wish }, { servers: {}, pairFile: 'pair.yaml' });
    expect(codes(changed.ok ? changed.warnings : changed.problems)).toEqual([code]);
  });
});
