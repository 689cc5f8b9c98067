import { html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { repeat } from 'lit/directives/repeat.js';
import { PageElement } from '../element';
import { rate } from '../format';
import { icon, nodeIcon } from '../icons';
import type { MapNode, MapSnapshot } from '../model';
import { styles } from '../styles';
import { reasonText } from '../verdict';
import { MapLayout, type Box, type Card, type LayoutNode } from './layout';
import { describe, linksOf, portsLabel, strokeWidth, type Link } from './links';
import './map.css';
import { PanZoom } from './pan';
import { restrict } from './restrict';
import { routeAll, type Route, type Wire } from './routes';
import { fit, room, zoomAt, type View } from './view';

/** What the reader picked on the map: a card, or all that goes between two cards. */
export type Pick = { node: string } | { source: string; destination: string };

/** For so long after the first workload the map may rearrange itself; then cards stay where they are. */
const SETTLE_MS = 8000;
const FAR = 0.52;

/** The live service map. Takes snapshots, gives `pick` and `namespace` events. */
export class SextantMap extends PageElement {
  static override properties = {
    snapshot: { attribute: false },
    picked: { attribute: false },
    namespace: { type: String },
    paused: { type: Boolean },
    past: { type: Boolean },
    view: { state: true },
    hovered: { state: true },
    pointer: { state: true },
  };

  declare snapshot?: MapSnapshot;
  declare picked?: Pick;
  /** Only this namespace and its peers; empty for all. */
  declare namespace: string;
  declare paused: boolean;
  /** Whether the snapshot is of a time that is over. */
  declare past: boolean;
  private declare view: View;
  private declare hovered?: Pick;
  private declare pointer: { x: number; y: number };

  private layout = new MapLayout();
  private nodes = new Map<string, MapNode>();
  private links: Link[] = [];
  private routes = new Map<string, Route>();
  private topology = '';
  private settledAt = 0;
  private auto = true;
  private drag = false;
  private pan?: PanZoom;
  private size = { width: 0, height: 0 };
  private readonly watcher = new ResizeObserver(() => this.resized());

  constructor() {
    super();
    this.view = { x: 0, y: 0, k: 1 };
    this.pointer = { x: 0, y: 0 };
    this.paused = false;
    this.past = false;
    this.namespace = '';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watcher.disconnect();
  }

  fit(): void {
    this.auto = true;
    this.view = fit(this.layout.scene, this.size);
  }

  zoom(factor: number): void {
    this.auto = false;
    this.view = zoomAt(this.view, factor, { x: this.size.width / 2, y: this.size.height / 2 });
  }

  /** Arranges all anew, whatever stood where. */
  tidy(): void {
    this.startAfresh();
    this.place();
    this.fit();
    this.requestUpdate();
  }

  protected override firstUpdated(): void {
    const view = this.querySelector<HTMLElement>('.map-view')!;
    const host = this;
    this.pan = new PanZoom(view, {
      get view() {
        return host.view;
      },
      moved(next) {
        host.auto = false;
        host.view = next;
      },
      dragging(on) {
        host.drag = on;
        view.classList.toggle('dragging', on);
      },
    });
    this.watcher.observe(view);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('namespace')) this.startAfresh();
    if ((changed.has('snapshot') || changed.has('namespace')) && this.snapshot) {
      const { nodes, edges } = restrict(this.snapshot, this.namespace);
      this.nodes = new Map(nodes.map((node) => [node.id, node]));
      this.links = linksOf(edges);
      this.place();
    }
  }

  private startAfresh(): void {
    this.layout = new MapLayout();
    this.topology = '';
    this.settledAt = 0;
    this.auto = true;
  }

  private resized(): void {
    const view = this.querySelector<HTMLElement>('.map-view');
    if (!view) return;
    const first = this.size.width === 0;
    this.size = { width: view.clientWidth, height: view.clientHeight };
    if (first) this.topology = '';
    if (first) this.place();
    if (this.auto) this.view = fit(this.layout.scene, this.size);
    this.requestUpdate();
  }

  private place(): void {
    if (this.nodes.size === 0 || this.size.width === 0) return;
    const nodes = [...this.nodes.values()].map(layoutNode);
    const pairs = [...this.links].sort((a, b) => Number(a.verdict === 'denied') - Number(b.verdict === 'denied'));
    const topology = nodes.map((n) => n.id).sort().join() + pairs.map((l) => l.id).sort().join();
    if (topology !== this.topology) {
      this.topology = topology;
      const now = performance.now();
      this.settledAt ||= now + SETTLE_MS;
      if (now < this.settledAt) this.layout.arrange(nodes, pairs, room(this.size));
      else this.layout.extend(nodes, pairs);
      if (this.auto) this.view = fit(this.layout.scene, this.size);
    }
    this.routes = routeAll(this.layout.scene, this.links.map(wire));
  }

  protected override render(): TemplateResult {
    const scene = this.layout.scene;
    const focus = this.hovered ?? this.picked;
    const near = focus ? this.near(focus) : undefined;
    const { x, y, k } = this.view;
    const shown = [...scene.cards.values()].filter((card) => this.nodes.has(card.id));
    const classes = { glide: !this.drag && this.auto, 'has-focus': !!near, far: k < FAR, paused: this.paused };
    return html`
      <div class="map-view" @click=${this.clicked} @pointermove=${this.pointed}>
        <div class="map-world ${classMap(classes)}" ${styles({ transform: `translate(${x}px, ${y}px) scale(${k})` })}>
          ${repeat(scene.boxes, (box) => box.group, (box) => this.box(box, near))}
          <svg width="1" height="1" aria-hidden="true">
            ${repeat(this.links, (link) => link.id, (link) => this.arrow(link, near))}
          </svg>
          ${repeat(scene.boxes, (box) => box.group, (box) => this.boxName(box, near))}
          ${repeat(this.links, (link) => link.id, (link) => this.label(link, near))}
          ${repeat(shown, (card) => card.id, (card) => this.card(card, near))}
        </div>
      </div>
      ${this.legend()} ${this.tools()} ${this.tip()} ${this.emptyNote()}
    `;
  }

  private box(box: Box, near?: Near): TemplateResult {
    const classes = classMap({ near: !near || near.groups.has(box.group) });
    const style = styles({ transform: `translate(${box.x}px, ${box.y}px)`, width: `${box.w}px`, height: `${box.h}px` });
    return html`<div class="map-box ${classes}" ${style} data-namespace=${box.group}></div>`;
  }

  /** Apart from its box, so that it lies over the arrows. */
  private boxName(box: Box, near?: Near): TemplateResult {
    const classes = classMap({ near: !near || near.groups.has(box.group) });
    return html`<button type="button" class="map-box-name ${classes}" title="Show only flows of ${box.group}"
      ${styles({ transform: `translate(${box.x + 8}px, ${box.y + 4}px)`, 'max-width': `${box.w - 16}px` })}
      @click=${() => this.emit('namespace', box.group)}>${box.group}</button>`;
  }

  private card(card: Card, near?: Near): TemplateResult {
    const node = this.nodes.get(card.id)!;
    const refused = this.links.some((l) => l.verdict === 'denied' && l.destination === card.id && l.rate > 0);
    const classes = classMap({ apart: layoutNode(node).group === undefined, worded: node.kind === 'name' || node.kind === 'cidr', fading: node.fading, victim: refused, near: !near || near.cards.has(card.id) });
    const style = styles({ transform: `translate(${card.x}px, ${card.y}px)`, width: `${card.w}px`, height: `${card.h}px` });
    const pressed = !!this.picked && 'node' in this.picked && this.picked.node === card.id;
    return html`<button type="button" class="map-card ${classes}" ${style} data-node=${card.id} aria-pressed=${pressed}
        @click=${() => this.pick({ node: card.id })}
        @pointerenter=${() => (this.hovered = { node: card.id })} @pointerleave=${this.left}
        @focus=${this.focused} @blur=${this.left}>
      <span class="sr-only">${fullName(node)}, ${subtitle(node)}${refused ? ', refuses traffic' : ''}</span>
      <span class="glyph">${nodeIcon(node)}</span>
      <span class="words" aria-hidden="true"><span class="name">${node.kind === 'name' ? breakable(node.name) : node.name}</span><span class="sub">${subtitle(node)}</span></span>
      <span class="flag">${icon('cross')}</span>
    </button>`;
  }

  private arrow(link: Link, near?: Near): unknown {
    const route = this.routes.get(link.id);
    if (!route || !this.drawn(link)) return nothing;
    const width = link.quiet ? 1.2 : strokeWidth(link.rate);
    const classes = classMap({ [link.verdict]: true, idle: link.rate <= 0, quiet: link.quiet, near: !near || near.links.has(link.id) });
    const { x, y, leftward } = route.tip;
    const point = leftward ? -7 : 7;
    const pick = { source: link.source, destination: link.destination };
    return svg`
      <path class="link ${classes}" d=${route.path} stroke-width=${width} data-link=${link.id}></path>
      ${link.rate > 0 && link.verdict === 'forwarded' && !link.quiet ? svg`<path class="link-flow ${classes}" d=${route.path} stroke-width=${Math.max(2, width * 0.75)}></path>` : nothing}
      <path class="link-tip ${classes}" d="M${x + point} ${y}l${-point} -5.5v11z"></path>
      ${link.verdict === 'denied' ? svg`<path class="link-stop ${classes}" d="M${x - point * 0.6 - 4} ${y - 4}l8 8m0 -8l-8 8"></path>` : nothing}
      <path class="link-hit" d=${route.path} @click=${() => this.pick(pick)}
        @pointerenter=${() => (this.hovered = pick)} @pointerleave=${this.left}></path>`;
  }

  private label(link: Link, near?: Near): unknown {
    const route = this.routes.get(link.id);
    if (!route || !this.drawn(link)) return nothing;
    const { w, h } = labelSize(link);
    const { small } = route.label;
    const style = styles({
      transform: `translate(${route.label.x}px, ${route.label.y}px) translate(-50%, -50%)`,
      width: small ? '12px' : `${w}px`,
      height: small ? '12px' : `${h}px`,
    });
    const classes = classMap({ [link.verdict]: true, small, idle: link.rate <= 0, quiet: link.quiet, near: !near || near.links.has(link.id), told: !!near && near.links.has(link.id) });
    const pick = { source: link.source, destination: link.destination };
    const reason = link.reasons[0];
    const pressed = !!this.picked && !('node' in this.picked) && this.picked.source === link.source && this.picked.destination === link.destination;
    return html`<button type="button" class="link-label ${classes}" ${style} data-link=${link.id} aria-pressed=${pressed}
        @click=${() => this.pick(pick)} @pointerenter=${() => (this.hovered = pick)} @pointerleave=${this.left}>
      <span class="sr-only">${describe(link, (id) => this.nameOf(id))}</span>
      <span class="line" aria-hidden="true">${link.verdict === 'denied' ? icon('denied') : link.verdict === 'audit' ? icon('warn') : nothing}
        <span class="ports">${portsLabel(link)}</span><span class="rate">${rate(link.rate)}</span></span>
      ${reason ? html`<span class="reason" aria-hidden="true">${reasonText(reason.reason)}</span>` : nothing}
    </button>`;
  }

  private legend(): TemplateResult {
    const sample = (verdict: string) => svg`<svg viewBox="0 0 26 8" aria-hidden="true"><path class="link ${verdict}" d="M0 4h26"></path>${verdict === 'denied' ? svg`<path class="link-stop" d="M10 1l6 6m0 -6l-6 6"></path>` : nothing}</svg>`;
    return html`<div class="map-legend">
      <span>${sample('forwarded')} allowed</span><span>${sample('denied')} denied</span><span>${sample('audit')} audited</span>
    </div>`;
  }

  private tools(): TemplateResult {
    const tool = (name: 'plus' | 'minus' | 'fit' | 'tidy', label: string, act: () => void) =>
      html`<button type="button" class="icon-button" title=${label} aria-label=${label} @click=${act}>${icon(name)}</button>`;
    return html`<div class="map-tools" role="toolbar" aria-label="Map">
      ${tool('plus', 'Zoom in (+)', () => this.zoom(1.25))} ${tool('minus', 'Zoom out (−)', () => this.zoom(0.8))}
      ${tool('fit', 'Show the whole map (F)', () => this.fit())} ${tool('tidy', 'Arrange anew (T)', () => this.tidy())}
    </div>`;
  }

  private tip(): unknown {
    const { hovered } = this;
    if (!hovered || this.drag) return nothing;
    const left = Math.min(this.pointer.x + 14, Math.max(0, this.size.width - 290));
    const below = this.pointer.y < this.size.height - 130;
    const style = styles({ transform: `translate(${left}px, ${this.pointer.y + (below ? 16 : -12)}px)${below ? '' : ' translateY(-100%)'}` });
    return html`<div class="map-tip" role="tooltip" ${style}>${'node' in hovered ? this.nodeTip(hovered.node) : this.linkTip(hovered)}</div>`;
  }

  private nodeTip(id: string): unknown {
    const node = this.nodes.get(id);
    if (!node) return nothing;
    const sum = (pick: (l: Link) => boolean) => this.links.filter(pick).reduce((all, l) => all + l.rate, 0);
    const denied = sum((l) => l.verdict === 'denied' && (l.destination === id || l.source === id));
    return html`<b>${fullName(node)}</b>${subtitle(node)} · identity ${node.identity}<br />
      in ${rateOrNone(sum((l) => l.destination === id && l.verdict !== 'denied'))} · out ${rateOrNone(sum((l) => l.source === id && l.verdict !== 'denied'))}
      ${denied > 0 ? html`<br /><span class="deny">denied ${rate(denied)}</span>` : nothing}`;
  }

  private linkTip({ source, destination }: { source: string; destination: string }): unknown {
    const links = this.links.filter((l) => l.source === source && l.destination === destination);
    return html`<b>${this.nameOf(source)} → ${this.nameOf(destination)}</b>
      ${links.map((l) => html`<div class=${l.verdict === 'denied' ? 'deny' : ''}>${describe(l, () => '').replace(/^ to , /, '')}</div>`)}`;
  }

  private emptyNote(): unknown {
    if (this.nodes.size > 0) return nothing;
    const [title, text] = this.past && !this.namespace
      ? (this.snapshot ? ['No connections', 'No flow of this time range is kept.'] : ['Drawing', 'The server draws the map of this time range.'])
      : this.snapshot && this.namespace
      ? [`Nothing seen in ${this.namespace}`, 'No workload of this namespace has talked for a while. Choose all namespaces to see the others.']
      : this.snapshot
      ? ['No connections yet', 'The server runs and has seen no traffic between known endpoints. Start a workload, or look at the sources in the header.']
      : ['Waiting for the first map', 'The page is connected when the header says so; the map comes each second.'];
    return html`<div class="map-empty"><div class="empty"><b>${title}</b>${text}</div></div>`;
  }

  private drawn(link: Link): boolean {
    return this.nodes.has(link.source) && this.nodes.has(link.destination);
  }

  private near(focus: Pick): Near {
    const links = this.links.filter((l) =>
      'node' in focus ? l.source === focus.node || l.destination === focus.node : l.source === focus.source && l.destination === focus.destination,
    );
    const cards = new Set(links.flatMap((l) => [l.source, l.destination]));
    if ('node' in focus) cards.add(focus.node);
    const groups = new Set([...cards].flatMap((id) => this.nodes.get(id)?.namespace || []));
    return { cards, groups, links: new Set(links.map((l) => l.id)) };
  }

  private nameOf(id: string): string {
    const node = this.nodes.get(id);
    return node ? fullName(node) : id;
  }

  private pick(pick: Pick | undefined): void {
    if (!this.pan?.dragged) this.emit('pick', pick);
  }

  private readonly clicked = (event: Event) => {
    if (event.target === event.currentTarget) this.pick(undefined);
  };

  private readonly pointed = (event: PointerEvent) => {
    if (!this.hovered) return;
    const box = this.getBoundingClientRect();
    this.pointer = { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  private readonly focused = (event: FocusEvent) => {
    const card = event.target as HTMLElement;
    if (!card.matches(':focus-visible')) return;
    const [box, own] = [this.getBoundingClientRect(), card.getBoundingClientRect()];
    this.pointer = { x: own.left - box.left, y: own.bottom - box.top };
    this.hovered = { node: card.dataset['node']! };
  };

  private readonly left = () => {
    this.hovered = undefined;
  };
}

interface Near {
  cards: Set<string>;
  groups: Set<string>;
  links: Set<string>;
}

/** A namespace with all that talks to it. */
function layoutNode(node: MapNode): LayoutNode {
  const inside = node.kind === 'workload' || node.kind === 'pod';
  return { id: node.id, group: (inside && node.namespace) || undefined };
}

function wire(link: Link): Wire {
  return { id: link.id, source: link.source, destination: link.destination, label: labelSize(link), important: link.verdict === 'denied', quiet: link.quiet };
}

/** The rate's width is fixed, so that a changing number moves no label. */
function labelSize(link: Link): { w: number; h: number } {
  const mark = link.verdict === 'forwarded' ? 0 : 16;
  const line = portsLabel(link).length * 6.7 + 36 + mark;
  const reason = link.reasons[0] ? reasonText(link.reasons[0].reason).length * 6.5 : 0;
  return { w: Math.round(Math.max(line, reason) + 14), h: reason > 0 ? 36 : 20 };
}

/** A DNS name that wraps at its dots. */
function breakable(name: string): unknown {
  return name.split('.').map((label, i) => (i === 0 ? label : html`<wbr />.${label}`));
}

function rateOrNone(perSecond: number): string {
  return perSecond > 0 ? rate(perSecond) : '–';
}

function fullName(node: MapNode): string {
  return node.namespace ? `${node.namespace}/${node.name}` : node.name;
}

function subtitle(node: MapNode): string {
  if (node.kind === 'reserved') return 'outside the pods';
  if (node.kind === 'cidr') return 'address range';
  if (node.kind === 'name') return 'outside name';
  const kind = node.kind === 'pod' ? 'Pod' : (node.workloadKind || 'Workload');
  const pods = node.pods > 1 ? ` × ${node.pods}` : '';
  return node.fading ? `${kind} · quiet` : kind + pods;
}

customElements.define('sextant-map', SextantMap);
