import type { Command } from '@oclif/core/command';
import { Help, standardizeIDFromArgv } from '@oclif/core/help';
import type { Config, Topic as OclifTopic } from '@oclif/core/interfaces';
import { renderCommandHelp, renderTopicHelp, type Topic } from '../presentation/help/help.ts';
import type { CommandEntry } from '../presentation/help/manifest.ts';
import type { Medium } from '../presentation/text/palette.ts';
import { describeCommand, describeCommands } from './describe.ts';
import { standardExitCodes } from './exit-codes.ts';
import { type Manner, mannerOf } from './failure.ts';
import { GROUPS } from './help-groups.ts';
import { mediumOf } from './terminal.ts';
import { unknownCommand } from './unknown-command.ts';

/** Our help instead of oclif's: for a command, a topic or the program; with `--json` the same facts as data. */
export class SwitchoverHelp extends Help {
  private manner: Manner = { json: false, noColor: false };

  override async showHelp(argv: string[]): Promise<void> {
    this.manner = mannerOf(argv);
    const end = argv.findIndex((word) => word.startsWith('-') || word.startsWith('/'));
    const [id] = standardizeIDFromArgv(end < 0 ? argv : argv.slice(0, end), this.config);
    if (id === undefined) return this.showRootHelp();
    const command = this.config.findCommand(id);
    if (command !== undefined) return this.showCommandHelp(command);
    const topic = this.config.findTopic(id);
    if (topic !== undefined) return this.showTopicHelp(topic);
    throw unknownCommand(id.split(':'), this.config);
  }

  override async showRootHelp(): Promise<void> {
    this.showTopic('');
  }

  protected override async showTopicHelp({ name }: OclifTopic): Promise<void> {
    this.showTopic(name.replaceAll(':', ' '));
  }

  override async showCommandHelp(command: Command.Loadable): Promise<void> {
    const entry = describeCommand(command);
    this.show(entry, (medium) => renderCommandHelp(entry, medium));
  }

  private showTopic(topic: string): void {
    const page = topicOf(topic, this.config);
    this.show({ commands: page.commands }, (medium) => renderTopicHelp(page, medium));
  }

  private show(facts: CommandEntry | { readonly commands: readonly CommandEntry[] }, text: (medium: Medium) => string) {
    const { json } = this.manner;
    process.stdout.write(json ? `${JSON.stringify(facts, null, 2)}\n` : text(mediumOf(process.stdout, this.manner)));
  }
}

/** The help page of a topic, or of the program if `topic` is empty. */
export function topicOf(topic: string, config: Config): Topic {
  const { commands } = describeCommands(config);
  const about = config.topics.map(({ name, description }) => [name.replaceAll(':', ' '), description ?? '']);
  const topics: Record<string, string> = Object.fromEntries([['', config.pjson.oclif.description ?? ''], ...about]);
  return {
    topic,
    summary: topics[topic] ?? null,
    commands: commands.filter(({ id, hidden }) => !hidden && (topic === '' || id.startsWith(`${topic} `))),
    topics,
    groups: GROUPS,
    exitCodes: standardExitCodes(),
  };
}
