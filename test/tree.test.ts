import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Lockfile, missingOptionalPackages } from '../tools/lockfile.ts';
import { ROOT } from './support/cli.ts';
import { codeOnly, filesNamedBy, importsOf, lineAt } from './support/source-text.ts';
import {
  ALSO,
  BANNED_ANYWHERE,
  BANNED_IN_CORE,
  BANNED_IN_SOURCES,
  BANNED_NAMES,
  type Ban,
  MAY_IMPORT,
  RETIRED_WORDS,
} from './support/tree-rules.ts';

interface SourceFile {
  /** From the project's root: `src/core/engine/step.ts`. */
  readonly path: string;
  readonly text: string;
}

/** Every file that is committed, or would be. Without git (a tarball), the sources alone. */
function projectFiles(): SourceFile[] {
  return projectPaths().flatMap((path) => {
    try {
      return [{ path, text: readFileSync(join(ROOT, path), 'utf8') }];
    } catch {
      // Deleted, and not yet committed.
      return [];
    }
  });
}

function projectPaths(): string[] {
  try {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return [...new Set(listed.split('\0').filter((path) => path !== ''))].sort();
  } catch {
    return ['src', 'test', 'tools'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => posix.join(folder, name)),
    );
  }
}

const FILES = projectFiles();
const SOURCES = FILES.filter(({ path }) => /^src\/.*\.ts$/.test(path));
const TYPESCRIPT = FILES.filter(({ path }) => path.endsWith('.ts'));

function layerOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

/** Imports that the layers forbid, each as `file:line: what, and what to do instead`. */
function forbiddenImports({ path, text }: SourceFile): string[] {
  const layer = layerOf(path);
  if (layer === undefined) return [];
  return importsOf(text).flatMap(({ from, line }) => {
    const place = `${path}:${line}`;
    if (layer === 'core' && (from.startsWith('node:') || !from.startsWith('.'))) {
      const allowed = ALLOWED_PACKAGES_IN_CORE.has(from);
      return allowed
        ? []
        : [`${place}: core imports "${from}"; give it what it needs as an argument, or move this to host`];
    }
    if (!from.startsWith('.')) return [];
    const target = posix.join(posix.dirname(path), from);
    const to = layerOf(target);
    if (to === undefined) return [`${place}: "${from}" lies outside src; move it into a layer`];
    if (to === layer || MAY_IMPORT[layer]?.includes(to)) return [];
    if (ALSO.some((each) => each.layer === to && each.files.test(path))) return [];
    const may = MAY_IMPORT[layer]?.join(', ') || 'nothing else';
    return [
      `${place}: ${layer} may not import ${to} ("${from}"); it may import ${may}. Pass it in, or move one of them`,
    ];
  });
}

/**
 * Files and folders that depend on each other, directly or through others: the files and folders in a folder, each folder
 * with everything in it, must have an order. Importing a type counts, and so does `import()`: neither side can be
 * understood or tested without the other, even if loading them works.
 */
function dependencyCycles(sources: readonly SourceFile[]): string[] {
  return [...dependenciesByFolder(sources).values()].flatMap((dependencies) => cyclesOf(dependencies));
}

/** What depends on what among the children of one folder. */
type Dependencies = Map<string, Set<string>>;

function dependenciesByFolder(sources: readonly SourceFile[]): Map<string, Dependencies> {
  const folders = new Map<string, Dependencies>();
  for (const { path, text } of sources)
    for (const named of filesNamedBy(path, text)) {
      const [one, other] = [path.split('/'), named.split('/')];
      const depth = one.findIndex((name, at) => name !== other[at]);
      if (depth < 0) continue;
      const folder = one.slice(0, depth).join('/');
      const child = (names: readonly string[]): string => names.slice(0, depth + 1).join('/');
      const dependencies: Dependencies = folders.get(folder) ?? new Map();
      folders.set(folder, dependencies);
      dependencies.set(child(one), (dependencies.get(child(one)) ?? new Set()).add(child(other)));
    }
  return folders;
}

function cyclesOf(dependencies: Dependencies): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const follow = (name: string, way: readonly string[]): void => {
    const start = way.indexOf(name);
    if (start >= 0) {
      const cycle = [...way.slice(start), name].join(' -> ');
      found.push(`${cycle}: these depend on each other; move what both need to a place of its own`);
    }
    if (start >= 0 || done.has(name)) return;
    for (const next of dependencies.get(name) ?? []) follow(next, [...way, name]);
    done.add(name);
  };
  for (const name of dependencies.keys()) follow(name, []);
  return found;
}

/** Pure data libraries: no clock, no machine, the same answer everywhere. */
const ALLOWED_PACKAGES_IN_CORE = new Set(['msgpackr', 'yaml', 'zod']);

