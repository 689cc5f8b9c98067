import { rate } from '../format';
import type { DropCount, MapEdge } from '../model';
import { reasonText } from '../verdict';

export type LinkVerdict = 'forwarded' | 'denied' | 'audit';

/** One arrow: all ports between two cards that fared alike. A port that is both allowed and denied stands on two arrows. */
export interface Link {
  id: string;
  source: string;
  destination: string;
  verdict: LinkVerdict;
  /** "5432/TCP", the busiest first. */
  ports: string[];
  rate: number;
  count: number;
  reasons: DropCount[];
  lastSeen: string;
  edges: MapEdge[];
  /** One of many alike (everybody asks DNS): drawn thin, and another one carries the label. */
  quiet: boolean;
}

/** From so many alike on, links are quiet. */
const MANY_ALIKE = 6;

const VERDICT_FIELDS = {
  forwarded: { count: 'forwarded', rate: 'forwardedRate' },
  denied: { count: 'dropped', rate: 'droppedRate' },
  audit: { count: 'audit', rate: 'auditRate' },
} as const satisfies Record<LinkVerdict, { count: keyof MapEdge; rate: keyof MapEdge }>;

export function linksOf(edges: MapEdge[]): Link[] {
  const links = new Map<string, Link>();
  for (const edge of edges) {
    for (const verdict of ['forwarded', 'audit', 'denied'] as const) {
      if (edge[VERDICT_FIELDS[verdict].count] > 0) addTo(links, edge, verdict);
    }
  }
  for (const link of links.values()) finish(link);
  const all = [...links.values()];
  hush(all, (link) => `${link.destination} ${link.ports.join()}`);
  hush(all, (link) => link.source, (link) => isOutside(link.source));
  return all;
}

/** Of many allowed links that are alike only one carries its label. */
function hush(links: Link[], kind: (link: Link) => string, applies: (link: Link) => boolean = () => true): void {
  const alike = new Map<string, Link[]>();
  for (const link of links) {
    if (link.verdict !== 'forwarded' || !applies(link)) continue;
    const key = kind(link);
    alike.set(key, [...(alike.get(key) ?? []), link]);
  }
  for (const group of alike.values()) {
    if (group.length < MANY_ALIKE) continue;
    // The first in the order of names, not the busiest: the label must not jump about.
    group.sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const link of group.slice(1)) link.quiet = true;
  }
}

function isOutside(id: string): boolean {
  return id.startsWith('reserved:');
}

function addTo(links: Map<string, Link>, edge: MapEdge, verdict: LinkVerdict): void {
  const id = `${edge.source}→${edge.destination}·${verdict}`;
  let link = links.get(id);
  if (!link) {
    const { source, destination, lastSeen } = edge;
    link = { id, source, destination, verdict, ports: [], rate: 0, count: 0, reasons: [], lastSeen, edges: [], quiet: false };
    links.set(id, link);
  }
  link.edges.push(edge);
  link.rate += edge[VERDICT_FIELDS[verdict].rate];
  link.count += edge[VERDICT_FIELDS[verdict].count];
  if (edge.lastSeen > link.lastSeen) link.lastSeen = edge.lastSeen;
}

function finish(link: Link): void {
  const { count } = VERDICT_FIELDS[link.verdict];
  link.edges.sort((a, b) => b[count] - a[count] || a.port - b.port);
  link.ports = link.edges.map(portName);
  if (link.verdict !== 'denied') return;
  const reasons = new Map<string, number>();
  for (const edge of link.edges) {
    for (const { reason, count } of edge.dropReasons) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  }
  link.reasons = [...reasons].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}

export function portName(edge: Pick<MapEdge, 'port' | 'protocol'>): string {
  if (edge.port < 0) return `more/${edge.protocol}`;
  return edge.port > 0 ? `${edge.port}/${edge.protocol}` : edge.protocol;
}

/** "5432/TCP", "80, 443/TCP", "53/UDP +3": what fits on an arrow. */
export function portsLabel(link: Link): string {
  const [first, second] = link.edges;
  if (!first) return '';
  if (!second) return portName(first);
  if (link.edges.length === 2 && first.protocol === second.protocol && first.port > 0 && second.port > 0) {
    return `${first.port}, ${portName(second)}`;
  }
  if (link.edges.length > 4) return `${link.edges.length}${link.edges.some((e) => e.port < 0) ? '+' : ''} ports`;
  return `${portName(first)} +${link.edges.length - 1}`;
}

/** The whole story in one sentence, for tooltips and screen readers. */
export function describe(link: Link, name: (id: string) => string): string {
  const verdict = { forwarded: 'allowed', denied: 'denied', audit: 'audited: allowed, but policy would deny it' }[link.verdict];
  const reason = link.reasons[0] ? ` (${link.reasons.map((r) => reasonText(r.reason)).join(', ')})` : '';
  return `${name(link.source)} to ${name(link.destination)}, ${link.ports.slice(0, 4).join(', ')}: ${verdict}${reason}, ${rate(link.rate)}`;
}

/** Stroke width in pixels: 1.5 at rest, one step more per tenfold rate, at most 5. */
export function strokeWidth(perSecond: number): number {
  return Math.min(5, 1.5 + Math.log10(1 + Math.max(0, perSecond)) * 0.9);
}
