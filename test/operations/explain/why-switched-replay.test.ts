import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, switchover } from '../../support/cli.ts';

const sample = (name: string): string => join(ROOT, 'test', 'core', 'diagnosis', 'samples', `${name}.switchover.log`);

describe('the replay of why-switched', () => {
  it('says that the engine makes the same decision, and by which rule', async () => {
    const { stdout } = await switchover(['why-switched', sample('ts-ping-failure')]);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      '14:18:25.682: Given the events in the log, this version makes the same decision (rule ',
    );
  });

  it('says when there would have been a switch with other values', async () => {
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

  it('says that the log does not show the outcome, and what would have happened if nothing had changed', async () => {
    const flags = ['--what-if', 'Switchover Reconnect Timeout=60'];
    const { stdout } = await switchover(['why-switched', sample('notifier-connection-lost'), ...flags]);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'What if Switchover Reconnect Timeout=60: the log does not show the outcome: it would have switched at 09:00:20.016 unless the connections had been restored before then.',
    );
  });

  it('says how it differs from a release that pinged on one connection only', async () => {
    const { stdout } = await switchover(['why-switched', sample('ts-ping-failure-older-dialect')]);
    expect(stdout.replace(/\s+/g, ' ')).toContain('it still pings the module on the other connection');
  });

  it('rejects a value that the parameter does not accept', async () => {
    const flags = ['--what-if', 'Switchover TS Timeout=1'];
    const { code, stderr } = await switchover(['why-switched', sample('ts-ping-failure'), ...flags]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('(value-too-small)')]);
  });
});
