import { expect, it } from 'vitest';
import { pairProcess } from '../support/pair-process.ts';

it('the switches that the reference prints switch without a question, for a master administrator of this pair', async () => {
  const pair = await pairProcess();
  await pair.startBoth();
  await pair.isProtected();
  const elsewhere = await pair.command('switch', '/Immediate', '/Notifier=elsewhere');
  expect(elsewhere).toMatchObject({ code: 2, stdout: '' });
  expect(elsewhere.stderr).toContain('the pair has no server "elsewhere" (unknown-server)');
  const credential = `${pair.folder}/pair/credentials/remote-control`;
  const weaker = await pair.command('switch', '/Immediate', '/Notifier', '--credential', credential);
  expect(weaker.stderr).toContain('this requires');
  expect(weaker.code).toBe(4);
  const switched = await pair.command('switch', '/Immediate', '/Notifier');
  expect(switched).toMatchObject({ code: 0, stdout: expect.stringContaining('now in term 2') });
  const rejoined = await pair.command('rejoin', '-y');
  expect(rejoined.code).toBe(0);
  await pair.isProtected();
  const back = await pair.command('switch', '/notifier=ALPHA', '/IMMEDIATE');
  expect(back).toMatchObject({ code: 0, stdout: expect.stringContaining('now in term 3') });
});
