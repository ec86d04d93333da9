/** Writes every committed file that is made from the commands' definitions or the engine's rules, and removes man pages of gone commands. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeCommands } from '../src/cli/describe.ts';
import { loadConfig } from '../src/cli/main.ts';
import { engineDocs } from './docs.ts';
import { generatedFiles, MAN_FOLDER, ROOT } from './generated.ts';
import { PARTITIONS_PAGE, partitionsPage } from './partitions/page.ts';

const files = new Map([
  ...generatedFiles(describeCommands(await loadConfig())),
  ...engineDocs(),
  [PARTITIONS_PAGE, partitionsPage()],
]);
for (const [path, text] of files) {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), text);
}
const leftOver = readdirSync(join(ROOT, MAN_FOLDER)).filter((name) => !files.has(`${MAN_FOLDER}/${name}`));
for (const name of leftOver) rmSync(join(ROOT, MAN_FOLDER, name));
process.stdout.write(`generated ${files.size} files${leftOver.length > 0 ? `, removed ${leftOver.join(', ')}` : ''}\n`);
