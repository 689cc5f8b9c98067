/**
 * Where the cards stand. Columns go from callers to callees; each namespace is a box over its columns; cards in a cell
 * are stacked in rows; reserved identities stand in columns of their own at both ends.
 *
 *        col 0        col 1         col 2           col 3
 *              ┌ shop ─────────────────────────┐
 *     (world)  │ [web]       [cart]    [db]    │  (host)
 *              │             [pay ]            │
 *              └───────────────────────────────┘
 *              ┌ ops ─────────────┐
 *              │ [prom]           │
 *              └──────────────────┘
 *
 * The picture is stable: cards keep column and row once the map has settled; a newcomer takes a free place beside its
 * peers, boxes grow downwards and push lower boxes down, and a workload that comes back finds its old place.
 */
import { orderRows } from './order';
import { rank } from './ranks';

export interface LayoutNode {
  id: string;
  /** Namespace; undefined for what stands apart (world, host, …). */
  group?: string;
}

export interface LayoutEdge {
  source: string;
  destination: string;
}

/** Top left corner and size, in pixels of the unscaled map. */
export interface Rect {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Card extends Rect {
  id: string;
  column: number;
}

export interface Box extends Rect {
  group: string;
}

export interface Scene {
  cards: Map<string, Card>;
  boxes: Box[];
  width: number;
  height: number;
}

export interface Viewport {
  width: number;
  height: number;
}

/** A card's place: rows are counted from the top of its box, or of the map for what stands apart. */
export interface Place {
  id: string;
  group?: string;
  rank: number;
  /** Column within the rank, when a cell holds too many cards for one. */
  sub: number;
  row: number;
}

export const CARD = { w: 152, h: 48 };
const GAP = { row: 18, rank: 122, widest: 230, sub: 24 };
const BOX = { side: 14, top: 29, bottom: 13, gap: 16 };
const PITCH = CARD.h + GAP.row;
const CELL_ROWS = [3, 4, 5, 6, 8, 10, 14, 20, 30];
/** Beyond this many cards only some heights of cells are tried. */
const MANY_CARDS = 100;

export class MapLayout {
  private places = new Map<string, Place>();
  private groups: string[] = [];
  private gap = GAP.rank;
  private current: Scene = { cards: new Map(), boxes: [], width: 0, height: 0 };

  get scene(): Scene {
    return this.current;
  }

  /** All anew: for the first seconds, and when the reader asks for it. */
  arrange(nodes: LayoutNode[], edges: LayoutEdge[], viewport: Viewport): Scene {
    const ranks = rankAll(nodes, edges);
    let best: { places: Place[]; groups: string[]; scene: Scene; fit: number } | undefined;
    for (const cellRows of cellRowsFor(nodes.length)) {
      const { places, groups } = orderRows(nodes, edges, ranks, cellRows);
      const scene = paint(places, groups, edges, GAP.rank);
      const fit = Math.min(1, viewport.width / scene.width, viewport.height / scene.height);
      if (!best || fit > best.fit * 1.02) best = { places, groups, scene, fit };
    }
    if (best) {
      this.places = new Map(best.places.map((place) => [place.id, place]));
      this.groups = best.groups;
      this.gap = spareGap(best.places, best.scene, viewport);
      this.current = paint(best.places, best.groups, edges, this.gap);
    }
    return this.current;
  }

  /** Only what is new is placed; nothing else changes its column or row. */
  extend(nodes: LayoutNode[], edges: LayoutEdge[]): Scene {
    const fresh = nodes.filter((node) => !this.places.has(node.id));
    if (fresh.length === 0) return this.current;
    for (const node of fresh) this.settle(node, edges);
    this.current = paint([...this.places.values()], this.groups, edges, this.gap);
    return this.current;
  }

  knows(id: string): boolean {
    return this.places.has(id);
  }

