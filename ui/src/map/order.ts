import type { LayoutEdge, LayoutNode, Place } from './layout';

const SWEEPS = 6;
const SWAP_PASSES = 4;
/** With more boxes than this only neighbours are exchanged: all pairs would take too long. */
const FEW_GROUPS = 8;

interface Cell {
  group?: string;
  rank: number;
  ids: string[];
}

/** A box: the ranks that it spans, and how many rows its tallest cell has. */
interface Extent {
  first: number;
  last: number;
  rows: number;
}

/** Rows within cells and the order of boxes, such that arrows are short and cross little. */
export function orderRows(
  nodes: LayoutNode[],
  edges: LayoutEdge[],
  ranks: Map<string, number>,
  cellRows: number,
): { places: Place[]; groups: string[] } {
  const grid = new Grid(nodes, edges, ranks, cellRows);
  for (let i = 0; i < SWEEPS; i++) {
    grid.sortCells();
    if (i % 2 === 0) grid.swapGroups();
  }
  return { places: grid.places(), groups: grid.groups };
}

class Grid {
  groups: string[];
  private readonly cells: Cell[];
  private readonly extents = new Map<string, Extent>();
  private readonly peers = new Map<string, string[]>();
  private y = new Map<string, number>();

  constructor(
    nodes: LayoutNode[],
    private readonly edges: LayoutEdge[],
    ranks: Map<string, number>,
    private readonly cellRows: number,
  ) {
    this.cells = cellsOf(nodes, ranks);
    this.groups = [...new Set(nodes.flatMap((n) => n.group ?? []))];
    for (const cell of this.cells) if (cell.group !== undefined) this.widen(cell.group, cell.rank, this.rows(cell));
    const middle = (group: string) => this.extent(group).first + this.extent(group).last;
    this.groups.sort((a, b) => middle(a) - middle(b) || (a < b ? -1 : 1));
    for (const { id } of nodes) this.peers.set(id, []);
    for (const { source, destination } of edges) {
      if (!ranks.has(source) || !ranks.has(destination) || source === destination) continue;
      this.peers.get(source)?.push(destination);
      this.peers.get(destination)?.push(source);
    }
    this.y = this.heights(this.groups);
  }

  /** Every cell by the mean height of its cards' peers; ties keep the order of arrival. */
  sortCells(): void {
    for (const cell of this.cells) {
      const wish = new Map(cell.ids.map((id) => [id, this.wish(id)]));
      cell.ids.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
    }
    this.y = this.heights(this.groups);
  }

  /** Exchanges two boxes as long as the arrows get shorter. */
  swapGroups(): void {
    let best = this.length(this.y);
    for (let pass = 0, better = true; better && pass < SWAP_PASSES; pass++) {
      better = false;
      for (let i = 0; i < this.groups.length; i++) {
        const end = this.groups.length > FEW_GROUPS ? Math.min(i + 2, this.groups.length) : this.groups.length;
        for (let j = i + 1; j < end; j++) {
          const order = this.groups.with(i, this.groups[j]!).with(j, this.groups[i]!);
          const y = this.heights(order);
          const length = this.length(y);
          if (length < best - 1e-9) [best, this.groups, this.y, better] = [length, order, y, true];
        }
      }
    }
  }

  places(): Place[] {
    const tops = this.tops(this.groups);
    return this.cells.flatMap(({ group, rank, ids }) =>
      ids.map((id, i) => ({
        id,
        group,
        rank,
        sub: Math.floor(i / this.cellRows),
        row: (this.y.get(id) ?? 0) - (group === undefined ? 0 : (tops.get(group) ?? 0)),
      })),
    );
  }

  private wish(id: string): number {
    const peers = this.peers.get(id);
    return peers && peers.length > 0 ? mean(peers.map((peer) => this.y.get(peer) ?? 0)) : (this.y.get(id) ?? 0);
  }

  private rows(cell: Cell): number {
    return Math.min(cell.ids.length, this.cellRows);
  }

  private extent(group: string): Extent {
    return this.extents.get(group) ?? { first: 0, last: 0, rows: 0 };
  }

  private widen(group: string, rank: number, rows: number): void {
    const known = this.extents.get(group);
    if (!known) this.extents.set(group, { first: rank, last: rank, rows });
    else {
      known.first = Math.min(known.first, rank);
      known.last = Math.max(known.last, rank);
      known.rows = Math.max(known.rows, rows);
    }
  }

  /** Top row of each box when stacked in this order. */
  private tops(order: string[]): Map<string, number> {
    const floor = new Map<number, number>();
    const tops = new Map<string, number>();
    for (const group of order) {
      const { first, last, rows } = this.extent(group);
      let top = 0;
      for (let rank = first; rank <= last; rank++) top = Math.max(top, floor.get(rank) ?? 0);
      tops.set(group, top);
      for (let rank = first; rank <= last; rank++) floor.set(rank, top + rows + 1);
    }
    return tops;
  }

  /** Row of each card; a short cell stands where its arrows are straightest. */
  private heights(order: string[]): Map<string, number> {
    const tops = this.tops(order);
    const y = new Map<string, number>();
    const total = Math.max(0, ...order.map((g) => (tops.get(g) ?? 0) + this.extent(g).rows));
    for (const cell of this.cells) {
      const rows = this.rows(cell);
      const top = cell.group === undefined ? 0 : (tops.get(cell.group) ?? 0);
      const free = (cell.group === undefined ? total : this.extent(cell.group).rows) - rows;
      const wished = mean(cell.ids.map((id) => this.wishIn(id, y))) - (rows - 1) / 2 - top;
      const offset = Math.min(Math.max(0, free), Math.max(0, Math.round(wished * 2) / 2));
      cell.ids.forEach((id, i) => y.set(id, top + offset + (i % this.cellRows)));
    }
    return y;
  }

  private wishIn(id: string, y: Map<string, number>): number {
    let [sum, count] = [0, 0];
    for (const peer of this.peers.get(id) ?? []) {
      const at = y.get(peer) ?? this.y.get(peer);
      if (at !== undefined) [sum, count] = [sum + at, count + 1];
    }
    return count > 0 ? sum / count : 0;
  }

  private length(y: Map<string, number>): number {
    let sum = 0;
    for (const { source, destination } of this.edges) sum += Math.abs((y.get(source) ?? 0) - (y.get(destination) ?? 0));
    return sum;
  }
}

function cellsOf(nodes: LayoutNode[], ranks: Map<string, number>): Cell[] {
  const cells = new Map<string, Cell>();
  for (const { id, group } of nodes) {
    const rank = ranks.get(id) ?? 0;
    const key = `${rank} ${group ?? ''}`;
    const cell = cells.get(key);
    if (cell) cell.ids.push(id);
    else cells.set(key, { group, rank, ids: [id] });
  }
  return [...cells.values()].sort((a, b) => a.rank - b.rank);
}

function mean(values: number[]): number {
  return values.length > 0 ? values.reduce((a, b) => a + b, 0) / values.length : 0;
}
