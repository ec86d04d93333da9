/** Stories and seeds, told under an operator's parameters. */
import { didYouMean } from '../core/nearest.ts';
import type { ParameterValues } from '../core/parameters/catalogue.ts';
import { findParameter, unknownParameter } from '../core/parameters/catalogue.ts';
import type { ParameterValue } from '../core/parameters/definition.ts';
import { checkTogether } from '../core/parameters/rules.ts';
import { parseValue } from '../core/parameters/value.ts';
import type { Problem } from '../core/problem.ts';
import { SwitchoverError } from '../core/problem.ts';
import type { SimulationReport } from '../core/simulation/report.ts';
import { reportOf } from '../core/simulation/report.ts';
import { parseStory } from '../core/simulation/story/parse.ts';
import type { Story } from '../core/simulation/story/story.ts';
import { tellSeed, tellStory } from '../core/simulation/tell.ts';
import { readShippedStory, readStoryFile, shippedStories } from '../host/story-files.ts';

export interface StoryList {
  readonly stories: readonly { readonly name: string; readonly title: string }[];
}

/** The stories that come with switchover. */
export async function listStories(): Promise<StoryList> {
  const stories = await shippedStories();
  const read = stories.map(async (shipped) => {
    const story = storyOf(await readShippedStory(shipped), shipped.file);
    return { name: shipped.name, title: story.title };
  });
  return { stories: await Promise.all(read) };
}

export interface SimulationRequest {
  /** A file, or the name of a story that comes with switchover. */
  readonly scenario: string | null;
  /** A whole number: the night of a seed, ten minutes in which everything goes wrong. */
  readonly seed: string | null;
  /** `NAME=VALUE`, in place of the story's own. */
  readonly set: readonly string[];
}

export interface Simulated {
  readonly report: SimulationReport;
  /** Values that are fine one by one and do not go together. */
  readonly warnings: readonly Problem[];
}

/**
 * Tells a story or a seed.
 *
 * @throws SwitchoverError (usage) where the story, the seed or a value is wrong; (unreachable) where a file cannot be
 * read
 */
export async function simulate(request: SimulationRequest): Promise<Simulated> {
  const report = await reportFor(request);
  return { report, warnings: checkTogether(report.parameters).map(({ problem }) => ({ ...problem, where: null })) };
}

async function reportFor({ scenario, seed, set }: SimulationRequest): Promise<SimulationReport> {
  const values = readSettings(set);
  if (seed !== null) {
    if (scenario !== null) throw wrongUse('seed-and-scenario', 'a story and a seed are two things', 'name one of them');
    const number = readSeed(seed);
    return reportOf(tellSeed(number, values), { story: null, seed: number });
  }
  const { name, story } = await findStory(scenario ?? '');
  return reportOf(tellStory(story, values), { story: { name, title: story.title, prose: story.prose }, seed: null });
}

const LARGEST_SEED = 4_294_967_295;

function readSeed(text: string): number {
  const seed = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (seed <= LARGEST_SEED) return seed;
  throw wrongUse(
    'seed-wrong',
    `--seed ${JSON.stringify(text)} is no seed`,
    `give a whole number up to ${LARGEST_SEED}`,
  );
}

function wrongUse(code: string, what: string, next: string): SwitchoverError {
  return new SwitchoverError('usage', {
    code,
    what,
    why: 'a night is drawn by lot from a whole number; a story has a name or a file',
    where: '--seed',
    do: next,
  });
}

async function findStory(scenario: string): Promise<{ readonly name: string; readonly story: Story }> {
  if (/[/\\]|\.story$/.test(scenario)) {
    return { name: scenario, story: storyOf(await readStoryFile(scenario), scenario) };
  }
  const stories = await shippedStories();
  const shipped = stories.find(({ name }) => name === scenario);
  if (shipped !== undefined) return { name: scenario, story: storyOf(await readShippedStory(shipped), shipped.file) };
  const hint = didYouMean(
    scenario,
    stories.map(({ name }) => name),
  );
  throw new SwitchoverError('usage', {
    code: 'story-not-found',
    what: `no story that comes with switchover is called ${JSON.stringify(scenario)}`,
    why: 'a file of your own is named by its path, with a slash or with its ending .story',
    where: 'SCENARIO',
    do: hint === '' ? 'see what there is: switchover simulate --list' : hint,
  });
}

function storyOf(text: string, file: string): Story {
  const { story, problems } = parseStory(text, file);
  if (story === null) throw new SwitchoverError('usage', problems[0]!, problems.slice(1));
  return story;
}

/** The last of two values for one parameter counts, as with any flag. */
function readSettings(set: readonly string[]): ParameterValues {
  const values: { [name in string]: ParameterValue } = {};
  const problems: Problem[] = [];
  for (const text of set) {
    const read = readSetting(text);
    if ('problem' in read) problems.push(read.problem);
    else values[read.name] = read.value;
  }
  if (problems.length > 0) throw new SwitchoverError('usage', problems[0]!, problems.slice(1));
  return values as ParameterValues;
}

function readSetting(
  text: string,
): { readonly name: string; readonly value: ParameterValue } | { readonly problem: Problem } {
  const equals = text.indexOf('=');
  if (equals < 1) {
    return {
      problem: {
        code: 'setting-wrong',
        severity: 'error',
        what: `--set ${JSON.stringify(text)} is no setting`,
        why: 'a setting is a name, an equals sign and a value',
        where: '--set',
        do: 'write: --set "Switchover Reconnect Timeout=30"',
      },
    };
  }
  const name = text.slice(0, equals).trim();
  const definition = findParameter(name);
  if (definition === null) return { problem: unknownParameter(name, '--set') };
  const parsed = parseValue(definition, text.slice(equals + 1), '--set');
  return parsed.ok ? { name: definition.name, value: parsed.value } : { problem: parsed.problem };
}