  private settle(node: LayoutNode, edges: LayoutEdge[]): void {
    const placed = [...this.places.values()];
    const peers = (from: 'source' | 'destination', to: 'source' | 'destination') =>
      edges.filter((e) => e[from] === node.id).flatMap((e) => this.places.get(e[to]) ?? []);
    const callees = peers('source', 'destination');
    const callers = peers('destination', 'source');
    const apart = node.group === undefined;
    const inside = placed.filter((p) => p.group !== undefined).map((p) => p.rank);
    const last = Math.max(0, ...inside);
    let column = callers.length > 0 ? Math.max(...callers.map((p) => p.rank)) + 1 : callees.length > 0 ? Math.min(...callees.map((p) => p.rank)) - 1 : 0;
    column = apart ? (callers.length > callees.length ? last + 1 : -1) : Math.min(Math.max(column, 0), Math.max(last, 0));
    const cell = placed.filter((p) => p.group === node.group && p.rank === column && p.sub === 0);
    const bottom = cell.length > 0 ? Math.max(...cell.map((p) => p.row)) + 1 : 0;
    this.places.set(node.id, { id: node.id, group: node.group, rank: column, sub: 0, row: bottom });
    if (node.group !== undefined && !this.groups.includes(node.group)) this.groups.push(node.group);
  }
}

function cellRowsFor(cards: number): number[] {
  return cards > MANY_CARDS ? [8, 14, 20] : CELL_ROWS;
}

/** Ranks of the workloads from 0; what stands apart goes to the left when it mostly calls, else to the right. */
function rankAll(nodes: LayoutNode[], edges: LayoutEdge[]): Map<string, number> {
  const ranks = rank(nodes.filter((n) => n.group !== undefined).map((n) => n.id), edges);
  const last = Math.max(0, ...ranks.values());
  for (const { id, group } of nodes) {
    if (group !== undefined) continue;
    const calls = edges.filter((e) => e.source === id).length;
    const called = edges.filter((e) => e.destination === id).length;
    ranks.set(id, called > calls ? last + 1 : -1);
  }
  return ranks;
}

/** Width that the view has to spare goes between the columns, where arrows and labels are. */
function spareGap(places: Place[], scene: Scene, viewport: Viewport): number {
  const gaps = new Set(places.map((place) => place.rank)).size - 1;
  const scale = Math.min(1, viewport.height / scene.height);
  const spare = viewport.width / scale - scene.width;
  return gaps > 0 ? Math.min(GAP.widest, Math.max(GAP.rank, GAP.rank + spare / gaps)) : GAP.rank;
}

/** Places to pixels: columns to x, boxes stacked as high as their columns allow. */
function paint(places: Place[], groups: string[], edges: LayoutEdge[], gap: number): Scene {
  const columns = columnsOf(places, gap);
  const cards = new Map<string, Card>();
  const boxes: Box[] = [];
  const floor = new Map<number, number>();
  for (const group of groups) {
    const members = places.filter((p) => p.group === group);
    if (members.length > 0) boxes.push(paintBox(group, members, columns, floor, cards));
  }
  paintApart(places.filter((p) => p.group === undefined), columns, edges, cards);
  return frame(cards, boxes);
}

interface Columns {
  x: Map<string, number>;
  index: Map<string, number>;
}

const columnKey = (place: Pick<Place, 'rank' | 'sub'>) => `${place.rank}.${place.sub}`;

function columnsOf(places: Place[], gap: number): Columns {
  const keys = new Map<string, Place>(places.map((place) => [columnKey(place), place]));
  const sorted = [...keys.values()].sort((a, b) => a.rank - b.rank || a.sub - b.sub);
  const x = new Map<string, number>();
  const index = new Map<string, number>();
  let at = BOX.side;
  sorted.forEach((place, i) => {
    if (i > 0) at += CARD.w + (place.sub > 0 ? GAP.sub : gap);
    x.set(columnKey(place), at);
    index.set(columnKey(place), i);
  });
  return { x, index };
}

function paintBox(group: string, members: Place[], columns: Columns, floor: Map<number, number>, cards: Map<string, Card>): Box {
  const indices = members.map((p) => columns.index.get(columnKey(p)) ?? 0);
  const [first, last] = [Math.min(...indices), Math.max(...indices)];
  const span = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const y = Math.max(0, ...span.map((i) => floor.get(i) ?? 0));
  const lowest = Math.min(...members.map((p) => p.row));
  let [left, right, bottom] = [Infinity, 0, 0];
  for (const place of members) {
    const x = columns.x.get(columnKey(place)) ?? 0;
    const top = y + BOX.top + (place.row - lowest) * PITCH;
    cards.set(place.id, { id: place.id, x, y: top, ...CARD, column: columns.index.get(columnKey(place)) ?? 0 });
    [left, right, bottom] = [Math.min(left, x), Math.max(right, x + CARD.w), Math.max(bottom, top + CARD.h)];
  }
  const box = { group, x: left - BOX.side, y, w: right - left + 2 * BOX.side, h: bottom - y + BOX.bottom };
  for (const i of span) floor.set(i, y + box.h + BOX.gap);
  return box;
}

/** What stands apart has no box: each card at the height of its peers, those of one column one below the other. */
function paintApart(places: Place[], columns: Columns, edges: LayoutEdge[], cards: Map<string, Card>): void {
  const height = Math.max(CARD.h, ...[...cards.values()].map((c) => c.y + c.h + BOX.bottom));
  const wished = places.map((place) => {
    const peers = edges.flatMap((e) => (e.source === place.id ? [e.destination] : e.destination === place.id ? [e.source] : []));
    const ys = peers.flatMap((id) => cards.get(id)?.y ?? []);
    return { place, y: ys.length > 0 ? ys.reduce((a, b) => a + b, 0) / ys.length : height / 2 };
  });
  const lows = new Map<string, number>();
  wished.sort((a, b) => a.y - b.y);
  for (const { place, y } of wished) {
    const key = columnKey(place);
    const top = Math.max(y, lows.get(key) ?? 0);
    lows.set(key, top + PITCH);
    cards.set(place.id, { id: place.id, x: columns.x.get(key) ?? 0, y: top, ...CARD, column: columns.index.get(key) ?? 0 });
  }
}

function frame(cards: Map<string, Card>, boxes: Box[]): Scene {
  const rects: Rect[] = [...cards.values(), ...boxes];
  const width = Math.max(0, ...rects.map((r) => r.x + r.w));
  const height = Math.max(0, ...rects.map((r) => r.y + r.h));
  return { cards, boxes, width, height };
}
