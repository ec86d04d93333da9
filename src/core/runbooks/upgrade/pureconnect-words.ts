/**
 * The words of an upgrade for a PureConnect pair, in the terms of its administrators (reference: Appendix B and
 * Appendix C).
 */
import { otherLetter } from '../../letter.ts';
import type { Action, Check, Deed, Step } from '../step.ts';
import type { ActionWords, StepWords, Words } from '../words.ts';
import type { Named } from './own-words.ts';
import { releaseWords } from './own-words.ts';

/** `service`: its name in the list of Windows services. */
export function pureConnectWords(named: Named, service: string): Words {
  const spoken = { ...named, service };
  return {
    step: (step) => stepWords(step, spoken),
    action: (action) => ({ ...actionWords(action, spoken), verifies: checkWords(action.check, spoken) }),
  };
}

interface Spoken extends Named {
  readonly service: string;
}

const CONTROL_PANEL = 'Start > All Programs > PureConnect > Switchover';

function actionWords({ deed, check }: Action, spoken: Spoken): Omit<ActionWords, 'verifies'> {
  const { names, service } = spoken;
  switch (deed.kind) {
    case 'stop':
      return {
        title: `Stop the CIC service on ${names[deed.server]}`,
        byHand: [
          `On ${names[deed.server]}, open Services (services.msc), select "${service}" and click Stop.`,
          'Wait until its Status is empty. Some subsystems need several minutes.',
        ],
        confirm: `Is "${service}" stopped on ${names[deed.server]}?`,
      };
    case 'start':
      return {
        title: `Start the CIC service on ${names[deed.server]}`,
        byHand: [
          `On ${names[deed.server]}, open Services (services.msc), select "${service}" and click Start.`,
          `Wait until the Switchover Control Panel (${CONTROL_PANEL}) shows ${names[deed.server]} as described above.`,
        ],
        confirm: confirmWords(check, spoken),
      };
    case 'restart':
      return {
        title: `Restart ${names[deed.server]}`,
        byHand: [`Restart Windows on ${names[deed.server]}, and log in again.`],
        confirm: `Has ${names[deed.server]} been restarted?`,
      };
    case 'test':
      return {
        title: `Test ${releaseWords(spoken, 'new')} on ${names[deed.server]}`,
        byHand: [
          'Log in with a CIC client: it connects to the new active server.',
          'Place an inbound, an outbound and an internal call; transfer one; leave and retrieve a voice mail.',
          'Route an ACD call, an e-mail and a chat to an agent.',
          'Check the handlers, reports and integrations that your site depends on.',
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
          `Open the Switchover Control Panel (${CONTROL_PANEL}). It needs the Remote Control user right.`,
          'Make sure that it shows no warning about file replication.',
          'Click Switch, read the confirmation dialog, and click Yes. Note the time: downtime begins here.',
          'Or, as a master administrator, run: SwitchoverCtrlU.exe /Immediate /Notifier',
        ],
        confirm: `Does the Switchover Control Panel show ${names[deed.server]} as the active server?`,
      };
    case 'look':
      return {
        title: `Verify that ${checkWords(check, spoken)}`,
        byHand: [`Open the Switchover Control Panel (${CONTROL_PANEL}).`],
        confirm: confirmWords(check, spoken),
      };
    case 'decide':
      return {
        title: 'Determine whether the new release is acceptable',
        byHand: [],
        confirm: 'Are you satisfied with the new release?',
      };
  }
}

function startModeWords(
  deed: Extract<Deed, { kind: 'start-mode' }>,
  { names, service }: Spoken,
): Omit<ActionWords, 'verifies'> {
  const name = names[deed.server];
  const type = deed.to === 'manual' ? 'Manual' : 'Automatic';
  return {
    title: `Set the CIC service on ${name} to ${type.toLowerCase()}`,
    byHand: [
      `On ${name}, open Services (services.msc) and the Properties of "${service}".`,
      deed.to === 'manual'
        ? 'Note the present Startup type, set it to Manual, and click OK.'
        : 'Set the Startup type to Automatic (or to what you noted in step 2), and click OK.',
    ],
    confirm: `Is the Startup type of "${service}" on ${name} ${deed.to === 'manual' ? 'Manual' : 'as it was before step 2'}?`,
  };
}

function installWords(deed: Extract<Deed, { kind: 'install' }>, spoken: Spoken): Omit<ActionWords, 'verifies'> {
  const name = spoken.names[deed.server];
  const release = releaseWords(spoken, deed.release);
  const steps =
    deed.release === 'new'
      ? [
          `On ${name}, run the installation of ${release} that Interactive Update has downloaded. (In the Interactive Update Client Configuration, set updates to be downloaded automatically and installed manually.)`,
          'Run Setup Assistant only if the installation asks for it.',
          'With Interaction Process Automation (IPA): make sure that the persistence directory is where it was. See the Interaction Process Automation Technical Reference.',
        ]
      : [`On ${name}, uninstall the new release, and install ${release} as your change plan describes it.`];
  return {
    title: `Install ${release} on ${name}`,
    byHand: steps,
    confirm: `Is ${release} installed on ${name}, without errors in the log of the installation?`,
  };
}

