/**
 * The procedures that operators carry out on a pair: both servers keep the journal of the upgrade, so that it can be
 * continued from another machine, and written through whichever server can be reached.
 */
import { z } from 'zod';
import { SwitchoverError } from '../../core/problem.ts';
import { PROCEDURES_CHANNEL } from '../../core/runbooks/journal-payload.ts';
import type { Offer, OfferReply } from '../../core/runbooks/offered.ts';
import { offerShape, refusal, takeOffer } from '../../core/runbooks/offered.ts';
import { progressOf } from '../../core/runbooks/progress.ts';
import { UPGRADE } from '../../core/runbooks/upgrade/steps.ts';
import { ok, route } from '../route.ts';
import type { Subsystem, SubsystemHost } from '../subsystem.ts';
import { createJournalExchange } from './exchange.ts';
import type { JournalKeeper } from './keeper.ts';
import { openJournalKeeper } from './keeper.ts';

/** Room for the largest entry, as a client sends them. In bytes. */
const OFFER_LIMIT = 64 * 1024;

/** @throws SwitchoverError `journal-unusable` */
export async function openProcedures(host: SubsystemHost): Promise<Subsystem> {
  const { pair } = host.pair.pairFile;
  const keeper = await openJournalKeeper({ dataFolder: host.dataFolder, pair, log: host.log });
  const exchange = createJournalExchange({ keeper, pair, send: host.send, log: host.log });
  return {
    channel: PROCEDURES_CHANNEL,
    onStateChange: exchange.onStateChange,
    onFrame: exchange.hear,
    facts: () => {
      const journal = keeper.journal();
      return { upgrade: journal === null ? null : progressOf(journal) };
    },
    warnings: keeper.warnings,
    files: [keeper.file],
    routes: [
      route({
        method: 'GET',
        path: '/v1/procedures/upgrade',
        right: 'viewer',
        shape: z.unknown(),
        answer: () => ok({ entries: keeper.journal()?.run.entries ?? [], earlier: keeper.holding().earlier }),
      }),
      route({
        method: 'POST',
        path: '/v1/procedures/upgrade',
        right: 'remote-control',
        shape: offerShape,
        bodyLimit: OFFER_LIMIT,
        answer: async (offer) => {
          const reply = await keeper.inTurn(() => accept(keeper, pair, offer));
          if (reply.accepted) exchange.announce();
          return ok(reply);
        },
      }),
    ],
    close: keeper.close,
  };
}

async function accept(keeper: JournalKeeper, pair: string, offer: Offer): Promise<OfferReply> {
  const before = keeper.journal();
  const taken = takeOffer(UPGRADE, before, keeper.holding().earlier, offer);
  if (!taken.ok) return taken.reply;
  const { begun } = taken.journal.run;
  if (begun.pair !== pair) {
    const what = `it is the journal of the pair "${begun.pair}"; this is the pair "${pair}"`;
    return refusal(before, 'upgrade-other-pair', null, what, 'use the pair file of this pair');
  }
  try {
    if (taken.entries.length > 0) await keeper.append(taken.entries);
    return { accepted: true, number: taken.journal.ids.length };
  } catch (error) {
    if (!(error instanceof SwitchoverError)) throw error;
    const what = `this server could not write it to its disk: ${error.problem.why}`;
    return refusal(
      before,
      'upgrade-journal-not-written',
      null,
      what,
      'write it to the other server, and check the disk',
    );
  }
}
