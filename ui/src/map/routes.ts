/**
 * Arrows between cards: curves that leave and enter at the sides, spread along them, and pass between the cards of the
 * columns they cross. Labels go where they cover neither card nor label. All is computed from the scene alone, so
 * arrows follow every change of it.
 */
import { CARD, type Card, type Rect, type Scene } from './layout';

export interface Wire {
  id: string;
  source: string;
  destination: string;
  label: { w: number; h: number };
  /** Placed first, and always in full. */
  important: boolean;
  /** Its label waits for a hover; it takes no room. */
  quiet: boolean;
}

export interface Route {
  path: string;
  /** Middle of the label; small when there was no room for more than a dot. */
  label: { x: number; y: number; small: boolean };
  /** Where the arrow ends and which way it points. */
  tip: { x: number; y: number; leftward: boolean };
}

interface Point {
  x: number;
  y: number;
}

type Curve = [Point, Point, Point, Point];

const SPREAD = 13;
const ARROW = 7;
const CLEAR = 6;
/** Between arrows that pass through one gap. */
const LANE = 4;

export function routeAll(scene: Scene, wires: Wire[]): Map<string, Route> {
  const known = wires.filter((w) => scene.cards.has(w.source) && scene.cards.has(w.destination) && w.source !== w.destination);
  const ends = spreadEnds(scene, known);
  const columns = columnCards(scene);
  const used = columns.map((): number[] => []);
  const curves = new Map(known.map((wire) => [wire.id, route(scene, wire, ends, columns, used)]));
  return withLabels(scene, known, curves);
}

type Side = 'left' | 'right';

function sides(from: Card, to: Card): [Side, Side] {
  if (from.column === to.column) return ['right', 'right'];
  return from.column < to.column ? ['right', 'left'] : ['left', 'right'];
}

