import type { YamlKind } from '../../core/config/yaml-text/source.ts';
import { decodeText } from '../../core/config/yaml-text/text.ts';
import { SwitchoverError } from '../../core/problem.ts';

/**
 * The text of a file that must be UTF-8. `file` is the name shown in problems.
 *
 * @throws SwitchoverError (usage) `not-utf8`, with the first invalid byte
 */
export function textOf(bytes: Buffer, file: string, { noun }: YamlKind): string {
  const decoded = decodeText(bytes);
  const wide = decoded.encoding.startsWith('utf-16');
  if (decoded.ok && !wide) return decoded.text;
  const { offset, line, column } = wide || decoded.ok ? { offset: 0, line: 1, column: 1 } : decoded;
  throw new SwitchoverError('usage', {
    code: 'not-utf8',
    where: `${file}:${line}:${column}`,
    what: `the ${noun} is not UTF-8: byte ${offset} is 0x${bytes[offset]!.toString(16).padStart(2, '0')}`,
    why: wide ? 'it looks like UTF-16' : 'that byte is not valid UTF-8',
    do: `save it as UTF-8, or run: iconv -f ${wide ? 'UTF-16' : 'ISO-8859-1'} -t UTF-8 ${file}`,
  });
}
