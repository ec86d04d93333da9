import { shippedScenarios } from '../../host/files/scenario-files.ts';

/** The names of the scenarios that come with switchover; found without loading the simulator. */
export async function scenarioNames(): Promise<readonly string[]> {
  return (await shippedScenarios()).map(({ name }) => name);
}
