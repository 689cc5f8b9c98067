import type { LayoutEdge, LayoutNode, Place } from './layout';

const SWEEPS = 6;
const SWAP_PASSES = 4;

interface Cell {
  group?: string;
  rank: number;
  ids: string[];
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
    const meanRank = (group: string) => mean(this.cells.filter((c) => c.group === group).map((c) => c.rank));
    this.groups.sort((a, b) => meanRank(a) - meanRank(b) || (a < b ? -1 : 1));
    for (const { source, destination } of edges) {
      if (!ranks.has(source) || !ranks.has(destination) || source === destination) continue;
      this.peers.set(source, [...(this.peers.get(source) ?? []), destination]);
      this.peers.set(destination, [...(this.peers.get(destination) ?? []), source]);
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
        for (let j = i + 1; j < this.groups.length; j++) {
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
    return peers ? mean(peers.map((peer) => this.y.get(peer) ?? 0)) : (this.y.get(id) ?? 0);
  }

  private rows(cell: Cell): number {
    return Math.min(cell.ids.length, this.cellRows);
  }

  private boxRows(group: string): number {
    return Math.max(0, ...this.cells.filter((c) => c.group === group).map((c) => this.rows(c)));
  }

  /** Top row of each box when stacked in this order. */
  private tops(order: string[]): Map<string, number> {
    const floor = new Map<number, number>();
    const tops = new Map<string, number>();
    for (const group of order) {
      const ranks = this.cells.filter((c) => c.group === group).map((c) => c.rank);
      const span: number[] = [];
      for (let rank = Math.min(...ranks); rank <= Math.max(...ranks); rank++) span.push(rank);
      const top = Math.max(0, ...span.map((rank) => floor.get(rank) ?? 0));
      tops.set(group, top);
      for (const rank of span) floor.set(rank, top + this.boxRows(group) + 1);
    }
    return tops;
  }

  /** Row of each card; a short cell stands where its arrows are straightest. */
  private heights(order: string[]): Map<string, number> {
    const tops = this.tops(order);
    const y = new Map<string, number>();
    const total = Math.max(0, ...order.map((g) => (tops.get(g) ?? 0) + this.boxRows(g)));
    for (const cell of this.cells) {
      const rows = this.rows(cell);
      const top = cell.group === undefined ? 0 : (tops.get(cell.group) ?? 0);
      const free = (cell.group === undefined ? total : this.boxRows(cell.group)) - rows;
      const wished = mean(cell.ids.map((id) => this.wishIn(id, y))) - (rows - 1) / 2 - top;
      const offset = Math.min(Math.max(0, free), Math.max(0, Math.round(wished * 2) / 2));
      cell.ids.forEach((id, i) => y.set(id, top + offset + (i % this.cellRows)));
    }
    return y;
  }

  private wishIn(id: string, y: Map<string, number>): number {
    const known = (this.peers.get(id) ?? []).flatMap((peer) => y.get(peer) ?? this.y.get(peer) ?? []);
    return known.length > 0 ? mean(known) : 0;
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
