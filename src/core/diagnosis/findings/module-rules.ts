/** Findings on the monitored module (reference: "Module Monitor", "TS Ping Failure"; readings R6, R7, R27). */
import type { Facts } from './facts.ts';
import type { CauseRule } from './finding.ts';
import { pointsTo } from './peer-correlation.ts';
import { around, bringBack, formerActive, moduleLog } from './places.ts';

function moduleName(facts: Facts): string {
  return facts.module ?? 'the monitored module';
}

/** The parameters of the module monitor that were involved, as far as the lines show. */
function moduleParameters({ module, modulePings, led }: Facts): readonly string[] {
  const own =
    module === 'IP'
      ? ['Switchover IP Timeout', 'Switchover IP Retry Delay']
      : ['Switchover TS Timeout', 'Switchover TS Failure Retry Delay'];
  const timed = modulePings.some(({ saw }) => 'how' in saw && saw.how !== 'rejected');
  const silent = modulePings.length === 0;
  return [
    own[0] ?? '',
    // A rejected ping is not followed by a retry (reading R7).
    ...(timed || silent ? own.slice(1) : []),
    'Switchover Max TS Failures',
    // Older releases ping on one connection only, and nothing verifies the result.
    ...(silent || led.some(({ saw }) => saw.kind === 'module-round-lost') ? ['Switchover Ping on Aux Connection'] : []),
    ...(silent || led.some(({ saw }) => saw.kind.startsWith('verification-'))
      ? ['Switchover Primary Monitor Timeout']
      : []),
  ];
}

function moduleMissing(facts: Facts): readonly string[] {
  const { notifierLog, moduleLog: given } = facts.other;
  const where =
    given === null
      ? `the ${moduleLog(facts)} of the former active server around ${around(facts)}`
      : `${given} around ${around(facts)}`;
  return [
    ...(facts.contradiction === null ? [] : [`whether the module failed at all: ${facts.contradiction}`]),
    `why ${moduleName(facts)} did not answer: see ${where}`,
    // Servers of ours have no Notifier log.
    ...(given === null && notifierLog === null && !facts.own
      ? [`whether the pings arrived there: see its Notifier log around ${around(facts)}, which shows each of them`]
      : []),
    ...(facts.network === null
      ? [
          'whether the network was healthy: this log has no network check results; see the system event logs of both servers',
        ]
      : []),
  ];
}

function moduleNext(facts: Facts): readonly string[] {
  const { notifierLog, moduleLog: given } = facts.other;
  const module = moduleName(facts);
  const read = given ?? `the ${moduleLog(facts)} of ${formerActive(facts)}`;
  return [
    pointsTo(facts.other) === 'network'
      ? 'check the network between the two servers first: the logs of the active server point to it'
      : `read ${read} around ${around(facts)} to find out what ${module} was doing`,
    ...(notifierLog === null && given === null && !facts.own
      ? [
          "if the ping request is not in that log, look for it in the same server's Notifier log: it may never have arrived",
        ]
      : []),
    // A longer timeout does not help against a rejection, which comes immediately.
    wasRejected(facts)
      ? `find out why ${formerActive(facts)} rejected the pings: ${module} had stopped, or did not accept them`
      : `if ${module} was only slow, increase ${moduleParameters(facts)[0]} or Switchover Max TS Failures`,
    ...bringBack(facts),
  ];
}

/** Every failed ping was rejected, none timed out. */
function wasRejected({ modulePings }: Facts): boolean {
  const told = modulePings.flatMap(({ saw }) => ('how' in saw && saw.how !== null ? [saw.how] : []));
  return told.length > 0 && told.every((how) => how === 'rejected');
}

const byEngine = (): 'engine' => 'engine';

export const MODULE_RESTARTING: CauseRule = {
  number: 2,
  cause: 'module-restarting',
  needs: 'the decision says that the monitored module restarts too often',
  means: 'The module on the active server restarted too often: it kept answering under new process IDs.',
  confidence: (f) => {
    if (f.reason !== 'module-restarting') return null;
    return f.moduleRestarted === null ? 'likely' : 'certain';
  },
  initiator: byEngine,
  missing: (f) => [
    `why ${moduleName(f)} restarted: see the ${moduleLog(f)} and the system event log of the former active server around ${around(f)}`,
    ...(f.moduleRestarted === null ? ['when it restarted: this log does not show the individual restarts'] : []),
  ],
  parameters: () => ['Switchover Max Restarts', 'Switchover Max Restarts Period', 'Switchover Max Sequential Restarts'],
  next: (f) => [
    `read ${f.other.moduleLog ?? `the ${moduleLog(f)} of ${formerActive(f)}`} around ${around(f)} to find out what ended ${moduleName(f)} each time`,
    ...bringBack(f),
  ],
};

export const MODULE_DOWN_STATED: CauseRule = {
  number: 3,
  cause: 'module-down',
  needs: 'the decision, or the event right before it, says that the module is down',
  means: 'The monitored module on the active server did not answer any of the allowed pings.',
  confidence: (f) => {
    const stated = f.reason === 'module-down' || (f.reason === null && f.eventCause === 'module-down');
    if (!stated) return null;
    return f.moduleGivenUp !== null || f.verificationFailed !== null ? 'certain' : 'likely';
  },
  initiator: byEngine,
  missing: moduleMissing,
  parameters: moduleParameters,
  next: moduleNext,
};

export const MODULE_DOWN_SHOWN: CauseRule = {
  number: 8,
  cause: 'module-down',
  needs:
    'no reason is stated; shortly before, the module was declared down or its verification failed, and no connection had failed',
  means: 'The last thing logged before the switch is that the monitored module did not answer its pings.',
  confidence: (f) => {
    if (f.reason !== null || f.modulePings.length === 0 || f.connectionFailures.length > 0) return null;
    const shown = f.moduleGivenUp !== null || f.verificationFailed !== null;
    return shown && f.event === null ? 'likely' : 'possible';
  },
  initiator: byEngine,
  missing: (f) => ['which line states the reason for the switch: it is not in this log', ...moduleMissing(f)],
  parameters: moduleParameters,
  next: moduleNext,
};
