/** Draws a scene as SVG without a library or script; the colours come from the page around it. */
import { esc } from '../../page/escape.ts';
import type { Bar, Lane, Mark, Scene } from './lanes.ts';
import { type Axis, axisOver, round, sayTick } from './scale.ts';

export interface Frame {
  /** In the picture's own units: the available width in CSS pixels. */
  readonly width: number;
  /** Lane names go to the left of the lanes if there is room, otherwise above them. */
  readonly labelsAbove: boolean;
  /** Makes ids unique on a page with several pictures. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

const LANE = 26;
const GROUP_HEAD = 24;
const BAR = 14;
const FOOT = 30;
/** The approximate width of one letter of a label. */
const LETTER = 6.2;

export function drawScene(scene: Scene, frame: Frame): string {
  const left = frame.labelsAbove ? 6 : 118;
  const axis = axisOver(scene.span, left, frame.width - 8, frame.labelsAbove ? 3 : 7);
  const rows: string[] = [];
  let y = 20;
  for (const group of scene.groups) {
    rows.push(`<text class="group" x="${frame.labelsAbove ? left : 4}" y="${y + 15}">${esc(group.name)}</text>`);
    y += GROUP_HEAD;
    for (const lane of group.lanes) {
      const above = frame.labelsAbove ? 14 : 0;
      rows.push(drawLane(lane, axis, left, y + above, frame));
      y += LANE + above;
    }
    y += 6;
  }
  const height = y + FOOT;
  const name = (part: string): string => `${frame.id}-${part}`;
  return [
    `<svg viewBox="0 0 ${frame.width} ${height}" role="img" aria-labelledby="${name('title')} ${name('desc')}" class="picture ${frame.labelsAbove ? 'narrow' : 'wide'}">`,
    `<title id="${name('title')}">${esc(frame.title)}</title>`,
    `<desc id="${name('desc')}">${esc(frame.description)}</desc>`,
    drawAxis(axis, y, frame.width),
    ...rows,
    scene.decidedAt === null ? '' : drawDecision(axis.x(scene.decidedAt), y, frame.width),
    '</svg>',
  ].join('\n');
}

function drawLane(lane: Lane, axis: Axis, left: number, y: number, { labelsAbove }: Frame): string {
  const middle = y + LANE / 2;
  const label = labelsAbove
    ? `<text class="lane" x="${left}" y="${y}">${esc(lane.name)}</text>`
    : `<text class="lane" x="${left - 8}" y="${middle + 4}" text-anchor="end">${esc(lane.name)}</text>`;
  const line = `<line class="rail" x1="${axis.x(axis.from)}" x2="${axis.x(axis.to)}" y1="${middle}" y2="${middle}"/>`;
  return [
    label,
    line,
    ...lane.bars.map((bar) => drawBar(bar, axis, middle, lane.marks)),
    ...lane.marks.map((mark) => drawMark(mark, axis, middle)),
  ].join('');
}

/** Half the width of a mark, with a gap beside it. */
const MARK_ROOM = 8;

/** Where a label of that width fits into a bar without a mark on it; null if nowhere. */
function freePlace(from: number, to: number, width: number, marks: readonly number[]): number | null {
  let at = from;
  for (const mark of marks.toSorted((a, b) => a - b)) {
    if (mark + MARK_ROOM <= at) continue;
    if (mark - MARK_ROOM >= at + width) break;
    at = mark + MARK_ROOM;
  }
  return at + width <= to ? at : null;
}

function drawBar({ from, to, kind, label }: Bar, axis: Axis, middle: number, marks: readonly Mark[]): string {
  const [x, right] = [axis.x(Math.max(from, axis.from)), axis.x(Math.min(to, axis.to))];
  const width = Math.max(1, round(right - x));
  const place = freePlace(
    x + 9,
    x + width - 5,
    label.length * LETTER,
    marks.map(({ at }) => axis.x(at)),
  );
  const text = place === null ? '' : `<text class="on-bar" x="${round(place)}" y="${middle + 4}">${esc(label)}</text>`;
  return `<g><title>${esc(label)}</title><rect class="bar ${kind}" x="${x}" y="${middle - BAR / 2}" width="${width}" height="${BAR}" rx="3"/>${text}</g>`;
}

/** Shape and colour mean the same, so either is enough. */
function drawMark({ at, tone, title }: Mark, axis: Axis, middle: number): string {
  const x = axis.x(at);
  const shape = {
    bad: `<path d="M${round(x - 4.5)} ${middle - 4.5}l9 9m0 -9l-9 9"/>`,
    good: `<circle cx="${x}" cy="${middle}" r="4.5"/>`,
    neutral: `<path d="M${x} ${middle - 4.5}l4.5 4.5l-4.5 4.5l-4.5 -4.5z"/>`,
  }[tone];
  return `<g class="mark ${tone}"><title>${esc(title)}</title>${shape}</g>`;
}

function drawAxis(axis: Axis, bottom: number, width: number): string {
  return axis.ticks
    .map((tick) => {
      const x = axis.x(tick);
      return `<line class="grid" x1="${x}" x2="${x}" y1="20" y2="${bottom}"/><text class="tick" x="${x}" y="${bottom + 16}" text-anchor="${x > width - 34 ? 'end' : x < 34 ? 'start' : 'middle'}">${sayTick(tick, axis.stepMs)}</text>`;
    })
    .join('');
}

function drawDecision(x: number, bottom: number, width: number): string {
  const anchor = x > width - 60 ? 'end' : x < 60 ? 'start' : 'middle';
  return `<line class="decision" x1="${x}" x2="${x}" y1="16" y2="${bottom}"/><text class="decision" x="${x}" y="12" text-anchor="${anchor}">decision</text>`;
}