function confirmWords(check: Check, spoken: Spoken): string {
  if (check.is !== 'backup') return `Is it so that ${checkWords(check, spoken)}?`;
  const { names } = spoken;
  const name = names[check.server];
  const state = check.state === 'backup' ? 'backup' : `backup in state ${stateName(check.state)}`;
  return `Does the Switchover Control Panel show ${names[otherLetter(check.server)]} as the active server and ${name} as ${state}?`;
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
      return `the Startup type of "${service}" on ${names[check.server]} is ${check.to === 'manual' ? 'Manual' : 'as it was'}`;
    case 'release':
      return `${releaseWords(spoken, check.release)} is installed on ${names[check.server]}`;
    case 'backup': {
      const state = check.state === 'backup' ? '' : `, in state ${stateName(check.state)}`;
      return `${names[otherLetter(check.server)]} is the active server and ${names[check.server]} the backup${state}`;
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
  const reinstall = `On ${one}: stop the CIC service, install ${old} again, start the CIC service, and set it to Automatic.`;
  switch (step.id) {
    case 'stop':
      return {
        ...plain,
        why: `${one} is the backup, so users notice nothing. Until both servers run the same release again, no automatic switchover takes place.`,
        cautions: [`If ${other} fails from now on, nothing switches by itself.`],
        back: `Start the CIC service on ${one}.`,
      };
    case 'manual-start':
      return {
        ...plain,
        why: 'The installation and Windows may restart the server, and CIC must not start before you want it to.',
        back: `Set the CIC service on ${one} to Automatic, and start it.`,
      };
    case 'install':
      return { ...plain, why: `${other} continues to serve with ${old}.`, back: reinstall };
    case 'restart':
      return {
        ...plain,
        why: 'Files in use are replaced when Windows restarts.',
        cautions: [
          'If Windows is upgraded too: both servers must have identical network adapter names, the computer name must stay the same, and the same domain user must be used on both servers. Do not run Setup Assistant again on the active server.',
        ],
        back: reinstall,
      };
    case 'start':
      return {
        ...plain,
        why: `${one} comes up as the backup in state Upgrade Higher. Almost everything is replicated to it; handlers, phone data and what the two Upgrade Higher exclusion parameters name are not.`,
        cautions: [
          `Publish custom handlers on ${one} itself, with a connection directly to it, before you switch.`,
          'Do not stay in this state longer than necessary: configuration changes can be lost, and nothing switches automatically.',
        ],
        back: reinstall,
      };
    case 'verify':
      return {
        ...plain,
        why: 'The next step changes the active server. Until then, going back costs no downtime.',
        back: reinstall,
      };
    case 'switch':
      return {
        ...plain,
        why: `${one} becomes the active server. A minimal downtime begins while services switch over.`,
        cautions: [
          'Connected CIC clients connect again by themselves.',
          'E-mails in queues are queued again; a file transfer in progress must be repeated.',
        ],
        back: `Switch back to ${other}, as in step 10b: a second short downtime. Changes made meanwhile that are not replicated in state Upgrade Lower are lost.`,
      };
    case 'keep-way-back':
      return {
        ...plain,
        title: `Restart ${other} and start the CIC service there`,
        why: `The formerly active server is stale until it is restarted. Then it is the backup in state Upgrade Lower, and you can switch back to ${old}.`,
        cautions: [
          `If you leave this step out, you cannot switch back until ${other} has been restarted.`,
          'In state Upgrade Lower, only what the Custom Upgrade parameters list is replicated.',
        ],
        back: `Switch back to ${other}, as in step 10b.`,
      };
    case 'test':
      return {
        ...plain,
        why: `After step 10a, ${old} is on neither server.`,
        back: `Switch back to ${other}, as in step 10b.`,
      };
    case 'decide':
      return {
        ...plain,
        verifies: 'you have decided',
        why: `Satisfied: step 10a upgrades ${other}. Not satisfied: step 10b switches back to ${other} with ${old}.`,
        back: `Switch back to ${other}, as in step 10b.`,
      };
    case 'upgrade-second':
      return {
        ...plain,
        title: `Satisfied: upgrade ${other} (stop the CIC service, install ${next}, start the CIC service)`,
        why: `${other} comes up in Backup mode, because both servers run the same release. The pair is protected again.`,
        cautions: [`Once ${next} is installed on ${other}, going back means to install ${old} again.`],
        back: `Install ${old} on both servers, one after the other, with a switch in between.`,
      };
    case 'original-start':
    case 'back.original-start':
    case 'out.original-start':
      return { ...plain, why: `From now on, CIC starts with Windows on ${one} as before.` };
    case 'back.switch':
      return {
        ...plain,
        title: `Not satisfied: switch back to ${other}`,
        why: `${other} becomes the active server again, with ${old}.`,
        cautions: [
          `Changes made since step 7 that were not replicated in state Upgrade Lower are lost (Appendix C): data outside the Custom Upgrade parameters, and handlers.`,
          `Afterwards ${one} is stale until it is restarted; then it is the backup in state Upgrade Higher.`,
        ],
      };
    default: {
      const name = step.server === null ? '' : names[step.server];
      if (step.actions.length === 1)
        return { ...plain, why: `CIC on ${name} was stopped, or is stale after a switch.` };
      return {
        ...plain,
        title: `Put ${old} back on ${name} (stop the CIC service, install ${old}, start the CIC service)`,
        why: `${name} is not the active server, so users notice nothing.`,
        cautions: [`Changes that are only on ${name} and were not replicated are lost.`],
      };
    }
  }
}