function banned({ path, text }: SourceFile, bans: readonly Ban[], searched = text): string[] {
  return bans.flatMap(({ pattern, rule, instead }) =>
    [...searched.matchAll(pattern)].map(
      (match) => `${path}:${lineAt(text, match.index)}: ${rule} (${match[0].trim()}); use ${instead}`,
    ),
  );
}

describe('the source tree', () => {
  it('has only the layers that have a rule', () => {
    const layers = new Set(SOURCES.map(({ path }) => layerOf(path)).filter((layer) => layer !== undefined));
    expect([...layers].filter((layer) => !(layer in MAY_IMPORT))).toEqual([]);
  });

  it('lets arrows point inward only', () => {
    expect(SOURCES.flatMap(forbiddenImports)).toEqual([]);
  });

  it('has no files and no folders that depend on each other', () => {
    expect(dependencyCycles(SOURCES)).toEqual([]);
  });

  it('has no retired words in identifiers and file names', () => {
    const code = TYPESCRIPT.flatMap((file) => banned(file, RETIRED_WORDS, codeOnly(file.text)));
    const names = FILES.flatMap(({ path }) => banned({ path, text: path }, RETIRED_WORDS));
    expect([...code, ...names]).toEqual([]);
  });

  it('keeps clock, dice, process, console, timers and waiting out of core', () => {
    const core = SOURCES.filter(({ path }) => layerOf(path) === 'core');
    expect(core.flatMap((file) => banned(file, BANNED_IN_CORE, codeOnly(file.text)))).toEqual([]);
  });

  it('has no default export and no enum', () => {
    const own = TYPESCRIPT.filter(({ path }) => !path.endsWith('.config.ts'));
    expect(own.flatMap((file) => banned(file, BANNED_IN_SOURCES, codeOnly(file.text)))).toEqual([]);
  });

  it('has no file whose name says nothing', () => {
    const nameless = FILES.filter(({ path }) => BANNED_NAMES.test(path));
    expect(nameless.map(({ path }) => `${path}: name it after what is in it`)).toEqual([]);
  });

  it('has no barrel but the public one', () => {
    const barrels = SOURCES.filter(({ path, text }) => path !== 'src/index.ts' && isBarrel(text));
    expect(barrels.map(({ path }) => `${path}: only passes others on; import those directly`)).toEqual([]);
  });

  it('names no path of a machine and no address to download from', () => {
    const texts = FILES.filter(
      ({ path }) => !/\.log$|^test\/support\/tree-rules\.ts$|^test\/tree\.test\.ts$/.test(path),
    );
    expect(texts.flatMap((file) => banned(file, BANNED_ANYWHERE))).toEqual([]);
  });

  it('has no symbolic links, which lead elsewhere on another machine', () => {
    const links = projectPaths().filter((path) =>
      lstatSync(join(ROOT, path), { throwIfNoEntry: false })?.isSymbolicLink(),
    );
    expect(links).toEqual([]);
  });

  it('points to nothing outside the project', () => {
    const own = FILES.filter(({ path }) => !path.startsWith('test/') && path !== 'package-lock.json');
    expect(own.flatMap(pointsOutside)).toEqual([]);
  });
});

describe('the lockfile', () => {
  const text = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');

  it('holds the optional packages of every platform, without which "npm ci" refuses to work', () => {
    const missing = missingOptionalPackages(JSON.parse(text) as Lockfile);
    expect(missing.map(({ name }) => `${name}: run "npm run lockfile"`)).toEqual([]);
  });

  it('carries no address to download from', () => {
    expect(text).not.toContain('"resolved"');
  });
});

/** A file of re-exports of our own modules and nothing else. */
function isBarrel(text: string): boolean {
  const passesOn = /\bexport\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s+from\s+'\.[^']*'\s*;?/g;
  const withoutComments = text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '');
  return passesOn.test(withoutComments) && withoutComments.replace(passesOn, '').trim() === '';
}

function pointsOutside({ path, text }: SourceFile): string[] {
  // In a document, an example may be written as it stands elsewhere; its links may not.
  const way = path.endsWith('.md') ? /(?<=\]\()((?:\.\.\/)+)[\w.-]/g : /(?<![\w./])((?:\.\.\/)+)[\w.-]/g;
  return [...text.matchAll(way)].flatMap((match) => {
    const left = posix.join(posix.dirname(path), match[1]!).startsWith('..');
    return left ? [`${path}:${lineAt(text, match.index)}: leads out of the project; carry over what is needed`] : [];
  });
}

