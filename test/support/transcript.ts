/**
 * Transcripts of command lines. A line that begins with `$ ` is a command; below it are its standard output, its standard
 * error (marked `!`), and its exit code (marked `=`). A line with `#` is a comment.
 */
import type { Ended } from './cli.ts';

/** What differs in every run, and the placeholder for it. */
type Varying = readonly [pattern: RegExp, word: string];

export interface Surroundings {
  readonly run: (words: readonly string[]) => Promise<Ended>;
  /** Texts that differ from run to run, and the placeholder for each. */
  readonly replaced: readonly (readonly [text: string, word: string])[];
  readonly varying: readonly Varying[];
}

/** The words of each command, without the name of the program. */
export function commandsOf(transcript: string): (readonly string[])[] {
  return transcript
    .split('\n')
    .filter((line) => line.startsWith('$ '))
    .map((line) => wordsOf(line).slice(2));
}

/** Runs every command of a transcript again, one after the other. */
export async function transcriptOf(transcript: string, { run, replaced, varying }: Surroundings): Promise<string> {
  const written: string[] = [];
  for (const line of transcript.split('\n').filter((each) => /^[$#]/.test(each))) {
    if (line.startsWith('#')) {
      written.push(line);
      continue;
    }
    const { stdout, stderr, code } = await run(wordsOf(line).slice(2));
    const shown = (text: string): string => {
      const steady = replaced.reduce((now, [from, to]) => now.replaceAll(from, to), text);
      return [...VARYING, ...varying].reduce((now, [pattern, word]) => now.replace(pattern, word), steady);
    };
    written.push(line, ...marked(shown(stdout), ' '), ...marked(shown(stderr), '!'), `= ${code}`, '');
  }
  return `${written.join('\n').trimEnd()}\n`;
}

function marked(text: string, mark: string): string[] {
  if (text === '') return [];
  const lines = text.replace(/\n$/, '').split('\n');
  return lines.map((line) => `${mark} ${line}`.trimEnd());
}

/** Quotes as in a shell: double and single quotes keep words together; inside single quotes nothing is replaced. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:"((?:\\.|[^"])*)"|'([^']*)'|([^\s"']+))+/g)].map(([whole]) =>
    whole.replace(/"((?:\\.|[^"])*)"|'([^']*)'/g, (_, double?: string, single?: string) =>
      double === undefined ? single! : double.replace(/\\(.)/g, '$1'),
    ),
  );
}

const VARYING: readonly Varying[] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?/g, 'TIME'],
  [/(?<=expire on |that of the authority on )\d{4}-\d\d-\d\d/g, 'DATE'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'ID'],
  [/("\w*(?:Ms|pid)": )\d+(?:\.\d+)?/g, '$1N'],
];
