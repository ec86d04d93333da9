import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ANSWERS_EXAMPLE } from '../../src/core/config/answers-file/example.ts';
import { CHECKS_EXAMPLE } from '../../src/core/config/checks-file/example.ts';
import { parsePairFile } from '../../src/core/config/pair-file/parse.ts';
import { installCommand, serviceOf } from '../../src/core/config/pair-file/service.ts';
import { ROOT } from '../../tools/generated.ts';

const PAGE = readFileSync(join(ROOT, 'docs/upgrade.md'), 'utf8');
const [pairFile = '', answers, checks] = [...PAGE.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text);

test('the page about upgrades has the answers file and the checks file that are tested', () => {
  expect([answers, checks]).toEqual([ANSWERS_EXAMPLE, CHECKS_EXAMPLE]);
});

test('the pair file on the page about upgrades has a command for every step', () => {
  const { pairFile: parsed, problems } = parsePairFile(pairFile, 'pair.yaml');
  expect(problems).toEqual([]);
  const plan = serviceOf(parsed!, 'B');
  expect(plan).toMatchObject({
    ...{ run: 'ssh', stop: ['systemctl', 'stop', 'switchover@B'], start: ['systemctl', 'start', 'switchover@B'] },
    ...{ release: ['/opt/app/bin/app', '--version'], restart: ['systemctl', 'reboot'], timeLimitMs: 900_000 },
  });
  expect(plan.startMode?.set('disabled')).toEqual(['systemctl', 'disable', 'switchover@B']);
  expect(installCommand(plan, '2021 R4')).toEqual(['/usr/local/sbin/install-app', '2021 R4']);
});
