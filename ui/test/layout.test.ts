import { describe, expect, it } from 'vitest';
import { MapLayout, type LayoutEdge, type LayoutNode, type Rect, type Scene } from '../src/map/layout';
import { overlap, routeAll, type Wire } from '../src/map/routes';

const VIEW = { width: 1200, height: 400 };
const node = (id: string): LayoutNode => ({ id, group: id.includes('/') ? id.split('/')[0] : undefined });
const edge = (text: string): LayoutEdge => {
  const [source = '', destination = ''] = text.split('>');
  return { source, destination };
};
const SHOP = ['world', 'edge/ingress', 'shop/web', 'shop/cart', 'shop/catalog', 'data/db', 'ops/metrics'].map(node);
const CALLS = ['world>edge/ingress', 'edge/ingress>shop/web', 'shop/web>shop/cart', 'shop/web>shop/catalog', 'shop/cart>data/db', 'ops/metrics>data/db'].map(edge);

const positions = (scene: Scene) => new Map([...scene.cards].map(([id, { x, y }]) => [id, { x, y }]));

/** Numbers from a seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
}

function cluster(size: number, seed: number): { nodes: LayoutNode[]; edges: LayoutEdge[] } {
  const next = random(seed);
  const nodes = Array.from({ length: size }, (_, i) => node(`ns${Math.floor(next() * Math.max(2, size / 8))}/w${i}`));
  const edges = nodes.flatMap((n, i) => (i === 0 ? [] : [{ source: nodes[Math.floor(next() * i)]!.id, destination: n.id }]));
  nodes.push(node('world'), node('host'));
  edges.push({ source: 'world', destination: nodes[0]!.id }, { source: nodes[1]!.id, destination: 'host' });
  for (let i = 0; i < size / 3; i++) edges.push({ source: nodes[Math.floor(next() * size)]!.id, destination: nodes[Math.floor(next() * size)]!.id });
  return { nodes, edges };
}

function noneOverlap(rects: Rect[], what: string): void {
  for (const [i, a] of rects.entries()) {
    for (const b of rects.slice(i + 1)) expect(overlap(a, b), `${what}: ${JSON.stringify([a, b])}`).toBe(false);
  }
}

describe('layout', () => {
  it('callers stand left of what they call', () => {
    const { cards } = new MapLayout().arrange(SHOP, CALLS, VIEW);
    for (const { source, destination } of CALLS) expect(cards.get(source)!.x).toBeLessThan(cards.get(destination)!.x);
  });

  it('the same input gives the same picture', () => {
    expect(positions(new MapLayout().arrange(SHOP, CALLS, VIEW))).toEqual(positions(new MapLayout().arrange(SHOP, CALLS, VIEW)));
  });

  it('an update without new cards moves nothing', () => {
    const layout = new MapLayout();
    const before = positions(layout.arrange(SHOP, CALLS, VIEW));
    expect(positions(layout.extend(SHOP, [...CALLS, edge('shop/catalog>data/db')]))).toEqual(before);
  });

  it('a newcomer moves no card sideways and changes no order', () => {
    const layout = new MapLayout();
    const before = positions(layout.arrange(SHOP, CALLS, VIEW));
    const after = positions(layout.extend([...SHOP, node('shop/batch'), node('new/one')], [...CALLS, edge('shop/batch>data/db'), edge('shop/web>new/one')]));
    expect(after.has('shop/batch')).toBe(true);
    for (const [id, { x, y }] of before) {
      expect(after.get(id)!.x).toBe(x);
      expect(after.get(id)!.y).toBeGreaterThanOrEqual(y);
      for (const [other, place] of before) {
        if (place.x === x && place.y < y) expect(after.get(other)!.y).toBeLessThan(after.get(id)!.y);
      }
    }
  });

  it('a workload that went and comes back finds its old place', () => {
    const layout = new MapLayout();
    const before = positions(layout.arrange(SHOP, CALLS, VIEW));
    const without = SHOP.filter((n) => n.id !== 'shop/cart');
    layout.extend(without, CALLS.filter((e) => e.source !== 'shop/cart' && e.destination !== 'shop/cart'));
    expect(positions(layout.extend(SHOP, CALLS))).toEqual(before);
  });

  it.each([[3, 1], [12, 2], [30, 3], [60, 4], [200, 5]])('%i workloads: no card covers another, boxes neither', (size, seed) => {
    const { nodes, edges } = cluster(size, seed);
    const layout = new MapLayout();
    const half = nodes.slice(0, nodes.length / 2);
    for (const scene of [layout.arrange(half, edges, VIEW), layout.extend(nodes, edges), new MapLayout().arrange(nodes, edges, VIEW)]) {
      noneOverlap([...scene.cards.values()], `cards, seed ${seed}`);
      noneOverlap(scene.boxes, `boxes, seed ${seed}`);
      for (const card of scene.cards.values()) {
        const box = scene.boxes.find((b) => b.group === node(card.id).group);
        if (box) expect(card.x >= box.x && card.y >= box.y && card.x + card.w <= box.x + box.w && card.y + card.h <= box.y + box.h).toBe(true);
      }
    }
  });

  it('no workload stands in a foreign namespace', () => {
    const { nodes, edges } = cluster(60, 7);
    const scene = new MapLayout().arrange(nodes, edges, VIEW);
    for (const card of scene.cards.values()) {
      for (const box of scene.boxes) if (box.group !== node(card.id).group) expect(overlap(card, box)).toBe(false);
    }
  });

  it('hundreds of workloads are laid out and wired without a noticeable pause', () => {
    const { nodes, edges } = cluster(300, 9);
    const started = performance.now();
    const scene = new MapLayout().arrange(nodes, edges, VIEW);
    routeAll(scene, edges.map((e, i) => ({ id: String(i), ...e, label: { w: 90, h: 20 }, important: false, quiet: false })));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('arrows', () => {
  const wires = (edges: LayoutEdge[]): Wire[] =>
    edges.map((e, i) => ({ id: `${e.source}>${e.destination}`, ...e, label: { w: 90, h: i % 2 ? 20 : 36 }, important: i % 2 === 0, quiet: false }));

  it('end at their cards, and follow when the layout changes', () => {
    const layout = new MapLayout();
    for (const scene of [layout.arrange(SHOP.slice(0, 4), CALLS, VIEW), layout.extend(SHOP, CALLS)]) {
      for (const [id, { tip }] of routeAll(scene, wires(CALLS))) {
        const card = scene.cards.get(id.split('>')[1]!)!;
        expect(tip.y).toBeGreaterThan(card.y);
        expect(tip.y).toBeLessThan(card.y + card.h);
        expect(Math.min(Math.abs(tip.x - card.x), Math.abs(tip.x - card.x - card.w))).toBeLessThan(8);
      }
    }
  });

  it('labels in full cover neither cards nor each other', () => {
    const scene = new MapLayout().arrange(SHOP, CALLS, VIEW);
    const list = wires(CALLS);
    const routes = routeAll(scene, list);
    const labels = list.flatMap((wire) => {
      const { label } = routes.get(wire.id)!;
      return label.small ? [] : [{ x: label.x - wire.label.w / 2, y: label.y - wire.label.h / 2, ...wire.label }];
    });
    expect(labels.length).toBeGreaterThan(3);
    noneOverlap(labels, 'labels');
    for (const card of scene.cards.values()) for (const label of labels) expect(overlap(card, label)).toBe(false);
  });

  it('an arrow whose card is not there is not drawn', () => {
    const scene = new MapLayout().arrange(SHOP, CALLS, VIEW);
    expect(routeAll(scene, wires([edge('shop/web>gone/one')])).size).toBe(0);
  });
});
