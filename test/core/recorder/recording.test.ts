import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableHash } from '../../../src/core/engine/drawing.ts';
import { TABLE } from '../../../src/core/engine/table.ts';
import { type RecordedEntry, readRecorded } from '../../../src/core/recorder/recorded-entry.ts';
import { openPlayer, replayRecording } from '../../../src/core/recorder/recording.ts';
import { boot, newPair, quiet } from '../../support/engine-pair.ts';
import { make, move, type Operators } from '../../support/pair-moves.ts';

const RULES = tableHash(TABLE);

/** Server B's flight recorder under everything that is done to the pair. */
function recordingOf(moves: readonly Parameters<typeof make>[1][]): string[] {
  const lines: string[] = [];
  let booted = '';
  const pair = newPair((node, before, event, result) => {
    if (node.letter !== 'B') return;
    if (before.self.bootId !== booted || lines.length % 50 === 49) {
      booted = before.self.bootId;
      lines.push(JSON.stringify({ engine: 'x', rules: RULES, snapshot: before }));
    }
    lines.push(
      JSON.stringify({ event, ...(result.rule === null ? { refused: result.refused } : { rule: result.rule }) }),
    );
  });
  boot(pair, pair.nodes.A);
  boot(pair, pair.nodes.B);
  quiet(pair, 20_000);
  const operators: Operators = { expected: new Map(), sentTo: new Map() };
  for (const each of moves) make(pair, each, operators);
  return lines;
}

function entries(lines: readonly string[]): RecordedEntry[] {
  return lines.flatMap((text, index) => readRecorded(text, index + 1) ?? []);
}