describe('the rules themselves', () => {
  const source = (path: string, text: string): SourceFile => ({ path, text });

  it.each([
    ["import { x } from '../host/clock.ts';", 'core may not import host'],
    ["import type { X } from '../host/clock.ts';", 'core may not import host'],
    ["export * from '../host/clock.ts';", 'core may not import host'],
    ["import {\n  x,\n} from '../cli/main.ts';", 'core may not import cli'],
    ["type X = import('../host/clock.ts').X;", 'core may not import host'],
    ["const x = import('../host/clock.ts');", 'core may not import host'],
    ["import { readFileSync } from 'node:fs';", 'core imports "node:fs"'],
    ["import { x } from 'fastify';", 'core imports "fastify"'],
  ])('see through %j', (text, finding) => {
    expect(forbiddenImports(source('src/core/step.ts', text)).join()).toContain(finding);
  });

  it.each([
    "// import { x } from '../host/clock.ts';",
    "/* as in\n import x from '../host/clock.ts' */",
    'const text = "import x from \'../host/clock.ts\'";',
    "import { x } from './pair/step.ts';",
  ])('do not stumble over %j', (text) => {
    expect(forbiddenImports(source('src/core/step.ts', text))).toEqual([]);
  });

  it('say file, line, rule and what to use instead', () => {
    const file = source('src/core/step.ts', '// Date.now()\nconst at = Date.now();\n');
    expect(banned(file, BANNED_IN_CORE, codeOnly(file.text))).toEqual([
      'src/core/step.ts:2: core reads no clock (Date.now); use the event\'s "at", monotonic milliseconds',
    ]);
  });

  it('find what is banned inside a template, and not in the words around it', () => {
    const file = source(
      'src/core/step.ts',
      ['`await $', '{`x$', '{Math.random()}`} process.exit` + /`console./.source;'].join(''),
    );
    expect(banned(file, BANNED_IN_CORE, codeOnly(file.text)).map((line) => line.split(';')[0])).toEqual([
      'src/core/step.ts:1: core uses no randomness (Math.random)',
    ]);
  });

  it.each([
    ["import { b } from './b.ts';", "import { a } from './a.ts';"],
    ["import type { B } from './b.ts';", "export { a } from './a.ts';"],
    ["const b = await import('./b.ts');", "type A = import('./a.ts').A;"],
  ])('find a circle of %j and %j', (a, b) => {
    const [first, ...more] = dependencyCycles([source('src/core/a.ts', a), source('src/core/b.ts', b)]);
    expect(first).toMatch(/^src\/core\/a\.ts -> src\/core\/b\.ts -> src\/core\/a\.ts: /);
    expect(more).toEqual([]);
  });

  it('find a circle of three files behind one that only leads there', () => {
    const circle = dependencyCycles([
      source('src/cli/start.ts', "import '../core/a.ts';"),
      source('src/core/a.ts', "import { b } from './b.ts';"),
      source('src/core/b.ts', "import { c } from './engine/c.ts';"),
      source('src/core/engine/c.ts', "import { a } from '../a.ts';"),
    ]);
    expect(circle.map((each) => each.split(':')[0])).toEqual([
      'src/core/a.ts -> src/core/b.ts -> src/core/engine -> src/core/a.ts',
    ]);
  });

  it('find two folders that depend on each other, though no file of them does', () => {
    const cycle = dependencyCycles([
      source('src/core/engine/a.ts', "import type { D } from '../config/lists/d.ts';"),
      source('src/core/config/c.ts', "import { b } from '../engine/b.ts';"),
    ]);
    expect(cycle.map((each) => each.split(':')[0])).toEqual(['src/core/engine -> src/core/config -> src/core/engine']);
  });

  it.each(['const nextJudge = 1;', 'judges.push(1);', 'type Story = 1;', 'const oldStory = 1;'])(
    'find a retired word in %j',
    (text) => {
      const file = source('src/core/step.ts', text);
      expect(banned(file, RETIRED_WORDS, codeOnly(file.text))).toHaveLength(1);
    },
  );

  it.each(['const history = 1;', "const text = 'the story of one night';", 'const judgement = 1; // a judge'])(
    'find no retired word in %j',
    (text) => {
      const file = source('src/core/step.ts', text);
      expect(banned(file, RETIRED_WORDS, codeOnly(file.text))).toEqual([]);
    },
  );

  it('take no offence at two files that import a third', () => {
    const sources = [
      source('src/core/a.ts', "import { b } from './b.ts'; import { c } from './c.ts';"),
      source('src/core/b.ts', "import { c } from './c.ts';"),
      source('src/core/c.ts', "import { z } from 'zod';"),
    ];
    expect(dependencyCycles(sources)).toEqual([]);
  });

  it('let node-run alone reach the server', () => {
    const text = "import { runServer } from '../../server/server.ts';";
    expect(forbiddenImports(source('src/operations/pair/node-run.ts', text))).toEqual([]);
    expect(forbiddenImports(source('src/operations/pair/status.ts', text))).toHaveLength(1);
  });
});
