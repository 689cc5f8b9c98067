import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { PageElement } from '../element';
import { grouped, stamp } from '../format';
import { icon } from '../icons';
import type { Flow } from '../model';
import { MOST_ROWS, type Past } from '../past/pages';
import { styles } from '../styles';
import { lookOf } from '../verdict';
import './flows.css';
import { rowOf, type Name } from './row';
import { windowOf } from './window';

const ROW = { wide: 30, narrow: 58, narrowBelow: 640 };
const PAGE_ROWS = 10;
/** So near to the end of a page of the past the next one is asked for. */
const AHEAD_PX = 300;

/** Why the table may be empty, and what can be done about it. */
export interface EmptyNote {
  title: string;
  text: string;
  clear: boolean;
}

/**
 * The flow table. It stands still while the reader has scrolled down or moved the cursor; what came meanwhile is
 * counted, and shown on the way back to the top.
 */
export class SextantFlows extends PageElement {
  static override properties = {
    rows: { attribute: false },
    selected: { attribute: false },
    paused: { type: Boolean },
    past: { attribute: false },
    dated: { type: Boolean },
    empty: { attribute: false },
    frozen: { state: true },
    offset: { state: true },
    size: { state: true },
    cursor: { state: true },
  };

  declare rows: readonly Flow[];
  declare selected?: Flow;
  /** What the rows are a part of; undefined for the present. */
  declare past?: Past;
  /** Whether rows say their date. */
  declare dated: boolean;
  declare paused: boolean;
  declare empty: EmptyNote;
  private declare frozen?: readonly Flow[];
  private declare offset: number;
  private declare size: { width: number; height: number };
  /** Number of the row under the keyboard cursor. */
  private declare cursor?: number;
  private readonly watcher = new ResizeObserver(([entry]) => {
    if (entry) this.size = { width: entry.contentRect.width, height: entry.contentRect.height };
  });

  constructor() {
    super();
    this.rows = [];
    this.paused = false;
    this.dated = false;
    this.offset = 0;
    this.size = { width: 1000, height: 300 };
    this.empty = { title: '', text: '', clear: false };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watcher.disconnect();
  }

  /** Lets go of what was frozen and shows the newest. */
  toTop(): void {
    this.cursor = undefined;
    if (!this.paused) this.frozen = undefined;
    this.scroller.scrollTop = 0;
    this.offset = 0;
  }

  /** Keyboard focus for the rows. */
  focusRows(): void {
    this.scroller.focus();
    this.cursor ??= 0;
  }

