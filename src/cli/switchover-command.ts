import { Command, Flags } from '@oclif/core';
import type { Problem } from '../core/problem.ts';
import { EXIT_CODES, SwitchoverError } from '../core/problem.ts';
import type { Medium } from '../presentation/palette.ts';
import { renderProblem } from '../presentation/problem.ts';
import { mediumOf } from './terminal.ts';

/** What a command hands back: the data for `--json`, the same facts as text, and the exit code. */
export interface Outcome {
  readonly data: unknown;
  /** Printed on stdout. Not called with `--json`. */
  readonly text: (medium: Medium) => string;
  /** 0 done or yes; 1 the answer is no. Everything else is thrown as a SwitchoverError. */
  readonly exit: 0 | 1;
  /** Printed on stderr before the text; part of `data` where `--json` users need them. */
  readonly warnings?: readonly Problem[];
}

/**
 * What every command shares: the global flags, one JSON document or text on stdout, errors by their kind.
 * A command implements `execute` and nothing else: flags in, one operation, an outcome out.
 */
export abstract class SwitchoverCommand extends Command {
  static override baseFlags = {
    json: Flags.boolean({ description: 'print one JSON document on standard output', helpGroup: 'GLOBAL' }),
    color: Flags.boolean({ description: 'colour on a terminal', default: true, allowNo: true, helpGroup: 'GLOBAL' }),
  };

  /** The command's own work. Throws a SwitchoverError where it cannot be done. */
  protected abstract execute(): Promise<Outcome | undefined>;

  /** Set before parsing, because a parse error must already know how to speak. */
  protected wantsJson(): boolean {
    const end = this.argv.indexOf('--');
    return (end < 0 ? this.argv : this.argv.slice(0, end)).includes('--json');
  }

  protected medium(stream: NodeJS.WriteStream = process.stdout): Medium {
    return mediumOf(stream, { noColor: this.argv.includes('--no-color') });
  }

  override async run(): Promise<void> {
    try {
      const outcome = await this.execute();
      if (outcome === undefined) return;
      const stderr = this.medium(process.stderr);
      for (const warning of outcome.warnings ?? []) process.stderr.write(`${renderProblem(warning, stderr)}\n`);
      const text = this.wantsJson() ? JSON.stringify(outcome.data, null, 2) : outcome.text(this.medium());
      if (text !== '') process.stdout.write(`${text}\n`);
      process.exitCode = outcome.exit;
    } catch (error) {
      this.fail(asSwitchoverError(error));
    }
  }

  private fail(error: SwitchoverError): void {
    const { code, what, why, where, do: next } = error.problem;
    if (this.wantsJson()) {
      const also = error.also.length > 0 ? { also: error.also } : {};
      process.stdout.write(`${JSON.stringify({ error: { code, what, why, where, do: next }, ...also }, null, 2)}\n`);
    } else {
      const stderr = this.medium(process.stderr);
      for (const problem of [error.problem, ...error.also]) process.stderr.write(`${renderProblem(problem, stderr)}\n`);
    }
    process.exitCode = EXIT_CODES[error.kind];
  }
}

/** Anything thrown becomes a problem: oclif's own parse errors are usage; the rest is a bug of ours. */
export function asSwitchoverError(error: unknown): SwitchoverError {
  if (error instanceof SwitchoverError) return error;
  if (isParseError(error)) {
    return new SwitchoverError('usage', {
      code: 'usage',
      what: (error.message.split('\n')[0] ?? error.message).trim(),
      why: 'the command does not take this',
      where: null,
      do: 'add --help to see what it takes',
    });
  }
  const cause = error instanceof Error ? error : new Error(String(error));
  return new SwitchoverError('bug', {
    code: 'internal-error',
    what: `switchover met a fault of its own: ${cause.message}`,
    why: cause.stack ?? 'no stack',
    where: null,
    do: 'please report it with the command you ran and the text above',
  });
}

function isParseError(error: unknown): error is Error & { oclif: unknown; parse: unknown } {
  return error instanceof Error && 'parse' in error && 'oclif' in error;
}
