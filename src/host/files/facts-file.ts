/** Reads what `switchover facts --local --json` wrote on the machine of a server that may not be running. */
import { SwitchoverError } from '../../core/problem.ts';
import { FACTS_VERSION, type MachineFacts, machineFactsShape } from '../../core/protocol/machine-facts.ts';
import { readInputFile } from './input-file.ts';

/** Several times the size of the largest that is written. */
const LARGEST_FILE_BYTES = 1024 * 1024;

/**
 * @throws SwitchoverError (unreachable) as `readInputFile`; (usage) `facts-not-json`, `facts-version`, `facts-invalid`, with
 * every fault of the last kind in `also`
 */
export async function readFactsFile(file: string): Promise<MachineFacts> {
  const bytes = await readInputFile(file, LARGEST_FILE_BYTES, 'a file with facts');
  if (bytes.length > LARGEST_FILE_BYTES) throw notJson(file, `it is longer than ${LARGEST_FILE_BYTES} bytes`);
  let json: unknown;
  try {
    // As written by a shell that redirects in UTF-16, or puts a mark in front.
    json = JSON.parse(decoded(bytes));
  } catch (error) {
    throw notJson(file, bytes.length === 0 ? 'it is empty' : (error as Error).message);
  }
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined;
  if (typeof version === 'number' && version !== FACTS_VERSION) throw otherVersion(file, version);
  const parsed = machineFactsShape.safeParse(json);
  if (parsed.success) return parsed.data;
  const [first, ...others] = parsed.error.issues.map((issue) => invalid(file, issue.path.join('.'), issue.message));
  throw new SwitchoverError(
    'usage',
    first!.problem,
    others.map(({ problem }) => problem),
  );
}

function decoded(bytes: Buffer): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}

const AGAIN = 'on the machine of that server, run: switchover facts --local --json > FILE';

function notJson(file: string, why: string): SwitchoverError {
  const what = `${file} does not contain facts about a machine`;
  return new SwitchoverError('usage', { code: 'facts-not-json', what, why, where: file, do: AGAIN });
}

function otherVersion(file: string, version: number): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'facts-version',
    what: `${file} was written by another version of switchover`,
    why: `its facts have version ${version}, and this command reads version ${FACTS_VERSION}`,
    where: file,
    do: 'write it again with the same version of switchover as here: switchover facts --local --json > FILE',
  });
}

function invalid(file: string, field: string, message: string): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'facts-invalid',
    what: field === '' ? `${file} does not contain facts about a machine` : `${field} in ${file} is invalid`,
    why: message,
    where: file,
    do: AGAIN,
  });
}