/** Heights of all arrow ends: those at one side of a card are spread in the order of the cards at their other end. */
function spreadEnds(scene: Scene, wires: Wire[]): Map<string, number> {
  const bySide = new Map<string, { key: string; other: Card }[]>();
  for (const wire of wires) {
    const from = scene.cards.get(wire.source)!;
    const to = scene.cards.get(wire.destination)!;
    const [out, into] = sides(from, to);
    add(bySide, `${wire.source} ${out}`, { key: `${wire.id} source`, other: to });
    add(bySide, `${wire.destination} ${into}`, { key: `${wire.id} destination`, other: from });
  }
  const ends = new Map<string, number>();
  for (const [side, list] of bySide) {
    const card = scene.cards.get(side.slice(0, side.lastIndexOf(' ')))!;
    list.sort((a, b) => a.other.y - b.other.y || a.other.x - b.other.x || (a.key < b.key ? -1 : 1));
    const step = Math.min(SPREAD, (CARD.h - 14) / Math.max(1, list.length - 1));
    list.forEach(({ key }, i) => ends.set(key, card.y + CARD.h / 2 + (i - (list.length - 1) / 2) * step));
  }
  return ends;
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function columnCards(scene: Scene): Card[][] {
  const columns: Card[][] = [];
  for (const card of scene.cards.values()) {
    while (columns.length <= card.column) columns.push([]);
    columns[card.column]!.push(card);
  }
  for (const column of columns) column.sort((a, b) => a.y - b.y);
  return columns;
}

function route(scene: Scene, wire: Wire, ends: Map<string, number>, columns: Card[][], used: number[][]): Curve[] {
  const from = scene.cards.get(wire.source)!;
  const to = scene.cards.get(wire.destination)!;
  const [out, into] = sides(from, to);
  const start = { x: from.x + (out === 'right' ? CARD.w : 0), y: ends.get(`${wire.id} source`)! };
  const tipX = to.x + (into === 'right' ? CARD.w + ARROW : -ARROW);
  const end = { x: tipX, y: ends.get(`${wire.id} destination`)! };
  if (from.column === to.column) return [bow(start, end)];
  return through(start, end, from.column, to.column, columns, used);
}

/** Both ends at the right side of one column. */
function bow(start: Point, end: Point): Curve {
  const bulge = 38 + Math.min(46, Math.abs(end.y - start.y) * 0.18);
  return [start, { x: start.x + bulge, y: start.y }, { x: end.x + bulge, y: end.y }, end];
}

function through(start: Point, end: Point, from: number, to: number, columns: Card[][], used: number[][]): Curve[] {
  const step = Math.sign(to - from);
  const curves: Curve[] = [];
  let at = start;
  for (let column = from + step; column !== to; column += step) {
    const cards = columns[column] ?? [];
    const first = cards[0];
    if (!first) continue;
    const [near, far] = step > 0 ? [first.x, first.x + CARD.w] : [first.x + CARD.w, first.x];
    const straight = at.y + ((end.y - at.y) * (near - at.x)) / (end.x - at.x);
    const y = freeHeight(cards, straight, used[column]!);
    used[column]!.push(y);
    curves.push(bend(at, { x: near, y }));
    curves.push(bend({ x: near, y }, { x: far, y }));
    at = { x: far, y };
  }
  curves.push(bend(at, end));
  return curves;
}

function bend(a: Point, b: Point): Curve {
  const pull = (b.x - a.x) * 0.5;
  return [a, { x: a.x + pull, y: a.y }, { x: b.x - pull, y: b.y }, b];
}

/** The height nearest to the wished one that keeps clear of the column's cards and of arrows that pass there already. */
function freeHeight(cards: Card[], wished: number, used: number[]): number {
  const blocked = (y: number) => cards.some((c) => y > c.y - CLEAR && y < c.y + c.h + CLEAR);
  const crowded = (y: number) => used.some((other) => Math.abs(other - y) < LANE);
  const starts = [wished, ...cards.flatMap((c) => [c.y - CLEAR, c.y + c.h + CLEAR])].filter((y) => !blocked(y));
  const lanes = starts.flatMap((y) => [-3, -2, -1, 0, 1, 2, 3].map((step) => y + step * LANE)).filter((y) => !blocked(y));
  lanes.sort((a, b) => Math.abs(a - wished) - Math.abs(b - wished));
  return lanes.find((y) => !crowded(y)) ?? lanes[0] ?? wished;
}

function withLabels(scene: Scene, wires: Wire[], curves: Map<string, Curve[]>): Map<string, Route> {
  const taken: Rect[] = [...scene.cards.values()];
  for (const box of scene.boxes) taken.push({ x: box.x, y: box.y, w: 30 + box.group.length * 8, h: 24 });
  const routes = new Map<string, Route>();
  for (const wire of [...wires].sort((a, b) => Number(b.important) - Number(a.important))) {
    const parts = curves.get(wire.id)!;
    const label = placeLabel(parts, wire, taken);
    const end = parts.at(-1)!;
    const tip = { x: end[3].x, y: end[3].y, leftward: end[3].x < end[2].x };
    routes.set(wire.id, { path: pathOf(parts), label, tip });
  }
  return routes;
}

const SPOTS = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];

function placeLabel(parts: Curve[], wire: Wire, taken: Rect[]): Route['label'] {
  if (wire.quiet) return { ...pointOn(parts.at(-1)!, 0.35), small: false };
  const wide = [...parts].sort((a, b) => Math.abs(b[3].x - b[0].x) - Math.abs(a[3].x - a[0].x));
  for (const t of SPOTS) {
    for (const part of wide) {
      const at = pointOn(part, t);
      const rect = { x: at.x - wire.label.w / 2 - 2, y: at.y - wire.label.h / 2 - 2, w: wire.label.w + 4, h: wire.label.h + 4 };
      if (taken.some((other) => overlap(rect, other))) continue;
      taken.push(rect);
      return { ...at, small: false };
    }
  }
  const at = pointOn(parts.at(-1)!, 0.5);
  taken.push({ x: at.x - 8, y: at.y - 8, w: 16, h: 16 });
  return { ...at, small: !wire.important };
}

function pointOn([a, b, c, d]: Curve, t: number): Point {
  const s = 1 - t;
  const [wa, wb, wc, wd] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
  return { x: wa * a.x + wb * b.x + wc * c.x + wd * d.x, y: wa * a.y + wb * b.y + wc * c.y + wd * d.y };
}

export function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

const n = (value: number) => Math.round(value * 10) / 10;

function pathOf(parts: Curve[]): string {
  const [first] = parts;
  const tail = parts.map(([, b, c, d]) => `C${n(b.x)} ${n(b.y)} ${n(c.x)} ${n(c.y)} ${n(d.x)} ${n(d.y)}`);
  return `M${n(first![0].x)} ${n(first![0].y)}${tail.join('')}`;
}
