import { BaseSequencer, type TestSpecification } from 'vitest/node';
import config from '../../vitest.config.ts';

/** vitest runs the longest test files first, which is best if all run: here a run ends with the first failure. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toReversed();
  }
}

export default { ...config, test: { ...config.test, sequence: { sequencer: QuickFirst } } };
