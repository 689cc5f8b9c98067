import type { LayoutEdge } from './layout';

/** Columns from callers to callees: the longest path, over the edges that close no cycle, earliest given first. */
export function rank(ids: string[], edges: LayoutEdge[]): Map<string, number> {
  const { out, into } = acyclic(new Set(ids), edges);
  const ranks = new Map<string, number>();
  for (const id of ids) depth(id, into, ranks);
  pullSources(ids, out, into, ranks);
  return ranks;
}

type Adjacency = Map<string, string[]>;

function acyclic(known: Set<string>, edges: LayoutEdge[]): { out: Adjacency; into: Adjacency } {
  const out: Adjacency = new Map();
  const into: Adjacency = new Map();
  for (const { source, destination } of edges) {
    if (source === destination || !known.has(source) || !known.has(destination)) continue;
    if (out.get(source)?.includes(destination) || reaches(out, destination, source)) continue;
    push(out, source, destination);
    push(into, destination, source);
  }
  return { out, into };
}

function push(adjacency: Adjacency, key: string, value: string): void {
  const list = adjacency.get(key);
  if (list) list.push(value);
  else adjacency.set(key, [value]);
}

function reaches(out: Adjacency, from: string, to: string): boolean {
  const seen = new Set([from]);
  const stack = [from];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (id === to) return true;
    for (const next of out.get(id) ?? []) {
      if (!seen.has(next)) {
        seen.add(next);
        stack.push(next);
      }
    }
  }
  return false;
}

function depth(id: string, into: Adjacency, ranks: Map<string, number>): number {
  const known = ranks.get(id);
  if (known !== undefined) return known;
  const rank = Math.max(-1, ...(into.get(id) ?? []).map((from) => depth(from, into, ranks))) + 1;
  ranks.set(id, rank);
  return rank;
}

/** A caller that nobody calls stands next to what it calls, not at the far left. */
function pullSources(ids: string[], out: Adjacency, into: Adjacency, ranks: Map<string, number>): void {
  for (const id of ids) {
    const targets = out.get(id);
    if (!into.has(id) && targets) ranks.set(id, Math.max(0, Math.min(...targets.map((t) => ranks.get(t) ?? 1)) - 1));
  }
}
