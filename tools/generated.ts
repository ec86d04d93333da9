import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { standardExitCodes } from '../src/cli/exit-codes.ts';
import { ENVIRONMENT, GROUPS } from '../src/cli/help-groups.ts';
import { renderManPages } from '../src/presentation/help/man.ts';
import type { Manifest } from '../src/presentation/help/manifest.ts';
import { renderInterface } from './interface-snapshot.ts';
import { PARAMETERS_MAN_PAGE, parametersManPage } from './parameter-pages.ts';

export const ROOT = join(import.meta.dirname, '..');

/** The folder whose files all come from here: one that is not in the list below is left over. */
export const MAN_FOLDER = 'man';
export const INTERFACE_FILE = 'test/cli/commands.golden.txt';

/** Every committed file that is made from the commands' definitions, and the man pages, by its path in the project. */
export function generatedFiles(manifest: Manifest): Map<string, string> {
  const project = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    version: string;
    man: string[];
    oclif: { description: string };
  };
  const program = {
    summary: project.oclif.description,
    groups: GROUPS,
    environment: ENVIRONMENT,
    exitCodes: standardExitCodes(),
  };
  const pages: (readonly [string, string])[] = [
    ...renderManPages(manifest, program, project.version),
    [PARAMETERS_MAN_PAGE, parametersManPage(project.version)],
  ];
  return new Map([
    ...pages.map(([name, text]): [string, string] => [`${MAN_FOLDER}/${name}`, text]),
    [INTERFACE_FILE, renderInterface(manifest)],
    // By name, because npm links neither a pattern nor a folder's pages when it installs a tarball.
    [
      'package.json',
      `${JSON.stringify({ ...project, man: pages.map(([name]) => `${MAN_FOLDER}/${name}`) }, null, 2)}\n`,
    ],
  ]);
}
