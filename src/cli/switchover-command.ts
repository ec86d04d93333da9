import { Command } from '@oclif/core/command';
import type { Input, ParserOutput } from '@oclif/core/interfaces';
import type { Problem } from '../core/problem.ts';
import type { Medium } from '../presentation/text/palette.ts';
import type { ExitCodeMeanings } from './exit-codes.ts';
import { type Manner, mannerOf, reportProblems } from './failure.ts';
import { Flags } from './flags.ts';
import { mediumOf } from './terminal.ts';
import { usageError } from './usage-error.ts';

/** The help group of the global flags. */
export const GLOBAL = 'GLOBAL';

// biome-ignore lint/suspicious/noExplicitAny: as oclif declares what a parser puts out
type Values = Record<string, any>;

/** A command's result: the data for `--json`, the same facts as text, and the exit code. */
export interface Outcome {
  readonly data: unknown;
  /** Printed on stdout. Not called with `--json`. */
  readonly text: (medium: Medium) => string;
  /** 0: success or yes; 1: the answer is no. Everything else is thrown as a SwitchoverError. */
  readonly exit: 0 | 1;
  /** Printed on stderr before the text; also in `data` if `--json` users need them. */
  readonly warnings?: readonly Problem[];
}

/**
 * The base of all commands: global flags, one JSON document or text on stdout, exit codes by kind of error.
 * A command implements only `execute`: flags in, one operation, an outcome out.
 */
export abstract class SwitchoverCommand extends Command {
  static override baseFlags = {
    json: Flags.boolean({ description: 'print one JSON document on standard output', helpGroup: GLOBAL }),
    color: Flags.boolean({ description: 'use colour on a terminal', default: true, allowNo: true, helpGroup: GLOBAL }),
  };

  /**
   * The switches of the reference that this command accepts, as printed there, and the flags they stand for:
   * `{ Immediate: '--immediate --yes' }`. With `'--flag[=HOST]'`, the value may be omitted; the flag is then empty.
   */
  static slashFlags: Readonly<Record<string, string>> = {};

  /**
   * Exit codes with a more specific meaning for this command, or null for those it never returns. Shown in its help.
   */
  static exitCodes: ExitCodeMeanings = {};

  /** The command itself. Throws a SwitchoverError if it fails. */
  protected abstract execute(): Promise<Outcome | undefined>;

  protected wantsJson(): boolean {
    return this.manner().json;
  }

  protected manner(): Manner {
    return mannerOf(this.argv);
  }

  protected medium(stream: NodeJS.WriteStream = process.stdout): Medium {
    return mediumOf(stream, this.manner());
  }

  /** For work without a terminal: each thing that happens, a line on standard error; nothing with `--json`. */
  protected sayLines(): (line: string) => void {
    return this.wantsJson() ? () => undefined : (line) => void process.stderr.write(`${line}\n`);
  }

  override async run(): Promise<void> {
    const outcome = await this.execute();
    if (outcome === undefined) return;
    reportProblems(outcome.warnings ?? [], this.manner());
    const text = this.wantsJson() ? JSON.stringify(outcome.data, null, 2) : outcome.text(this.medium());
    if (text !== '') process.stdout.write(`${text}\n`);
    process.exitCode = outcome.exit;
  }

  /** Turns oclif's parser errors into usage errors in our format. */
  protected override async parse<F extends Values, B extends Values, A extends Values>(
    options?: Input<F, B, A>,
    argv?: string[],
  ): Promise<ParserOutput<F, B, A>> {
    return super.parse(options, argv).catch((error: Error) => {
      throw usageError(error);
    });
  }

  /** Failures are reported in one place: `main`. */
  protected override async catch(error: Error): Promise<never> {
    throw error;
  }
}
