/**
 * The words of an upgrade for a PureConnect pair, in the terms of its administrators (reference: Appendix B, Appendix C,
 * "The Switchover Control Panel", "Switchover from the user's point of view").
 */
import { otherLetter } from '../../letter.ts';
import { PURECONNECT_POINTS } from '../../results/after-switch.ts';
import type { Action, Check, Deed, Step } from '../step.ts';
import type { ActionWords, Overview, StepWords, Words } from '../words.ts';
import type { Named } from './own-words.ts';
import { capital, releaseWords } from './own-words.ts';

/** `service`: its name in the list of Windows services. */
export function pureConnectWords(named: Named, service: string): Words {
  const spoken = { ...named, service };
  return {
    overview: overview(spoken),
    step: (step) => stepWords(step, spoken),
    action: (action) => ({ ...actionWords(action, spoken), verifies: checkWords(action.check, spoken) }),
  };
}

interface Spoken extends Named {
  readonly service: string;
}

function overview(spoken: Spoken): Overview {
  const { names, first } = spoken;
  const [one, other] = [names[first], names[otherLetter(first)]];
  const [old, next] = [releaseWords(spoken, 'old'), releaseWords(spoken, 'new')];
  return {
    summary: `${one}, the backup, is upgraded first while ${other} serves. Then you switch to ${one} and test ${next} there. If you are satisfied, ${other} is upgraded too. If not, you switch back to ${other}, which still has ${old}.`,
    before: [
      `The Switchover Control Panel shows ${other} as the active server and ${one} as the backup, both in auto-switch mode, on the same release, and without a warning about file replication.`,
      `${capital(next)} has been downloaded to both servers. In the Interactive Update Client Configuration, updates are downloaded automatically and installed manually.`,
      `The installation of ${old} is at hand, and there is a current backup of both servers.`,
      `You can log in to Windows on both servers as an administrator, and your CIC user has the Remote Control user right.`,
      'The list of custom handlers to publish in step 5 is complete, and somebody who can publish them is available.',
      'The server parameters that decide what is replicated while the releases differ have been reviewed: Switchover Upgrade Higher DS Exclusions, Switchover Upgrade Higher File Exclusions, Custom Upgrade Synchronization Directories, Custom Upgrade Attribute Exceptions, Custom Upgrade File Synchronization Directories, Custom Upgrade File Synchronization Exceptions.',
      'From step 1 to the end of step 10, nobody changes the configuration or publishes handlers, except in step 5.',
      'It is agreed what is tested in step 9, who tests it, and who decides in step 10. Users know when to expect the short downtime of step 7.',
      'Only with Interaction Process Automation (IPA): you know where the persistence directory is (Interaction Process Automation Technical Reference).',
      'Only if Windows is upgraded too: the network adapters have the same names on both servers, the computer names will not change, and both servers are set up with the same domain user. Do not run Setup Assistant again on the active server.',
    ],
    cautions: [UNPROTECTED, UNREPLICATED],
    terms: [
      [
        'Switchover Control Panel',
        'on either server, Start > All Programs > PureConnect > Switchover. It shows which server is active, in which state the backup is, and in which mode they switch.',
      ],
      [
        'Upgrade Higher, Upgrade Lower',
        'the state of a backup with a newer or an older release than the active server. In both, the pair is in manual switch only mode.',
      ],
    ],
    afterwards: [
      'The Switchover Control Panel shows both servers in auto-switch mode and on the same release: the pair is protected again.',
      `If step 10a was done, ${one} is the active server now. If ${other} usually is, plan a switch back at a quiet time.`,
      ...AFTER_THE_SWITCH,
      'Changes to the configuration and handlers are allowed again, and everybody who was told about the upgrade knows that it is over.',
    ],
  };
}

/** Those about the former active server and the cause are steps of the upgrade. */
const AFTER_THE_SWITCH = PURECONNECT_POINTS.filter(({ code }) => code !== 'former-active' && code !== 'cause').map(
  ({ what, do: advice }) => {
    const first = advice.replace(/^nothing: /, '');
    return `${what}. ${first.charAt(0).toUpperCase()}${first.slice(1)}.`;
  },
);

