import { describe, expect, it } from 'vitest';
import {
  anyUp,
  bothUp,
  connectionStatusWords,
  noConnections,
  withConnection,
} from '../../../../src/core/engine/monitors/connections.ts';

const none = noConnections(0);
const main = withConnection(none, 'main', 'up', 10);
const aux = withConnection(none, 'aux', 'up', 10);
const both = withConnection(main, 'aux', 'up', 20);

describe('the two connections', () => {
  it.each([
    [none, 'both connections down', false, false],
    [main, 'main connection up', true, false],
    [aux, 'auxiliary connection up', true, false],
    [both, 'both connections up', true, true],
    [withConnection(none, 'main', 'dialing', 5), 'both connections down', false, false],
  ])('are said in the words of the reference', (connections, words, any, all) => {
    expect([connectionStatusWords(connections), anyUp(connections), bothUp(connections)]).toEqual([words, any, all]);
  });

  it('record since when and why, and nothing else changes', () => {
    const lost = withConnection(both, 'main', 'down', 30, 'ECONNRESET');
    expect(lost.main).toEqual({ status: 'down', since: 30, failure: 'ECONNRESET' });
    expect(lost.aux).toBe(both.aux);
    expect(withConnection(lost, 'main', 'up', 40).main.failure).toBeNull();
  });
});
