/** Reads the answers of an upgrade that runs unattended, from disk or from a pipe. */
import type { Answers } from '../../core/config/answers-file/answers.ts';
import { ANSWERS_FILE, parseAnswers } from '../../core/config/answers-file/answers.ts';
import { tooLarge } from '../../core/config/yaml-text/size.ts';
import type { Problem } from '../../core/problem.ts';
import { SwitchoverError, unusableInput } from '../../core/problem.ts';
import { readInputFile } from './input-file.ts';
import { textOf } from './utf8-text.ts';

/**
 * Reads and checks an answers file. `file` is also the name shown in problems.
 *
 * @throws SwitchoverError as `readInputFile`; `file-too-large`, `not-utf8`, errors in its content (usage), further
 * problems in `also`
 */
export async function readAnswersFile(file: string): Promise<{ answers: Answers; warnings: readonly Problem[] }> {
  const bytes = await readInputFile(file, ANSWERS_FILE.largest, 'an answers file');
  if (bytes.length > ANSWERS_FILE.largest) throw new SwitchoverError('usage', tooLarge(ANSWERS_FILE, file));
  const { answers, problems } = parseAnswers(textOf(bytes, file, ANSWERS_FILE), file);
  if (answers !== null) return { answers, warnings: problems };
  throw unusableInput(problems);
}
