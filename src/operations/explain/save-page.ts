import { checkPagePlace, writePage } from '../../host/files/page-file.ts';

/**
 * Checks that a page may be written to a file, creates it, and writes it. The check comes first, so that a mistake in the
 * path is reported before the work.
 *
 * @throws SwitchoverError as `writePage`
 */
export async function savePage<T>(file: string, work: () => Promise<T>, page: (result: T) => string): Promise<T> {
  await checkPagePlace(file);
  const result = await work();
  await writePage(file, page(result));
  return result;
}
