/**
 * From the text of a pair file to a `PairFile`, or to everything that is wrong with it.
 *
 * One pass finds all problems. Only if the YAML itself is broken is the content not checked, because then it is unclear
 * what it means.
 */
import type { Node } from 'yaml';
import { isMap, isScalar } from 'yaml';
import { nearest } from '../../nearest.ts';
import type { Problem } from '../../problem.ts';
import type { Entry } from '../yaml-text/entries.ts';
import { readFields, readText } from '../yaml-text/fields.ts';
import { offsetOf, scalarText } from '../yaml-text/nodes.ts';
import { shortened } from '../yaml-text/shortened.ts';
import { tooLarge } from '../yaml-text/size.ts';
import type { YamlKind, YamlSource } from '../yaml-text/source.ts';
import { openYaml } from '../yaml-text/source.ts';
import { readBackups } from './backups.ts';
import { readHooks } from './hooks.ts';
import { LONGEST_PAIR_NAME, PAIR_FILE_KEYS } from './keys.ts';
import { readModule } from './module.ts';
import type { PairFile } from './pair-file.ts';
import { readParameters } from './parameters.ts';
import { readPrograms } from './programs.ts';
import { readServers } from './servers.ts';
import { readService } from './service-section.ts';

export interface ParsedPairFile {
  /** Null if there is an error; warnings alone leave it usable. */
  readonly pairFile: PairFile | null;
  readonly problems: Problem[];
}

export const PAIR_FILE: YamlKind = {
  noun: 'pair file',
  depth: 'three levels',
  largest: 1024 * 1024,
  page: 'docs/pair-file.md',
  plainText: false,
};

/** Parses the text of a pair file; `fileName` is used in the `where` of each problem. Never throws. */
export function parsePairFile(text: string, fileName: string): ParsedPairFile {
  if (text.length > PAIR_FILE.largest) return { pairFile: null, problems: [tooLarge(PAIR_FILE, fileName)] };
  const { source, problems } = openYaml(text, fileName, PAIR_FILE);
  if (source === null) {
    const isOther = problems.some(({ code }) => code === 'yaml-syntax') && !namesThePair(text);
    return { pairFile: null, problems: isOther ? [notOne(fileName)] : problems };
  }
  if (isAnotherMap(source.document.contents)) return { pairFile: null, problems: [notOne(fileName)] };
  const pairFile = readPairFile(source);
  const found = source.problems();
  const usable = !found.some((problem) => problem.severity === 'error');
  return { pairFile: usable ? pairFile : null, problems: shortened(found, fileName) };
}

/** The keys by which a pair file is recognized. */
const RECOGNIZED_BY = ['pair', 'servers'];

/** Whether a text that is no valid YAML has one of them at the start of a line, or is in braces and has one anywhere. */
function namesThePair(text: string): boolean {
  if (/^\uFEFF?["']?(?:pair|servers)["']?\s*:/im.test(text)) return true;
  return /^\s*\{/.test(text) && /[{,]\s*["']?(?:pair|servers)["']?\s*:/i.test(text);
}

/** Whether a map has neither of them, nor one that was misspelt. */
function isAnotherMap(root: Node | null): boolean {
  if (!isMap(root) || root.items.length === 0) return false;
  return root.items.every(({ key }) => !isScalar(key) || nearest(scalarText(key), RECOGNIZED_BY, 1).length === 0);
}

/** The only problem of a file that is something else: its lines are nobody's business. */
function notOne(fileName: string): Problem {
  return {
    code: 'not-a-pair-file',
    severity: 'error',
    what: 'this is not a pair file',
    why: 'it has neither of the keys "pair" and "servers"',
    where: fileName,
    do: 'check the path; docs/pair-file.md describes a pair file',
  };
}

function readPairFile(source: YamlSource): PairFile | null {
  const root = source.document.contents;
  if (root === null || (isScalar(root) && root.value === null)) {
    source.report(0, {
      code: 'file-empty',
      what: 'the pair file is empty',
      why: 'it must at least name the pair and its two servers',
      do: 'create one with: switchover init',
    });
    return null;
  }
  const offset = offsetOf(root);
  const fields = readFields(source, root, { path: 'the pair file', offset }, PAIR_FILE_KEYS);
  if (fields === null) return null;
  const pair = readPairName(source, fields.get('pair'));
  const serversEntry = fields.get('servers');
  const service = readService(source, fields.get('service'), 'service');
  const servers = serversEntry === undefined ? null : readServers(source, serversEntry, service);
  const parameters = readParameters(source, fields.get('parameters'), servers);
  const hooks = readHooks(source, fields.get('hooks'));
  const module = readModule(source, fields.get('module'));
  const programs = readPrograms(source, fields.get('programs'));
  const backups = readBackups(source, fields.get('backups'));
  if (pair === null || servers === null) return null;
  return { pair, servers, parameters, hooks, module, service: service?.keys ?? {}, programs, backups };
}

function readPairName(source: YamlSource, entry: Entry | undefined): string | null {
  const name = readText(source, entry, 'pair');
  if (name === null || name.length <= LONGEST_PAIR_NAME) return name;
  source.report(entry!.offset, {
    code: 'text-too-long',
    what: `pair has ${name.length} characters`,
    why: `the limit is ${LONGEST_PAIR_NAME}`,
    do: 'shorten it',
  });
  return null;
}
