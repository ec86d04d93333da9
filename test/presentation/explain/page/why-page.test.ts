import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SceneOf, sceneOf } from '../../../../src/presentation/explain/page/lanes.ts';
import { drawScene } from '../../../../src/presentation/explain/page/picture.ts';
import { axisOver, sayTick } from '../../../../src/presentation/explain/page/scale.ts';
import { renderWhyPage } from '../../../../src/presentation/explain/page/why-page.ts';
import { esc } from '../../../../src/presentation/page/escape.ts';
import { table, why, whySample } from '../../../core/diagnosis/read-text.ts';
import { harmless, hostile, PAYLOADS } from './hostile.ts';

/** The tags of a page in order, with the names of their attributes. */
function skeleton(page: string): string[] {
  return [...page.matchAll(/<(\/?[a-z][a-z0-9]*)((?:\s[^<>]*)?)>/gi)].map(
    ([, name, rest = '']) => `${name} ${[...rest.matchAll(/\s([\w-]+)=/g)].map(([, each]) => each).join(' ')}`,
  );
}

const SIGN = fc.constantFrom('<', '>', '&', '"', "'", 'amp;', '#39', '\u202e', '\u0000', '\ud800', '\n');

describe('log text on the page', () => {
  it('stays text, whatever it contains', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(SIGN, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        expect(esc(text)).not.toMatch(/[<>"'\u0000-\u0008\u001b\u202e\u2066]/);
        expect(esc(text)).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
        expect(esc(text).isWellFormed()).toBe(true);
      }),
    );
  });

  it('produces the same tags as harmless text', () => {
    const page = renderWhyPage(hostile());
    expect(skeleton(page)).toEqual(skeleton(renderWhyPage(harmless())));
    expect(page).toContain('&lt;script&gt;');
    for (const payload of PAYLOADS) expect(page).not.toContain(payload);
  });
});

