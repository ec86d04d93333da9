import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, switchover } from '../support/cli.ts';

const sample = (name: string): string => join(ROOT, 'test', 'core', 'logs', 'samples', `${name}.switchover.log`);

describe('why-switched, played again', () => {
  it('says that the engine decides the same, and by which rule', async () => {
    const { stdout } = await switchover(['why-switched', sample('ts-ping-failure')]);
    expect(stdout).toMatch(/^ {2}14:18:25\.682: The engine of this version, told the same, decides the same$/m);
  });

  it('says when other values would have switched', async () => {
    const flags = ['--what-if', 'reconnect-timeout=10', '--json'];
    const { stdout } = await switchover(['why-switched', sample('notifier-connection-lost'), ...flags]);
    expect(JSON.parse(stdout)).toMatchObject({
      replays: [
        {
          cause: 'notifier-connection-lost',
          agrees: true,
          decided: { at: '08:59:50.016', rule: 435 },
          whatIf: { wouldHaveSwitched: true, at: '08:59:30.016' },
        },
      ],
    });
  });

  it('says that the log does not tell, and what would have happened if nothing had changed', async () => {
    const flags = ['--what-if', 'Switchover Reconnect Timeout=60'];
    const { stdout } = await switchover(['why-switched', sample('notifier-connection-lost'), ...flags]);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'What if Switchover Reconnect Timeout=60: the log does not tell: it would have switched at 09:00:20.016, unless the connections had come back before.',
    );
  });

  it('says where it parts from a release that asked on one connection only', async () => {
    const { stdout } = await switchover(['why-switched', sample('ts-ping-failure-older-dialect')]);
    expect(stdout.replace(/\s+/g, ' ')).toContain('it still asks the module on its other connection');
  });

  it('refuses a value that the parameter does not take', async () => {
    const flags = ['--what-if', 'Switchover TS Timeout=1'];
    const { code, stderr } = await switchover(['why-switched', sample('ts-ping-failure'), ...flags]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('(value-too-small)')]);
  });
});