const UNPROTECTED =
  'From step 1 to the end of step 10, nothing switches automatically. If the active server fails meanwhile, make sure that the CIC service runs on the other one, and switch to it by hand.';

const UNREPLICATED =
  'While the releases differ, handlers and part of the configuration are not replicated, and changes to them can be lost. Keep this time short, above all in state Upgrade Lower.';

function actionWords({ deed, check }: Action, spoken: Spoken): Omit<ActionWords, 'verifies'> {
  const { names, service } = spoken;
  switch (deed.kind) {
    case 'stop':
      return {
        title: `Stop the CIC service on ${names[deed.server]}`,
        byHand: [
          `In Services (services.msc), stop "${service}".`,
          'Wait until it has stopped. Some subsystems take several minutes.',
        ],
        confirm: `Is "${service}" stopped on ${names[deed.server]}?`,
      };
    case 'start':
      return {
        title: `Start the CIC service on ${names[deed.server]}`,
        byHand: startLines(check, spoken),
        confirm: confirmWords(check, spoken),
      };
    case 'restart':
      return {
        title: `Restart ${names[deed.server]}`,
        byHand: ['Restart Windows, and log in again.'],
        confirm: `Has ${names[deed.server]} been restarted?`,
      };
    case 'test':
      return {
        title: `Test ${releaseWords(spoken, 'new')} on ${names[deed.server]}`,
        byHand: [
          `Log in with a CIC client, and make sure that it is connected to ${names[deed.server]}.`,
          'Place an inbound, an outbound and an internal call. Transfer one. Leave a voice mail, and listen to it.',
          'Send an ACD call, an e-mail and a chat to an agent.',
          'Check that lines and stations are active in Interaction Administrator.',
          'Try the custom handlers, reports and integrations that your site depends on.',
        ],
        confirm: `Does everything that you tested on ${names[deed.server]} work?`,
      };
    case 'start-mode':
      return startModeWords(deed, spoken);
    case 'install':
      return installWords(deed, spoken);
    case 'switch':
      return {
        title: `Switch to ${names[deed.server]}`,
        byHand: [
          'In the Switchover Control Panel, click Switch. (A master administrator can run SwitchoverCtrlU.exe /Immediate /Notifier instead, which switches without a question.)',
          'Read the confirmation. If it warns about file replication, click No and find out why first: files would be lost. Otherwise click Yes.',
          'Write down when the downtime begins, and when clients are connected again.',
        ],
        confirm: `Does the Switchover Control Panel show ${names[deed.server]} as the active server?`,
      };
    case 'look':
      return {
        title: 'Verify that the pair is ready for the switch',
        byHand: [
          `Open the Switchover Control Panel${check.is === 'backup' ? ` on ${names[otherLetter(check.server)]}` : ''}.`,
        ],
        confirm: `${confirmWords(check, spoken).slice(0, -1)}, without a warning about file replication?`,
      };
    case 'decide':
      return {
        title: 'Decide: is the new release acceptable?',
        byHand: [],
        confirm: 'Are you satisfied with the new release?',
      };
  }
}

/** A formerly active server is stale, so it is restarted; one with a newer release has handlers of its own. */
function startLines(check: Check, { service }: Spoken): readonly string[] {
  const start = `In Services (services.msc), start "${service}".`;
  if (check.is !== 'backup') return [start];
  switch (check.state) {
    case 'upgrade-higher':
      return [start, 'Publish custom handlers with a connection directly to this server, not to the active one.'];
    case 'upgrade-lower':
      return ['Restart Windows, and log in again.', `${start.slice(0, -1)}, unless it runs already.`];
    case 'backup':
      return [start];
  }
}

