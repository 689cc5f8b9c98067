import type { MapEdge, MapNode, MapSnapshot } from '../model';

/** One namespace and its peers; all if none is named. */
export function restrict(snapshot: MapSnapshot, namespace: string): { nodes: MapNode[]; edges: MapEdge[] } {
  if (!namespace) return snapshot;
  const inside = new Set(snapshot.nodes.filter((n) => n.namespace === namespace).map((n) => n.id));
  const edges = snapshot.edges.filter((e) => inside.has(e.source) || inside.has(e.destination));
  const shown = new Set([...inside, ...edges.flatMap((e) => [e.source, e.destination])]);
  return { nodes: snapshot.nodes.filter((n) => shown.has(n.id)), edges };
}
