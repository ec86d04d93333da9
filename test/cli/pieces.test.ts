import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ROOT, run } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const HEADER = 'function (module, exports, require, __dirname, __filename)';
/** Two pieces that ask for each other, in two files, and another that calls what the first does not. */
const FILES = {
  'one.cjs': `({ "first.cjs": ${HEADER} {
    const { add, sayWho } = require('./second.cjs');
    exports.name = 'first';
    process.stdout.write(add(40, 2) + sayWho() + require('node:path').basename(__filename) + '\\n');
  } });`,
  'two.cjs': `({ "second.cjs": ${HEADER} {
    process.stdout.write('once ');
    const first = require('./first.cjs');
    exports.add = (a, b) => a + b;
    exports.count = (word) => { let count = 0; for (const letter of word) if (letter > ' ') count += 1; return count; };
    exports.sayWho = () => { let text = ''; for (const letter of first.name) text += letter; return ' ' + text + ' '; };
  } });`,
  'three.cjs': `({ "third.cjs": ${HEADER} {
    process.stdout.write(require('./second.cjs').count('a b c') + ' counted\\n');
  } });`,
};
const FILE_OF = { 'first.cjs': 'one.cjs', 'second.cjs': 'two.cjs', 'third.cjs': 'three.cjs' };
const SAID = 'once 42 first one.cjs\n';

describe('the pieces of the program', () => {
  let folder = '';
  let keptIn = '';

  beforeEach(() => {
    folder = temporaryFolder();
    keptIn = join(folder, 'home', 'kept');
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  });

  async function start(...pieces: readonly string[]): Promise<string> {
    const program = JSON.stringify({ folder, fileOf: FILE_OF, keptIn });
    const loads = (pieces.length === 0 ? ['first.cjs', 'second.cjs'] : pieces).map((name) => `load('${name}');`);
    const script = `
      import { pieceLoader } from ${JSON.stringify(join(ROOT, 'src/cli/pieces.ts'))};
      const load = pieceLoader(${program});
      ${loads.join(' ')}`;
    const { stdout, stderr, code } = await run(process.execPath, ['--input-type=module', '-e', script]);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    return stdout;
  }

  const kept = (name: string): string => join(keptIn, name);

  it('run once each, also where two ask for each other', async () => {
    expect(await start()).toBe(SAID);
  });

  it('leave their compiled code for the next start, which writes nothing', async () => {
    await start();
    expect(readdirSync(keptIn).sort()).toEqual(['one.cjs', 'two.cjs']);
    expect([statSync(keptIn).mode & 0o777, statSync(kept('two.cjs')).mode & 0o777]).toEqual([0o700, 0o600]);
    const before = statSync(kept('two.cjs'));
    expect(await start()).toBe(SAID);
    expect(statSync(kept('two.cjs'))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });

  it('add what another start called to the code of a file that both load, once', async () => {
    await start();
    const { size } = statSync(kept('two.cjs'));
    expect(await start('first.cjs', 'third.cjs')).toBe(`${SAID}3 counted\n`);
    const grown = statSync(kept('two.cjs'));
    expect(grown.size).toBeGreaterThan(size + '\nthree.cjs'.length);
    await start();
    await start('first.cjs', 'third.cjs');
    expect(statSync(kept('two.cjs'))).toMatchObject({ ino: grown.ino, mtimeMs: grown.mtimeMs });
  });

  it.each([
    ['half of it is missing', () => truncateSync(kept('two.cjs'), statSync(kept('two.cjs')).size >> 1)],
    ['nothing of it is there', () => truncateSync(kept('two.cjs'), 0)],
    ['it is zeros', () => writeFileSync(kept('two.cjs'), Buffer.alloc(statSync(kept('two.cjs')).size))],
    ['it is another version of V8', () => writeFileSync(kept('two.cjs'), otherVersion(readFileSync(kept('two.cjs'))))],
    ['it is the code of another file', () => writeFileSync(kept('two.cjs'), readFileSync(kept('one.cjs')))],
  ])('are compiled anew where %s', async (_, damage) => {
    await start();
    const whole = statSync(kept('two.cjs')).size;
    damage();
    expect(await start()).toBe(SAID);
    expect(statSync(kept('two.cjs')).size).toBeGreaterThanOrEqual(whole);
  });

  it.each([0o777, 0o770])('neither read nor leave code in a folder of mode %o', async (mode) => {
    mkdirSync(keptIn, { recursive: true });
    chmodSync(keptIn, mode);
    writeFileSync(kept('two.cjs'), 'planted');
    expect(await start()).toBe(SAID);
    expect(readFileSync(kept('two.cjs'), 'utf8')).toBe('planted');
    expect(readdirSync(keptIn)).toEqual(['two.cjs']);
  });

  it('take the code of other versions away after a week', async () => {
    mkdirSync(keptIn, { recursive: true, mode: 0o700 });
    const days = (count: number): number => Date.now() / 1000 - count * 24 * 3600;
    for (const [name, age] of [
      ['old.cjs', 8],
      ['new.cjs', 6],
      ['one.cjs.4711', 8],
    ] as const) {
      writeFileSync(kept(name), '');
      utimesSync(kept(name), days(age), days(age));
    }
    await start();
    expect(readdirSync(keptIn).sort()).toEqual(['new.cjs', 'one.cjs', 'two.cjs']);
  });

  it('run where nothing can be kept', async () => {
    writeFileSync(join(folder, 'home'), 'a file where the folder would be');
    expect(await start()).toBe(SAID);
  });
});

/** V8 writes a number of its version and its settings into the second word. */
function otherVersion(code: Buffer): Buffer {
  code.writeUInt8(code.readUInt8(4) ^ 1, 4);
  return code;
}