describe('a flight recorder', () => {
  it('is replayed exactly, whatever happened', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        const lines = recordingOf(moves);
        const played = replayRecording(entries(lines));
        expect(played).toMatchObject({ parts: null, sameTable: true, unplaced: 0 });
        expect(played.alike).toBe(played.events);
        expect(played.events).toBeGreaterThan(10);
      }),
      { numRuns: 200 },
    );
  });

  it('has a server, and the time from its first row to its last row with one', () => {
    const timed = recordingOf([]).map((line, index) => JSON.stringify({ ...JSON.parse(line), wall: `row ${index}` }));
    const { wall: _, ...untimed } = JSON.parse(timed.at(-1)!);
    const lines = [...timed.slice(0, -1), JSON.stringify(untimed)];
    expect(replayRecording(entries(lines))).toMatchObject({
      ...{ from: 'row 0', to: `row ${lines.length - 2}`, runs: 1, gaps: 0, passed: 0 },
      server: { letter: 'B', name: 'beta' },
    });
    expect(replayRecording([])).toMatchObject({ from: null, to: null, server: null, events: 0, sameTable: true });
  });

  it('counts what stands before its first snapshot, and damaged lines', () => {
    const lines = recordingOf([]);
    expect(replayRecording(entries(lines.slice(1, 4)))).toMatchObject({ unplaced: 3, events: 0, passed: 0 });
    const player = openPlayer(false);
    const at = lines.findIndex((line) => line.includes('"rule":112'));
    for (const [index, line] of lines.with(at, lines[at]!.replace('"rule":112', '"rule":113')).entries()) {
      if (index === at - 1) player.damaged();
      player.take(readRecorded(line, index + 1)!, 'r.jsonl');
    }
    expect(player.end()).toMatchObject({ gaps: 1, parts: { file: 'r.jsonl', line: at + 1, wall: null } });
    expect(player.end().parts?.what).toMatch(/; an earlier line cannot be read, so an event may be missing$/);
  });

  it('differs if an event was refused for another reason, or led elsewhere', () => {
    const lines = recordingOf([]);
    const refused = JSON.stringify({ event: { type: 'commenced', id: 3, at: 900_000 }, refused: 'out of place' });
    expect(replayRecording(entries([...lines, refused])).parts?.what).toMatch(
      /^it is refused for another reason: B in /,
    );
    const decided = { from: 'init.asking', to: 'primary.serving', says: 's', inputs: {}, thresholds: {} };
    const elsewhere = lines.map((line) =>
      line.includes('"type":"start"') ? JSON.stringify({ ...JSON.parse(line), ...decided }) : line,
    );
    expect(replayRecording(entries(elsewhere)).parts?.what).toBe('it leads to init.asking, not to primary.serving');
  });

  it('by another rule table may have other reasons and inputs, but not other rules', () => {
    const lines = recordingOf([]).map((line) => line.replace(RULES, '00000000'));
    const refused = JSON.stringify({ event: { type: 'commenced', id: 3, at: 900_000 }, refused: 'out of place' });
    const decided = { from: 'init.asking', to: 'init.asking', says: 's', inputs: { term: 5 }, thresholds: {} };
    const other = lines.map((line) =>
      line.includes('"type":"start"') ? JSON.stringify({ ...JSON.parse(line), ...decided }) : line,
    );
    expect(replayRecording(entries([...other, refused])).parts).toBeNull();
  });

  it('shows the first decision that would be different now', () => {
    const lines = recordingOf([]);
    const at = lines.findIndex((line) => line.includes('"rule":112'));
    const other = lines.with(at, lines[at]!.replace('"rule":112', '"rule":113'));
    expect(replayRecording(entries(other)).parts).toMatchObject({ line: at + 1, recorded: 113, now: 112 });
  });

  it('shows a state that differs from the one reached', () => {
    const lines = recordingOf([]);
    const snapshot = JSON.parse(lines[0]!) as { snapshot: { nextId: number } };
    snapshot.snapshot.nextId = 99;
    const played = replayRecording(entries([...lines, JSON.stringify(snapshot)]));
    expect(played.parts?.what).toBe('the replay reached a different state from the recorded one');
  });

  it('says that it was made with another rule table, and by which version', () => {
    const lines = recordingOf([]).map((line) => line.replace(RULES, '00000000'));
    const writtenBy = [{ rules: '00000000', engine: 'x' }];
    expect(replayRecording(entries(lines))).toMatchObject({ sameTable: false, writtenBy, rules: RULES, parts: null });
  });

  it('is not compared between a difference and the next snapshot, and is compared again from there on', () => {
    const lines = recordingOf([]);
    const snapshot = JSON.parse(lines[0]!) as { snapshot: { self: { bootId: string } } };
    snapshot.snapshot.self.bootId = 'again';
    const at = lines.findIndex((line) => line.includes('"rule":112'));
    const other = lines.with(at, lines[at]!.replace('"rule":112', '"rule":113'));
    const played = replayRecording(entries([...other, JSON.stringify(snapshot), ...lines.slice(1)]));
    expect(played).toMatchObject({ runs: 2, passed: lines.length - 1 - at, events: at + lines.length - 1 });
    expect(played.alike).toBe(played.events - 1);
  });

  it('differs if the rule is the same but the decision was based on other inputs', () => {
    const decided = { from: 'init.asking', to: 'init.asking', says: 's', inputs: { term: 5 }, thresholds: {} };
    const lines = recordingOf([]).map((line) =>
      line.includes('"type":"start"') ? JSON.stringify({ ...JSON.parse(line), ...decided }) : line,
    );
    expect(replayRecording(entries(lines)).parts?.what).toBe('the decision is based on other inputs');
  });

  it('continues at a snapshot that says that earlier events were not written', () => {
    const lines = recordingOf([]);
    const snapshot = JSON.parse(lines[0]!) as { snapshot: { nextId: number } };
    snapshot.snapshot.nextId = 99;
    const played = replayRecording(entries([...lines, JSON.stringify({ ...snapshot, gap: true })]));
    expect(played).toMatchObject({ parts: null, gaps: 1, runs: 1 });
  });

  it('survives a state with missing parts or endless nesting', () => {
    const lines = recordingOf([]);
    const { snapshot, ...rest } = JSON.parse(lines[0]!) as { snapshot: Record<string, unknown> };
    for (const part of ['connections', 'monitors', 'module', 'durable', 'self', 'timers']) {
      const bare = JSON.stringify({ ...rest, snapshot: { ...snapshot, [part]: {} } });
      expect(() => replayRecording(entries([bare, ...lines.slice(1), bare]))).not.toThrow();
    }
    const deep = `{"engine":"x","rules":"${RULES}","snapshot":${JSON.stringify(snapshot).replace(/}$/, `,"deep":${'['.repeat(30_000)}${']'.repeat(30_000)}}`)}}`;
    expect(replayRecording(entries([deep, deep])).parts?.what).toContain('different state from the recorded one');
  });

  it('never throws, whatever it contains', () => {
    const lines = recordingOf([]);
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.nat(200), fc.string({ maxLength: 5 }), (line, column, text) => {
        const original = lines[line]!;
        const at = column % original.length;
        const broken = lines.with(line, original.slice(0, at) + text + original.slice(at + text.length));
        expect(replayRecording(entries(broken)).events).toBeGreaterThanOrEqual(0);
      }),
    );
    fc.assert(
      fc.property(fc.json(), (text) => {
        const entry = readRecorded(text, 1);
        if (entry !== null) replayRecording([entry]);
      }),
    );
  });
});
