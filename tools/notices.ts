import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licences of the packages that a bundle is made of, which their terms ask to be passed on with it. */
export function thirdPartyNotices(root: string, bundledFiles: readonly string[]): string {
  const folders = new Set(bundledFiles.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const notices = [...folders].map((folder) => noticeOf(join(root, folder))).sort();
  const head = 'switchover is bundled with parts of these packages. Their licences:';
  return `${[head, ...new Set(notices)].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file));
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license ?? 'see below'})`, ...texts].join('\n\n');
}
