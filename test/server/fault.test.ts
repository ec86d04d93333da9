/** What an internal error becomes: a line in the log, and the error with which the process exits. */
import { expect, test } from 'vitest';
import { answerFaultLine, faultLine, faultProblem } from '../../src/server/fault.ts';

const ERROR = Object.assign(new TypeError('planted'), {
  stack: 'TypeError: planted\n    at one (a.ts:1:2)\n    at two (b.ts:3:4)',
});
const WITHOUT_PLACE = Object.assign(new Error('planted'), { stack: 'Error: planted' });
const WITHOUT_STACK = Object.assign(new Error('planted'), { stack: undefined });

test.each<[thrown: unknown, words: string, stack: string]>([
  [ERROR, 'TypeError: planted (at one (a.ts:1:2))', ERROR.stack],
  [WITHOUT_PLACE, 'Error: planted', 'Error: planted'],
  [WITHOUT_STACK, 'Error: planted', 'no stack'],
  ['planted', 'planted', 'no stack'],
])('of %o the log says %s', (thrown, words, stack) => {
  const line = { topic: 'SwitchoverMain', level: 'error' };
  const says = 'SwitchoverMain::Fault : internal error';
  expect(faultLine(thrown, null)).toEqual({ ...line, text: `${says}, this server exits: ${words}` });
  expect(faultLine(thrown, 'start')).toEqual({
    ...line,
    text: `${says} while handling [start], this server exits: ${words}`,
  });
  expect(answerFaultLine(thrown)).toEqual({ ...line, text: `${says} while answering a request: ${words}` });
  expect(faultProblem(thrown, '/srv/switchover.log')).toMatchObject({
    kind: 'bug',
    problem: {
      code: 'internal-error',
      what: `internal error, this server has exited: ${words.replace(/ \(.*$/, '')}`,
      why: stack,
      where: '/srv/switchover.log',
      do: 'start it again; please report the error, with this log and the flight recorder next to it',
    },
  });
});
