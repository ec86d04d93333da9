/**
 * The upgrade of a pair, one server at a time (reference: Appendix B, "Applying a release to CIC switchover servers";
 * reading R19). The server that is the backup is upgraded first.
 */
import type { Letter } from '../../letter.ts';
import { otherLetter } from '../../letter.ts';
import type { Begun } from '../entry.ts';
import type { Route, Run, Runbook } from '../run.ts';
import type { Action, Check, Step } from '../step.ts';
import type { ActionName, Way } from './actions.ts';
import { actionOf } from './actions.ts';
import type { Standing } from './standing.ts';
import { standingAfter } from './standing.ts';

export const UPGRADE: Runbook = { name: 'upgrade', version: 1, route: routeOf };

type BackupState = Extract<Check, { is: 'backup' }>['state'];

/**
 * The steps of Appendix B by number, with `first` and the other one in the places of Server B and Server A. By hand,
 * the formerly active server does not become the backup by itself: step 8 starts it.
 */
export function forwardSteps({ first, byHand }: Pick<Begun, 'first' | 'byHand'>): readonly Step[] {
  const second = otherLetter(first);
  const on = (name: ActionName, server: Letter, check: Check): Action =>
    actionOf(name, server, first, 'forward', check);
  const backup = (server: Letter, state: BackupState): Check => ({ is: 'backup', server, state });
  const step = (number: number, id: string, server: Letter | null, ...actions: readonly Action[]): Step => ({
    id,
    number,
    branch: null,
    server,
    actions,
  });
  return [
    step(1, 'stop', first, on('stop', first, { is: 'stopped', server: first })),
    step(2, 'manual-start', first, on('manual-start', first, { is: 'start-mode', server: first, to: 'manual' })),
    step(3, 'install', first, on('install', first, { is: 'release', server: first, release: 'new' })),
    step(4, 'restart', first, on('restart', first, { is: 'restarted', server: first })),
    step(5, 'start', first, on('start', first, backup(first, 'upgrade-higher'))),
    step(6, 'verify', null, on('look', first, backup(first, 'upgrade-higher'))),
    step(7, 'switch', first, on('switch', first, { is: 'active', server: first })),
    step(8, 'keep-way-back', second, on(byHand ? 'start' : 'look', second, backup(second, 'upgrade-lower'))),
    step(9, 'test', first, on('test', first, { is: 'confirmed' })),
    step(10, 'decide', null, on('decide', first, { is: 'confirmed' })),
    {
      ...step(
        10,
        'upgrade-second',
        second,
        on('stop', second, { is: 'stopped', server: second }),
        on('install', second, { is: 'release', server: second, release: 'new' }),
        on('start-upgraded', second, backup(second, 'backup')),
      ),
      branch: 'satisfied',
    },
    step(11, 'original-start', first, on('original-start', first, { is: 'start-mode', server: first, to: 'original' })),
  ];
}

/** From where the pair stands to where it was: the old release on both servers, the roles and the start modes as before. */
export function stepsBack(standing: Standing, first: Letter): readonly Step[] {
  const second = otherLetter(first);
  const steps: Step[] = [];
  const add = builder(steps, first, 'back');
  const [one, other] = [standing.servers[first], standing.servers[second]];
  // The second one first: it has to be there before it can become active again.
  if (other.release !== 'old') add.reinstall(second, 'upgrade-lower');
  else if (other.running !== true) add.start(second, 'upgrade-lower');
  if (standing.active !== second) add.switchTo(second);
  if (one.release !== 'old') add.reinstall(first, 'backup');
  else if (one.running !== true) add.start(first, 'backup');
  add.originalStart(standing);
  return steps;
}

/**
 * The steps as a plan has them: with both answers to the decision, 10a and 10b, instead of the decision itself. 10b also
 * puts the old release back, so that the pair is protected again.
 */
export function plannedSteps(of: Pick<Begun, 'first' | 'byHand'>): readonly Step[] {
  const { first } = of;
  const second = otherLetter(first);
  const tested: Standing = {
    servers: {
      A: { running: true, release: 'old', startModeIsOriginal: true },
      B: { running: true, release: 'old', startModeIsOriginal: true },
      [first]: { running: true, release: 'new', startModeIsOriginal: false },
    },
    active: first,
  };
  const back = stepsBack(tested, first).filter(({ number }) => number !== 11);
  const notSatisfied: Step = {
    id: 'back.switch',
    number: 10,
    branch: 'not-satisfied',
    server: second,
    actions: back.flatMap(({ actions }) => actions),
  };
  const steps = forwardSteps(of).filter(({ id }) => id !== 'decide');
  return [...steps.filter(({ number }) => number !== 11), notSatisfied, ...steps.filter(({ number }) => number === 11)];
}

/** Out of the procedure as things stand: what it stopped is started again, and the start modes are as before. */
export function stepsOut(standing: Standing, first: Letter): readonly Step[] {
  const steps: Step[] = [];
  const add = builder(steps, first, 'out');
  for (const server of [otherLetter(first), first]) {
    if (standing.servers[server].running !== true) add.start(server, null);
  }
  add.originalStart(standing);
  return steps;
}

function builder(steps: Step[], first: Letter, way: Way) {
  const on = (name: ActionName, server: Letter, check: Check): Action => actionOf(name, server, first, way, check);
  const add = (name: string, server: Letter, ...actions: readonly Action[]): void => {
    const id = `${way}.${server === first ? 'first' : 'second'}.${name}`;
    steps.push({ id, number: null, branch: null, server, actions });
  };
  const started = (server: Letter, state: BackupState | null): Action =>
    on('start', server, state === null ? { is: 'running', server } : { is: 'backup', server, state });
  return {
    start: (server: Letter, state: BackupState | null) => add('start', server, started(server, state)),
    reinstall: (server: Letter, state: BackupState) =>
      add(
        'reinstall',
        server,
        on('stop', server, { is: 'stopped', server }),
        on('install', server, { is: 'release', server, release: 'old' }),
        started(server, state),
      ),
    switchTo: (server: Letter) =>
      steps.push({
        id: `${way}.switch`,
        number: 10,
        branch: 'not-satisfied',
        server,
        actions: [on('switch', server, { is: 'active', server })],
      }),
    originalStart: ({ servers }: Standing) => {
      if (servers[first].startModeIsOriginal) return;
      steps.push({
        id: `${way}.original-start`,
        number: 11,
        branch: null,
        server: first,
        actions: [on('original-start', first, { is: 'start-mode', server: first, to: 'original' })],
      });
    },
  };
}

/**
 * Forward: the steps of Appendix B, with 10 decided or not. After a turn, from where the pair stood then. Steps of an
 * earlier route that were begun are behind.
 */
function routeOf(run: Run): Route {
  const { first } = run.begun;
  const forward = forwardSteps(run.begun);
  if (run.turns.length === 0) {
    return { behind: [], steps: forward.filter(({ branch }) => branch === null || run.satisfied === true) };
  }
  const routes = run.turns.map(({ to, number }) => {
    const standing = standingAfter(run.entries.slice(0, number), run.begun);
    return to === 'back' ? stepsBack(standing, first) : stepsOut(standing, first);
  });
  const begun = ({ actions }: Step): boolean => actions.some(({ id }) => run.records.has(id));
  return { behind: [forward, ...routes.slice(0, -1)].flat().filter(begun), steps: routes.at(-1)! };
}
