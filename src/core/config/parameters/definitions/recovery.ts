import { AT_ONCE, definitionsIn } from '../define.ts';
import type { TakesEffect } from '../definition.ts';

const WEB_PROCESSOR: TakesEffect = {
  when: 'restart',
  of: 'backup',
  subsystem: 'the WebProcessor subsystem on the active server',
  why: 'both take part in the copying, and read the value when they start',
};

const { oneZero, yesNo } = definitionsIn('recovery', { meaning: { zero: 'they are not copied' } });

/** Interactions that continue after a switch, because the backup holds a copy (a shadow) of each. */
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
      'Keeps a copy of each email interaction on the backup, so that work in progress continues after a switch instead ' +
      'of starting over. After the switch an email has a new ID, and a reply in progress loses its formatting and ' +
      'attachments. Many thousands of emails put load on the servers and the link between them.',
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
      'Copies only emails that have been in the queue of an agent to the backup. The others are fetched from the mailbox ' +
      'again after a switch. Meant for sites with more than 15,000 emails at a time. Has no effect without Mail ' +
      'Interaction Recovery Enabled.',
  }),
  oneZero({
    name: 'Chat Interaction Recovery Enabled',
    shortName: 'chat-recovery',
    takesEffect: WEB_PROCESSOR,
    since: '4.0 SU3',
    section: 'Recovery of chat interactions',
    readings: ['R17', 'R21'],
    description:
      'Keeps a copy of each chat on the backup, so that the other party can continue writing after a switch without ' +
      'reconnecting and waiting. Files that were sent, and system messages, are lost. SMS messages that arrive as chats ' +
      'are not recovered.',
  }),
  oneZero({
    name: 'Callback Interaction Recovery Enabled',
    shortName: 'callback-recovery',
    takesEffect: WEB_PROCESSOR,
    since: '4.0 SU3',
    section: 'Recovery of callback interactions',
    readings: ['R17', 'R21'],
    description: 'Keeps a copy of each requested callback on the backup. Without it, callbacks are lost in a switch.',
  }),
  oneZero({
    name: 'SMS Interaction Recovery Enabled',
    shortName: 'sms-recovery',
    takesEffect: WEB_PROCESSOR,
    since: '2016 R4',
    section: 'Recovery of SMS interactions',
    readings: ['R17', 'R21'],
    description:
      'Keeps a copy of each SMS interaction on the backup, so that a conversation continues after a switch. Generic SMS ' +
      'objects also need the parameter IonNotifier, which belongs to another part of the system.',
  }),
  oneZero({
    name: 'Socialconversation Interaction Recovery Enabled',
    shortName: 'social-conversation-recovery',
    takesEffect: {
      when: 'restart',
      of: 'backup',
      subsystem: 'the SMICEventBridge subsystem',
      why: 'both take part in the copying, and read the value when they start',
    },
    since: '2019 R1',
    dependsOn: ['Directmessage Interaction Recovery Enabled'],
    section: 'Recovery of social media interactions',
    readings: ['R17'],
    description:
      'Keeps a copy of each public social media conversation on the backup. Without it, a conversation reappears only ' +
      'when somebody writes in it again.',
  }),
  oneZero({
    name: 'Directmessage Interaction Recovery Enabled',
    shortName: 'direct-message-recovery',
    takesEffect: {
      when: 'restart',
      of: 'both',
      subsystem: 'the SMICEventBridge subsystem',
      why: 'the whole server takes part in the copying, and reads the value when it starts',
    },
    since: '2019 R1',
    dependsOn: ['Socialconversation Interaction Recovery Enabled'],
    section: 'Recovery of social media interactions',
    readings: ['R17'],
    description: 'Keeps a copy of each social media direct message on the backup.',
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
      'With Yes, the backup does not write its statistics to a CSV file, which saves disk space. During a switch the ' +
      'backup writes them in any case. Without recovery of interactions there are no statistics to write.',
  }),
] as const;
