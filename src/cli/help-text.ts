import { renderCommandHelp, renderTopicHelp } from '../presentation/help.ts';
import type { Manifest } from '../presentation/manifest.ts';
import type { Medium } from '../presentation/palette.ts';
import type { Request } from './dispatch.ts';
import { standardExitCodes } from './exit-codes.ts';
import { GROUPS, TOPICS } from './topics.ts';

/** Help for a command, a topic, or the whole program; with `json`, the same facts as one document. */
export function helpText(
  request: Exclude<Request, { kind: 'run' | 'version' }>,
  manifest: Manifest,
  medium: Medium | 'json',
): string {
  if (request.kind === 'help-command') {
    const entry = manifest.commands.find(({ id }) => id === request.id)!;
    return medium === 'json' ? `${JSON.stringify(entry, null, 2)}\n` : renderCommandHelp(entry, medium);
  }
  const { topic } = request;
  const commands = manifest.commands.filter(
    ({ id, hidden }) => !hidden && (topic === '' || id.startsWith(`${topic} `)),
  );
  if (medium === 'json') return `${JSON.stringify({ commands }, null, 2)}\n`;
  return renderTopicHelp(
    { topic, summary: TOPICS[topic] ?? null, commands, topics: TOPICS, groups: GROUPS, exitCodes: standardExitCodes() },
    medium,
  );
}
