import { AT_ONCE, definitionsIn } from '../define.ts';
import type { TakesEffect } from '../definition.ts';

const WEB_PROCESSOR: TakesEffect = {
  when: 'restart',
  of: 'backup',
  subsystem: 'the WebProcessor subsystem on the active server',
  why: 'both take part in the copying, and read it when they start',
};

const { oneZero, yesNo } = definitionsIn('recovery', { meaning: { zero: 'they are not copied' } });

/** Interactions that go on after a switch, because the backup holds a copy (a shadow) of each. */
export const RECOVERY = [
  oneZero({
    name: 'Mail Interaction Recovery Enabled',
    shortName: 'mail-recovery',
    takesEffect: AT_ONCE,
    since: '4.0 SU3',
    dependsOn: ['Mail Interaction Recovery Filter Enabled'],
    section: 'Recovery of email interactions',
    readings: ['R16', 'R17', 'R21'],
    description:
      'Keeps a copy of each email interaction on the backup, so that work in progress goes on after a switch instead ' +
      'of beginning anew. After the switch an email has a new ID, and a reply that an agent has begun keeps neither ' +
      'its layout nor its attachments. Many thousands of emails load the servers and the line between them.',
  }),
  oneZero({
    name: 'Mail Interaction Recovery Filter Enabled',
    shortName: 'mail-recovery-filter',
    meaning: { zero: 'every email is copied' },
    takesEffect: AT_ONCE,
    dependsOn: ['Mail Interaction Recovery Enabled'],
    section: 'Recovery of email interactions',
    readings: ['R16', 'R17'],
    description:
      'Copies only those emails to the backup that have been in the queue of an agent. The others come from the ' +
      'mailbox again after a switch. Meant for sites with more than 15,000 emails at a time. Without Mail Interaction ' +
      'Recovery Enabled it does nothing.',
  }),
  oneZero({
    name: 'Chat Interaction Recovery Enabled',
    shortName: 'chat-recovery',
    takesEffect: WEB_PROCESSOR,
    since: '4.0 SU3',
    section: 'Recovery of chat interactions',
    readings: ['R17', 'R21'],
    description:
      'Keeps a copy of each chat on the backup, so that the person at the other end goes on writing after a switch ' +
      'and need not connect again and wait. Files that were sent, and messages of the system, are lost. SMS that ' +
      'arrive as chats are not recovered by it.',
  }),
  oneZero({
    name: 'Callback Interaction Recovery Enabled',
    shortName: 'callback-recovery',
    takesEffect: WEB_PROCESSOR,
    since: '4.0 SU3',
    section: 'Recovery of callback interactions',
    readings: ['R17', 'R21'],
    description:
      'Keeps a copy of each requested callback on the backup. Without it a switch loses the callbacks for good.',
  }),
  oneZero({
    name: 'SMS Interaction Recovery Enabled',
    shortName: 'sms-recovery',
    takesEffect: WEB_PROCESSOR,
    since: '2016 R4',
    section: 'Recovery of SMS interactions',
    readings: ['R17', 'R21'],
    description:
      'Keeps a copy of each SMS interaction on the backup, so that a conversation goes on after a switch. For generic ' +
      'SMS objects the parameter IonNotifier must be set up as well, which belongs to another part of the system.',
  }),
  oneZero({
    name: 'Socialconversation Interaction Recovery Enabled',
    shortName: 'social-conversation-recovery',
    takesEffect: {
      when: 'restart',
      of: 'backup',
      subsystem: 'the SMICEventBridge subsystem',
      why: 'both take part in the copying, and read it when they start',
    },
    since: '2019 R1',
    dependsOn: ['Directmessage Interaction Recovery Enabled'],
    section: 'Recovery of social media interactions',
    readings: ['R17'],
    description:
      'Keeps a copy of each public conversation in social media on the backup. Without it a conversation comes back ' +
      'when somebody writes in it again.',
  }),
  oneZero({
    name: 'Directmessage Interaction Recovery Enabled',
    shortName: 'direct-message-recovery',
    takesEffect: {
      when: 'restart',
      of: 'both',
      subsystem: 'the SMICEventBridge subsystem',
      why: 'the whole server takes part in the copying, and reads it when it starts',
    },
    since: '2019 R1',
    dependsOn: ['Socialconversation Interaction Recovery Enabled'],
    section: 'Recovery of social media interactions',
    readings: ['R17'],
    description: 'Keeps a copy of each direct message in social media on the backup.',
  }),
  yesNo({
    name: 'StatServer_DisableQPSLoggingOnBackup',
    shortName: 'statserver-disable-qps-logging',
    meaning: { zero: 'the backup writes its statistics to the CSV file' },
    takesEffect: {
      when: 'restart',
      of: 'subsystem',
      subsystem: 'the StatServer subsystem on the backup',
      why: 'nothing else reads it',
    },
    section: 'Location of log data',
    readings: ['R17'],
    description:
      'Yes keeps the backup from writing its statistics to a CSV file, which saves space on its disk. At a switch the ' +
      'backup writes them in any case. Without recovery of interactions there are none to write.',
  }),
] as const;
