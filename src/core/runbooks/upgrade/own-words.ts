/** The words of an upgrade for a pair that this tool runs: "the service" is `switchover node run` and what its hooks start. */
import type { Letter } from '../../letter.ts';
import { otherLetter } from '../../letter.ts';
import type { Action, Check, Deed, Step } from '../step.ts';
import type { ActionWords, Overview, StepWords, Words } from '../words.ts';

/** What the words name. A release that is not known yet is null. */
export interface Named {
  readonly names: Readonly<Record<Letter, string>>;
  /** The server that is upgraded first. */
  readonly first: Letter;
  readonly oldRelease: string | null;
  readonly newRelease: string | null;
}

export function ownWords(named: Named): Words {
  return {
    overview: overview(named),
    step: (step) => stepWords(step, named),
    action: (action) => ({ ...actionWords(action, named), verifies: checkWords(action.check, named) }),
  };
}

export function releaseWords({ oldRelease, newRelease }: Named, which: 'old' | 'new'): string {
  const release = which === 'old' ? oldRelease : newRelease;
  return release === null ? `the ${which} release` : `release ${release}`;
}

function overview(named: Named): Overview {
  const { names, first } = named;
  const [one, other] = [names[first], names[otherLetter(first)]];
  const [old, next] = [releaseWords(named, 'old'), releaseWords(named, 'new')];
  return {
    summary: `${one}, the backup, is upgraded first while ${other} serves. Then ${one} becomes active with ${next} and is tested. If you are satisfied, ${other} is upgraded too; if not, ${other} becomes active again with ${old}.`,
    before: [
      `${capital(next)} can be installed on both servers, and ${old} can be installed again if you have to go back.`,
      'It is agreed what is tested in step 9, who tests it, and who decides in step 10.',
      'Users know when the short downtime of step 7 is to be expected.',
    ],
    cautions: [UNPROTECTED, UNREPLICATED],
    terms: [
      [
        'The service',
        'what runs "switchover node run" on a server, together with everything that its hooks start. It is stopped and started as a whole.',
      ],
    ],
    afterwards: [
      'switchover status says that the pair is protected.',
      `${one} is active now. To give the role back to ${other}, switch at a convenient time: switchover switch`,
    ],
  };
}

const UNPROTECTED =
  'From step 1 to the end of step 10, no automatic takeover protects the pair. If the active server fails meanwhile, make sure that the service runs on the other one, and switch to it by hand.';

const UNREPLICATED =
  'While the releases differ, handlers and part of the configuration are not replicated: postpone changes, and keep this time short.';

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function actionWords({ deed, check }: Action, named: Named): Omit<ActionWords, 'verifies'> {
  const { names } = named;
  switch (deed.kind) {
    case 'stop':
      return {
        title: `Stop the service on ${names[deed.server]}`,
        byHand: ['Stop the service, and wait until it has ended.'],
        confirm: `Is the service on ${names[deed.server]} stopped?`,
      };
    case 'start':
      return {
        title: `Start the service on ${names[deed.server]}`,
        byHand: ['Start the service.'],
        confirm: `Does the service on ${names[deed.server]} run?`,
      };
    case 'restart':
      return {
        title: `Restart the machine of ${names[deed.server]}`,
        byHand: ['Restart the machine, and wait until you can log in again.'],
        confirm: `Has the machine of ${names[deed.server]} been restarted?`,
      };
    case 'test':
      return {
        title: `Test the new release on ${names[deed.server]}`,
        byHand: [`Test what your users need: ${names[deed.server]} serves them now.`],
        confirm: `Does everything that you tested on ${names[deed.server]} work?`,
      };
    case 'start-mode':
      return startModeWords(deed, named);
    case 'install': {
      const release = releaseWords(named, deed.release);
      return {
        title: `Install ${release} on ${names[deed.server]}`,
        byHand: [
          `Install ${release} of the software that the pair protects.`,
          'If the pair file gives the release as text, change it there, in the copies on both servers and in yours.',
        ],
        confirm: `Is ${release} installed on ${names[deed.server]}?`,
      };
    }
    case 'switch':
      return {
        title: `Switch to ${names[deed.server]}`,
        byHand: ['Run: switchover switch'],
        confirm: `Is ${names[deed.server]} active?`,
      };
    case 'look':
      return {
        title: `Verify that ${checkWords(check, named)}`,
        byHand: ['Run: switchover status'],
        confirm: `Is it so that ${checkWords(check, named)}?`,
      };
    case 'decide':
      return { title: 'Decide: keep the new release?', byHand: [], confirm: 'Are you satisfied with the new release?' };
  }
}

function startModeWords(deed: Extract<Deed, { kind: 'start-mode' }>, { names }: Named): Omit<ActionWords, 'verifies'> {
  const name = names[deed.server];
  return deed.to === 'manual'
    ? {
        title: `Set the service on ${name} to start by hand only`,
        byHand: ['Set the service to start by hand only, so that it does not start with the machine.'],
        confirm: `Is the service on ${name} set to start by hand only?`,
      }
    : {
        title: `Set the start mode of the service on ${name} as it was`,
        byHand: ['Set the service to start as it did before the upgrade.'],
        confirm: `Does the service on ${name} start as it did before the upgrade?`,
      };
}