function startModeWords(
  deed: Extract<Deed, { kind: 'start-mode' }>,
  { names, service }: Spoken,
): Omit<ActionWords, 'verifies'> {
  const name = names[deed.server];
  return deed.to === 'manual'
    ? {
        title: `Set the CIC service on ${name} to Manual`,
        byHand: [
          `In Services (services.msc), open the properties of "${service}".`,
          'Write down its Startup type (usually Automatic), and set it to Manual.',
        ],
        confirm: `Is the Startup type of "${service}" on ${name} Manual?`,
      }
    : {
        title: `Set the CIC service on ${name} back to Automatic`,
        byHand: [
          `In Services (services.msc), open the properties of "${service}".`,
          'Set its Startup type to what you wrote down in step 2 (usually Automatic).',
        ],
        confirm: `Is the Startup type of "${service}" on ${name} as it was before step 2?`,
      };
}

function installWords(deed: Extract<Deed, { kind: 'install' }>, spoken: Spoken): Omit<ActionWords, 'verifies'> {
  const name = spoken.names[deed.server];
  const release = releaseWords(spoken, deed.release);
  const forward = [
    `Run the installation of ${release} that Interactive Update has downloaded.`,
    'Run Setup Assistant only if the installation asks for it.',
    'Only with IPA: make sure that the persistence directory is still where it was.',
  ];
  // The first one is restarted in a step of its own.
  const restart = deed.server === spoken.first ? [] : ['Restart Windows if the installation asks for it.'];
  return {
    title: `Install ${release} on ${name}`,
    byHand:
      deed.release === 'new'
        ? [...forward, ...restart]
        : [`Remove the new release, and install ${release}.`, 'Restart Windows if the installation asks for it.'],
    confirm: `Is ${release} installed on ${name}, without an error in the installation log?`,
  };
}

function confirmWords(check: Check, spoken: Spoken): string {
  if (check.is !== 'backup') return `Is it so that ${checkWords(check, spoken)}?`;
  const { names } = spoken;
  const name = names[check.server];
  const state = check.state === 'backup' ? '' : `, in state ${stateName(check.state)}`;
  return `Does the Switchover Control Panel show ${names[otherLetter(check.server)]} as the active server and ${name} as the backup${state}?`;
}

function stateName(state: 'upgrade-higher' | 'upgrade-lower'): string {
  return state === 'upgrade-higher' ? 'Upgrade Higher' : 'Upgrade Lower';
}

function checkWords(check: Check, spoken: Spoken): string {
  const { names, service } = spoken;
  switch (check.is) {
    case 'confirmed':
      return 'you say so';
    case 'stopped':
      return `"${service}" is stopped on ${names[check.server]}`;
    case 'running':
      return `"${service}" runs on ${names[check.server]}`;
    case 'restarted':
      return `${names[check.server]} has been restarted`;
    case 'active':
      return `the Switchover Control Panel shows ${names[check.server]} as the active server`;
    case 'start-mode':
      return `the Startup type of "${service}" on ${names[check.server]} is ${check.to === 'manual' ? 'Manual' : 'as it was before step 2'}`;
    case 'release':
      return `${releaseWords(spoken, check.release)} is installed on ${names[check.server]}, without an error in the installation log`;
    case 'backup': {
      const state = check.state === 'backup' ? '' : `, in state ${stateName(check.state)}`;
      return `the Switchover Control Panel shows ${names[otherLetter(check.server)]} as the active server and ${names[check.server]} as the backup${state}`;
    }
  }
}

