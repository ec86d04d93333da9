import { describe, expect, it } from 'vitest';
import { formatsReading, MESSAGE_FORMATS, readMessage } from '../../../src/core/diagnosis/formats/catalogue.ts';
import { readSample } from './read-text.ts';

const samples = MESSAGE_FORMATS.flatMap((format) => format.samples.map((sample) => ({ id: format.id, ...sample })));

describe('message formats', () => {
  it.each(samples)('$id reads its sample correctly: $text', ({ id, text, reads }) => {
    expect(formatsReading(text).map((format) => format.id)).toEqual([id]);
    expect(readMessage(text)?.saw).toEqual(reads);
  });

  it('have unique names', () => {
    const ids = MESSAGE_FORMATS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each([
    'ts-ping-failure.switchover.log',
    'ts-ping-failure-older-dialect.switchover.log',
    'notifier-connection-lost.switchover.log',
    'internal-switch-request.switchover.log',
    'nettest-parameters-backup-a.switchover.log',
    'nettest-parameters-backup-b.switchover.log',
    'ts-ping-success.switchover.log',
    'ts-ping-success.notifier.log',
    'ts-ping-success.tsserver.log',
  ])('read every line of %s', (name) => {
    const reading = readSample(name);
    expect(reading.understood).toBe(reading.lines - 1);
    expect(reading.unread).toBe(0);
  });

  it.each([
    ['in a quoted subject', 'Mail received, subject "Switchover Service: Switch Initiated"'],
    ['in a file name', 'Mirroring D:\\I3\\IC\\Initiating Connections Switch\\notes.txt'],
    ['in a quotation of the whole line', "User said: 'CVirtualSwitchControl::Switch(): Initiating switch'"],
    ['with something after it', 'Backup server switching to primary mode.wav was replicated'],
    ['denied', 'SwitchoverState::StateBackup: Module is down, not going to StatePrimary: manual mode'],
    ['only thought of', 'SwitchoverState::StateBackup: would be going to StatePrimary and switching now'],
    ['in a path that goes on', 'Initiating Connections Switch/readme.md copied'],
  ])('do not take the words of a switch %s for a switch', (_where, text) => {
    expect(readMessage(text)?.saw.kind).not.toBe('becoming-primary');
  });

  it.each(['EMail', 'WebProcessor', 'FileMonitor', 'SwitchoverFileMonitor', 'ChatText', 'TsServer'])(
    'take the words of a switch under the topic %s for a quotation',
    (topic) => {
      for (const { text, reads } of samples.filter(({ reads: { kind } }) => kind === 'becoming-primary')) {
        expect(readMessage(text, topic), text).toBeNull();
        for (const own of [null, '', 'Switchover', 'SwitchoverStates', 'SystemMonitor', 'VirtualSwitch']) {
          expect(readMessage(text, own)?.saw, `${own} ${text}`).toEqual(reads);
        }
      }
    },
  );

  it.each([
    ['EMail', 'Your message took too long to be delivered'],
    [null, 'Mail received, subject "remote subsystem disconnected"'],
  ])('do not take the hints of the Notifier under the topic %s, or quoted, for hints', (topic, text) => {
    expect(readMessage(text, topic)).toBeNull();
  });

  it('return the rule number of our own engine', () => {
    expect(readMessage('SwitchoverMain::Serving : this server is the active one, term 2 [rule 22]')).toMatchObject({
      rule: 22,
      saw: { kind: 'serving', term: 2 },
    });
  });
});