describe('the page', () => {
  it('needs nothing from outside and forbids it', () => {
    for (const report of [whySample('ts-ping-failure.switchover.log'), hostile()]) {
      const page = renderWhyPage(report);
      expect(page).toContain("default-src 'none'");
      expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(/i);
    }
  });

  it('shows the answer, every line of the evidence, and what to do', () => {
    const report = whySample('notifier-connection-lost.switchover.log');
    const page = renderWhyPage(report);
    expect(page).toContain('<title>SWITCHED at 08:59:50.125: both connections to the active server were lost</title>');
    const [found] = report.switches;
    for (const { text, means } of found?.evidence ?? []) {
      expect(page).toContain(esc(text));
      expect(page).toContain(esc(means));
    }
    for (const each of [...(found?.next ?? []), ...(found?.missing ?? [])]) expect(page).toContain(esc(each));
    expect(page).toContain('two servers may be active');
  });

  it('shows averted threats and unresolved failures as pictures too', () => {
    const lost =
      '10:00:00.000 [Error] CNotifierSocketConnection::OnListenToNotifier: detected socket failure 10054 on connection 1 Closing connection';
    const restored =
      '10:00:09.000 SwitchoverState::Reconnecting: Connections to the primary are restored, going to StateBackup';
    expect(renderWhyPage(why([table(lost, restored)]))).toContain('id="averted-wide-title"');
    expect(renderWhyPage(why([table(lost)]))).toContain('id="open-wide-title"');
    expect(renderWhyPage(whySample('nettest-parameters-backup-a.switchover.log'))).not.toContain('<svg');
  });

  it('explains each finding that it names, one link away', () => {
    const page = renderWhyPage(whySample('ts-ping-failure.switchover.log'));
    const [, number] = /<a href="#finding-(\d+)">finding \1<\/a>/.exec(page) ?? [];
    expect(number).toBeDefined();
    expect(page).toContain(`<dt id="finding-${number}">`);
  });

  it('has one title, however many switches it explains', () => {
    const rows = ['10:00:00.000', '14:00:00.000'].map((time) => `${time} Initiating Connections Switch`);
    const page = renderWhyPage(why([table(...rows)]));
    const [, title = ''] = /<title>([^<]+)<\/title>/.exec(page) ?? [];
    expect(title).toMatch(/^2 switches, the last: SWITCHED at 14:00:00/);
    expect(page.match(/<h1>/g)).toHaveLength(1);
  });

  it('gives every picture unique ids', () => {
    const rows = ['10:00:00.000', '14:00:00.000', '18:00:00.000'].map(
      (time) => `${time} Initiating Connections Switch`,
    );
    const ids = [...renderWhyPage(why([table(...rows)])).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBe(13);
    expect(new Set(ids).size).toBe(13);
  });
});

describe('the picture', () => {
  it('puts no mark on a label', () => {
    const bars = [{ from: 0, to: 100, kind: 'good', label: 'backup' }] as const;
    const draw = (...at: number[]): string =>
      drawScene(
        {
          groups: [
            {
              name: 'g',
              lanes: [{ name: 'l', bars, marks: at.map((each) => ({ at: each, tone: 'bad', title: 'x' })) }],
            },
          ],
          decidedAt: null,
          span: { from: 0, to: 100 },
        },
        { width: 960, labelsAbove: false, id: 'i', title: 't', description: 'd' },
      );
    const labelAt = (svg: string): number => Number(/class="on-bar" x="([\d.]+)"/.exec(svg)?.[1]);
    const [plain, moved] = [labelAt(draw()), labelAt(draw(2))];
    expect(moved).toBeGreaterThan(plain + 8);
    expect(draw(...Array.from({ length: 50 }, (_, index) => index * 2))).not.toContain('on-bar');
  });

  const [found] = whySample('notifier-connection-lost.switchover.log').switches;
  const decidedAt = found?.evidence.at(-2)?.sharedMs ?? 0;
  const lost: SceneOf = {
    evidence: found?.evidence ?? [],
    fromOtherLogs: [],
    life: null,
    decidedAt,
    activeAt: null,
    starting: false,
    backup: null,
    active: null,
  };

  it("shows what happened to the active server if its own log says so, with that log's lines beside it", () => {
    const again = { ...found!.evidence[0]!, sharedMs: decidedAt + 5_000, about: 'state' as const };
    const active = (scene: SceneOf): unknown =>
      sceneOf(scene).groups[0]?.lanes.map(({ bars, marks }) => [...bars.map(({ label }) => label), marks.length]);
    expect(active({ ...lost, fromOtherLogs: [again], life: { is: 'died', until: again.sharedMs } })).toEqual([
      ['active', 'dead', 'started again', 0],
      [1],
    ]);
    expect(active({ ...lost, life: { is: 'hung', until: decidedAt + 10 } })).toEqual([
      ['active', 'stalled', 'resumed', 0],
    ]);
    const nextDay = { ...again, sharedMs: decidedAt + 86_400_000 };
    const long = { ...lost, fromOtherLogs: [nextDay], life: { is: 'died', until: nextDay.sharedMs } } as const;
    expect(active(long)).toEqual([['active', 'dead', 0]]);
    expect(sceneOf(long).span).toEqual(sceneOf(lost).span);
    expect(active({ ...lost, life: { is: 'lived' } })).toEqual([['active', 'unknown from here', 0]]);
    const [state] = sceneOf({ ...lost, life: { is: 'lived' } }).groups[0]!.lanes;
    expect(state?.bars[0]?.to).toBe(decidedAt);
  });

  it('does not claim to know the state of the active server once the connections to it are lost', () => {
    const scene = sceneOf(lost);
    const [active, backup] = scene.groups;
    expect(active?.lanes[0]?.bars.map(({ label }) => label)).toEqual(['active', 'unknown from here']);
    expect(backup?.lanes[0]?.bars.map(({ label }) => label)).toEqual(['backup', 'reconnecting', 'active']);
    expect(backup?.lanes.map(({ name }) => name)).toEqual(['state', 'connections']);
  });

  it('has an axis with few, round ticks over any span of time', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 9e8, noNaN: true }), fc.integer({ min: 0, max: 2e12 }), (span, from) => {
        const axis = axisOver({ from, to: from + span }, 0, 900, 7);
        expect(axis.ticks.length).toBeLessThanOrEqual(8);
        for (const tick of axis.ticks) {
          expect(axis.x(tick)).toBeGreaterThanOrEqual(0);
          expect(axis.x(tick)).toBeLessThanOrEqual(900);
          expect(sayTick(tick, axis.stepMs)).toMatch(/^\d\d:\d\d/);
        }
      }),
    );
    expect(axisOver({ from: 0, to: 35_000 }, 0, 900, 7).ticks.map((tick) => sayTick(tick, 5000))).toContain('00:00:30');
  });
});