function stepWords(step: Step, spoken: Spoken): StepWords {
  const { names, first } = spoken;
  const [one, other] = [names[first], names[otherLetter(first)]];
  const [old, next] = [releaseWords(spoken, 'old'), releaseWords(spoken, 'new')];
  const plain = {
    title: actionWords(step.actions[0]!, spoken).title,
    cautions: [] as readonly string[],
    verifies: checkWords(step.actions.at(-1)!.check, spoken),
    back: null as string | null,
  };
  const reinstall = `On ${one}, stop the CIC service if it runs, remove the new release, install ${old}, set the CIC service back to Automatic, and start it. No downtime.`;
  const switchBack = `Step 10b, with a second short downtime. ${other} has to be the backup for it, so do step 8 first.`;
  switch (step.id) {
    case 'stop':
      return {
        ...plain,
        why: `${one} is the backup, so users notice nothing.`,
        cautions: [UNPROTECTED],
        back: `Start the CIC service on ${one}. No downtime.`,
      };
    case 'manual-start':
      return {
        ...plain,
        why: `${one} is restarted soon, and CIC must not start with Windows before the installation is finished.`,
        back: `Set the CIC service on ${one} back to Automatic, and start it. No downtime.`,
      };
    case 'install':
      return { ...plain, why: `${other} serves meanwhile, with ${old}.`, back: reinstall };
    case 'restart':
      return { ...plain, why: 'Files that are in use are replaced only when Windows restarts.', back: reinstall };
    case 'start':
      return {
        ...plain,
        why: `${one} comes up as the backup in state Upgrade Higher. Nearly everything is replicated to it, but not handlers, phone data, and what the two Upgrade Higher parameters exclude.`,
        cautions: [UNREPLICATED],
        back: reinstall,
      };
    case 'verify':
      return {
        ...plain,
        verifies: `${plain.verifies}, without a warning about file replication`,
        why: 'This is the last moment at which going back costs no downtime.',
        back: reinstall,
      };
    case 'switch':
      return {
        ...plain,
        why: `${one} becomes the active server, with ${next}. A short downtime begins, while services switch over. CIC clients connect to ${one} by themselves.`,
        cautions: [
          'A file transfer during the switch can fail and has to be repeated, and attachments to draft e-mails have to be added again.',
        ],
        back: switchBack,
      };
    case 'keep-way-back':
      return {
        ...plain,
        title: `Restart ${other} and start the CIC service there`,
        why: `After a switch, the formerly active server is stale until it is restarted. Then it is the backup, in state Upgrade Lower.`,
        cautions: [
          `Without this step there is no way back: you can switch to ${other} only if it is the backup.`,
          `Only what the Custom Upgrade parameters name is replicated to ${other} now.`,
        ],
        back: switchBack,
      };
    case 'test':
      return {
        ...plain,
        why: `Going back is easy now: after step 10a, ${old} is no longer on either server.`,
        verifies: `everything that you tested on ${one} works`,
        back: switchBack,
      };
    case 'decide':
      return {
        ...plain,
        verifies: 'you have decided',
        why: `Satisfied: step 10a upgrades ${other}. Not satisfied: step 10b switches back to ${other}, with ${old}.`,
        back: switchBack,
      };
    case 'upgrade-second':
      return {
        ...plain,
        title: `Upgrade ${other}`,
        why: `${one} serves meanwhile. ${other} comes up as an ordinary backup, because both servers run the same release, and the pair switches automatically again.`,
        cautions: [`Once ${next} is installed on ${other}, there is no quick way back.`],
        back: `Install ${old} on ${other}, switch to it, and install ${old} on ${one}: a second short downtime.`,
      };
    case 'original-start':
    case 'back.original-start':
    case 'out.original-start':
      return { ...plain, why: `CIC starts with Windows on ${one} again.` };
    case 'back.switch':
      return {
        ...plain,
        title: `Switch back to ${other}${step.actions.length > 1 ? `, and put ${old} back on ${one}` : ''}`,
        why: `${other} becomes the active server again, with ${old}. Afterwards ${one} is stale until the CIC service is restarted there.`,
        cautions: [
          'Changes since step 7 to what the Custom Upgrade parameters do not name are lost, and so are handlers published since then.',
        ],
      };
    default: {
      const name = step.server === null ? '' : names[step.server];
      if (step.actions.length === 1)
        return { ...plain, why: `CIC on ${name} was stopped, or is stale after a switch.` };
      return {
        ...plain,
        title: `Put ${old} back on ${name}`,
        why: `${name} is not the active server, so users notice nothing.`,
        cautions: [`Changes that are only on ${name} and were not replicated are lost.`],
      };
    }
  }
}