  protected override firstUpdated(): void {
    this.watcher.observe(this.scroller);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('paused') || changed.has('offset') || changed.has('cursor')) {
      const still = !this.past && (this.paused || this.offset > 4 || this.cursor !== undefined);
      this.frozen = still ? (this.frozen ?? this.rows) : undefined;
    }
    if (changed.has('rows') && this.rows.length === 0) this.frozen = undefined;
  }

  private get scroller(): HTMLElement {
    return this.querySelector<HTMLElement>('.flow-scroll')!;
  }

  private get shown(): readonly Flow[] {
    return this.past ? this.rows : (this.frozen ?? this.rows);
  }

  private get rowHeight(): number {
    return this.size.width < ROW.narrowBelow ? ROW.narrow : ROW.wide;
  }

  protected override render(): TemplateResult {
    const rows = this.shown;
    const height = this.rowHeight;
    const { first, end } = windowOf(this.offset, this.size.height, height, rows.length);
    const visible = rows.slice(first, end).map((flow, i) => ({ flow, index: first + i }));
    const active = this.cursor !== undefined && rows[this.cursor] ? `flow-${rows[this.cursor]!.seq}` : nothing;
    return html`
      <div class="flow-head ${this.dated ? 'dated' : ''}" aria-hidden="true">
        <span>Time</span><span>Source</span><span>Destination</span><span class="dir">Direction</span><span>Service</span>
        <span>Verdict</span><span class="type">Seen at</span><span>Summary</span><span class="policy">Policy</span>
      </div>
      <div class="flow-scroll" role="listbox" tabindex="0" aria-label="Flows, newest first" aria-activedescendant=${active}
          @scroll=${this.scrolled} @keydown=${this.key} @blur=${this.blurred}>
        <div class="flow-space" role="presentation" ${styles({ height: `${rows.length * height}px` })}>
          ${repeat(visible, ({ flow }) => flow.seq, ({ flow, index }) => this.row(flow, index, height, rows.length))}
        </div>
      </div>
      ${this.past ? this.foot(this.past) : this.newer()} ${rows.length === 0 ? this.emptyNote() : nothing}
    `;
  }

  private row(flow: Flow, index: number, height: number, count: number): TemplateResult {
    const row = rowOf(flow);
    const look = lookOf(flow.verdict);
    const style = styles({ transform: `translateY(${index * height}px)` });
    const cursor = index === this.cursor ? 'cursor' : '';
    return html`<div class="flow-row ${look.tone} ${cursor} ${this.dated ? 'dated' : ''}" id="flow-${flow.seq}" role="option" ${style}
        aria-posinset=${index + 1} aria-setsize=${count} aria-selected=${this.selected?.seq === flow.seq}
        @click=${() => this.choose(index)}>
      <span class="time">${this.dated ? stamp(flow.time) : row.time}</span>
      ${peer(row.source, 'from')} ${peer(row.destination, 'to')}
      <span class="dir">${direction(row.direction)}</span>
      <span class="svc">${row.service}</span>
      <span class="verdict ${look.tone}">${icon(look.icon)}${look.text}</span>
      <span class="type">${row.type}</span>
      <span class="summary" title=${row.summary}>${row.summary}</span>
      <span class="policy" title=${row.policy}>${row.policy}</span>
    </div>`;
  }

  private foot(past: Past): TemplateResult {
    const oldest = this.rows.at(-1);
    const full = this.rows.length >= MOST_ROWS;
    return html`<div class="past-foot">
      ${past.error ? html`<span class="deny" role="alert">${past.error}</span>` : html`<span role="status">${grouped(this.rows.length)} flows, newest first${oldest ? `, back to ${stamp(oldest.time)}` : ''}${past.cutOff ? ' · the server’s time was over' : ''}</span>`}
      ${past.more && full ? html`<span>as many as a page keeps: choose an earlier end</span>` : nothing}
      <button type="button" ?disabled=${!past.more || past.loading || full} title="Older flows of the range (O)" @click=${() => this.emit('older')}>${past.loading ? 'Reading …' : past.more ? 'Older' : 'No older ones'}</button></div>`;
  }

  private newer(): unknown {
    const top = this.frozen?.[0];
    if (!top || this.paused) return nothing;
    const count = this.rows.findIndex((flow) => flow.seq <= top.seq);
    const text = count < 0 ? `${grouped(this.rows.length)}+ new flows` : count === 0 ? '' : `${grouped(count)} new flow${count === 1 ? '' : 's'}`;
    return text ? html`<button type="button" class="flow-new" @click=${() => this.toTop()}>${icon('up')}${text}</button>` : nothing;
  }

  private emptyNote(): TemplateResult {
    return html`<div class="flow-empty"><div class="empty"><b>${this.empty.title}</b>${this.empty.text}
      ${this.empty.clear ? html`<br /><button type="button" @click=${() => this.emit('clear-filter')}>Clear the filter</button>` : nothing}</div></div>`;
  }

  private choose(index: number): void {
    const flow = this.shown[index];
    if (!flow) return;
    this.cursor = index;
    this.emit('choose', flow);
  }

  private readonly scrolled = () => {
    this.offset = this.scroller.scrollTop;
    const left = this.shown.length * this.rowHeight - this.offset - this.size.height;
    if (this.past && left < AHEAD_PX) this.emit('older');
  };

  private readonly blurred = () => {
    if (!this.selected && this.offset <= 4) this.cursor = undefined;
  };

  private readonly key = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE_ROWS, PageUp: -PAGE_ROWS, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (step !== undefined && this.shown.length > 0) {
      event.preventDefault();
      const from = this.cursor ?? (step > 0 ? -1 : 0);
      this.moveTo(Math.max(0, Math.min(this.shown.length - 1, from + step)));
    } else if (event.key === 'Enter' && this.cursor !== undefined) {
      this.choose(this.cursor);
    }
  };

  private moveTo(index: number): void {
    this.cursor = index;
    const [top, height] = [index * this.rowHeight, this.rowHeight];
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (top + height > this.scroller.scrollTop + this.size.height) this.scroller.scrollTop = top + height - this.size.height;
    if (this.selected) this.emit('choose', this.shown[index]);
  }
}

function peer(name: Name, side: 'from' | 'to'): TemplateResult {
  const title = `${name.namespace ? `${name.namespace}/` : ''}${name.name}${name.port ? `:${name.port}` : ''}`;
  return html`<span class="peer ${side}" title=${title}>${name.namespace ? html`<span class="muted">${name.namespace}/</span>` : nothing}<b>${name.name}</b>${name.port ? html`<span class="port">:${name.port}</span>` : nothing}</span>`;
}

function direction(name: string): unknown {
  if (name === 'ingress') return html`${icon('inward')}in`;
  if (name === 'egress') return html`${icon('outward')}out`;
  return '–';
}

customElements.define('sextant-flows', SextantFlows);
