import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Section } from '../../../../src/core/config/pair-file/keys.ts';
import { PAIR_FILE_KEYS } from '../../../../src/core/config/pair-file/keys.ts';
import type { ParsedPairFile } from '../../../../src/core/config/pair-file/parse.ts';
import { parsePairFile } from '../../../../src/core/config/pair-file/parse.ts';
import { PAIR_FILE_PAGE, pairFilePage } from '../../../../tools/pair-file-page.ts';
import { ROOT } from '../../../support/cli.ts';

const page = pairFilePage();
const [complete = '', smallest = ''] = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text]) => text);
const parse = (text: string): ParsedPairFile => parsePairFile(text, 'pair.yaml');

/** Every key with the keys that lead to it, as in `servers.A.name`. */
function pathsOf(section: Section, above = ''): string[] {
  return Object.entries(section).flatMap(([key, { keys }]) => [
    `${above}${key}`,
    ...(keys === undefined ? [] : pathsOf(keys, `${above}${key}.`)),
  ]);
}

/** The keys of the annotated example, by indentation; those that are commented out too. */
function pathsIn(example: string): string[] {
  const open: string[] = [];
  return example.split('\n').flatMap((line) => {
    const [, indent, key] = /^( *)(?:# )?([^:#]+):/.exec(line) ?? [];
    if (indent === undefined || key === undefined) return [];
    open.splice(indent.length / 2, Number.POSITIVE_INFINITY, key);
    return [open.join('.')];
  });
}

describe('the page of the pair file', () => {
  it('is what the schema says', () => {
    const committed = readFileSync(join(ROOT, PAIR_FILE_PAGE), 'utf8');
    expect(committed, 'stale: run "npm run generate", and look at what changed').toBe(page);
  });

  it('has an annotated example with every key, which the reader accepts without a warning', () => {
    expect(pathsIn(complete)).toEqual(expect.arrayContaining(pathsOf(PAIR_FILE_KEYS)));
    const { pairFile, problems } = parse(complete);
    expect(problems).toEqual([]);
    expect(pairFile?.servers.A.release).toBe('2021 R4');
    expect(pairFile?.servers.A.data).toBe('/var/lib/switchover/A');
    expect(pairFile?.hooks.discontinue).toEqual(['./stop-service', '--now']);
    expect(pairFile?.module).toMatchObject({ name: 'call router', check: ['./could-start'], probe: { kind: 'http' } });
  });

  it('shows the smallest pair file that the reader accepts', () => {
    const { pairFile, problems } = parse(smallest);
    expect(problems).toEqual([]);
    expect(pairFile?.module).toBeNull();
  });

  it.each(Object.keys(PAIR_FILE_KEYS.module.keys.probe.keys))('has a valid example of the probe key "%s"', (key) => {
    const { example } = PAIR_FILE_KEYS.module.keys.probe.keys[key as 'tcp'];
    const http = key.startsWith('pid') ? '    http: http://127.0.0.1/\n' : '';
    const text = `${smallest}module:\n  probe:\n${http}    ${key}: ${example}\n`;
    expect(parse(text).problems).toEqual([]);
  });

  it.each(Object.entries(PAIR_FILE_KEYS))('has a valid example of the section "%s"', (key, { example }) => {
    const others = Object.entries(PAIR_FILE_KEYS).filter(([name, { required }]) => required && name !== key);
    const text = [[key, example], ...others.map(([name, spec]) => [name, spec.example])];
    expect(parse(text.map(([name, value]) => `${name}: ${value}\n`).join('')).problems).toEqual([]);
  });
});