/** What a check verifies, as a clause. */
export function checkWords(check: Check, named: Named): string {
  const { names } = named;
  switch (check.is) {
    case 'confirmed':
      return 'you say so';
    case 'stopped':
      return `the service on ${names[check.server]} does not run`;
    case 'running':
      return `${names[check.server]} answers`;
    case 'restarted':
      return `the machine of ${names[check.server]} has been restarted`;
    case 'active':
      return `${names[check.server]} is active and answers on /primary`;
    case 'start-mode':
      return `the service on ${names[check.server]} starts ${check.to === 'manual' ? 'by hand only' : 'as it did before'}`;
    case 'release':
      return `${releaseWords(named, check.release)} is installed on ${names[check.server]}`;
    case 'backup': {
      const state = check.state === 'backup' ? 'backup' : `backup in state ${check.state}`;
      return `${names[check.server]} is ${state} and ${names[otherLetter(check.server)]} is active`;
    }
  }
}

function stepWords(step: Step, named: Named): StepWords {
  const { names, first } = named;
  const [one, other] = [names[first], names[otherLetter(first)]];
  const [old, next] = [releaseWords(named, 'old'), releaseWords(named, 'new')];
  const last = step.actions.at(-1)!;
  const reinstall = `Stop the service on ${one} if it runs, install ${old} there again, set its start mode as it was, and start it.`;
  const switchBack = `Switch back to ${other}, which still has ${old}: a second short downtime. Changes made since step 7 that were not replicated to the older release are lost.`;
  const plain = {
    title: actionWords(step.actions[0]!, named).title,
    cautions: [] as readonly string[],
    verifies: checkWords(last.check, named),
    back: null as string | null,
  };
  switch (step.id) {
    case 'stop':
      return {
        ...plain,
        why: `${one} is the backup, so users notice nothing.`,
        cautions: [UNPROTECTED],
        back: `Start the service on ${one} again: the pair is as it was.`,
      };
    case 'manual-start':
      return {
        ...plain,
        why: `Otherwise a restart of the machine would start the service on ${one} before the installation is finished.`,
        back: `Set the start mode as it was, and start the service on ${one}.`,
      };
    case 'install':
      return {
        ...plain,
        why: `${other} serves with ${old} while ${one} gets ${next}.`,
        back: reinstall,
      };
    case 'restart':
      return {
        ...plain,
        why: 'Files in use are replaced when the machine restarts, and a machine that does not come back is found out now, while nobody depends on it.',
        back: reinstall,
      };
    case 'start':
      return {
        ...plain,
        why: `${one} becomes the backup in state upgrade-higher, because it runs the newer release. It follows ${other}, except for what the parameters of that state exclude, and handlers.`,
        cautions: [
          `Handlers are not replicated between different releases: publish on ${one} itself those that it lacks.`,
        ],
        back: reinstall,
      };
    case 'verify':
      return {
        ...plain,
        title: `Verify that ${one} is ready to become active`,
        why: 'The next step changes who serves. This is the last moment at which going back costs no downtime.',
        back: reinstall,
      };
    case 'switch':
      return {
        ...plain,
        why: `${other} finishes its work and hands over; ${one} serves with ${next}. A short downtime begins with the switch and ends when ${one} serves.`,
        cautions: [
          'Connected clients have to connect again, unless they do that by themselves.',
          'What the backup does not have yet is lost; it is shown before the switch.',
        ],
        back: switchBack,
      };
    case 'keep-way-back':
      return {
        ...plain,
        title: `Verify that you can switch back to ${other}`,
        why: `While ${other} is the backup in state upgrade-lower, you can switch back to ${old} at once.`,
        cautions: [UNREPLICATED],
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
        why: `Satisfied: ${other} is upgraded too. Not satisfied: ${other} becomes active again with ${old}.`,
        back: switchBack,
      };
    case 'upgrade-second':
      return {
        ...plain,
        title: `Upgrade ${other}`,
        why: `${other} comes back as an ordinary backup, because both servers run the same release. From then on the pair is protected again.`,
        cautions: [`Once ${next} is installed on ${other}, you can go back only by installing ${old} again.`],
        back: `Install ${old} on both servers, one after the other, with a switch in between.`,
      };
    case 'original-start':
    case 'back.original-start':
    case 'out.original-start':
      return { ...plain, why: `From now on the service on ${one} starts with its machine as it did before.` };
    case 'back.switch':
      return {
        ...plain,
        title: `Switch back to ${other}${step.actions.length > 1 ? `, and put ${old} back on ${one}` : ''}`,
        why: `${other} serves again with ${old}. A short downtime begins with the switch and ends when it serves.`,
        cautions: [
          `Changes made since the switch to ${one} that were not replicated to the older release are lost; what the servers know of it is shown before the switch.`,
        ],
      };
    default: {
      // On the way back and on the way out: what a server needs to be as it was.
      const name = step.server === null ? '' : names[step.server];
      if (step.actions.length === 1) return { ...plain, why: `${name} was stopped by this procedure.` };
      return {
        ...plain,
        title: `Put ${old} back on ${name}`,
        why: `${name} is the backup while this happens, so users notice nothing.`,
        cautions: [`Changes that are only on ${name} and were not replicated are lost.`],
      };
    }
  }
}
