import { html, nothing, type TemplateResult } from 'lit';
import '../details/details';
import { PageElement } from '../element';
import '../filter/filter';
import type { SextantFilter } from '../filter/filter';
import { check } from '../filter/language';
import { values, withField, withTerm } from '../filter/parse';
import '../flows/flows';
import type { EmptyNote, SextantFlows } from '../flows/flows';
import { FlowList } from '../flows/list';
import { compact, grouped } from '../format';
import '../header/header';
import '../map/map';
import type { Pick, SextantMap } from '../map/map';
import type { Flow, Lost, MapSnapshot, Status } from '../model';
import { pastNote } from '../past/note';
import '../past/picker';
import type { SextantRange } from '../past/picker';
import { isDated, type Range } from '../past/range';
import '../past/strip';
import { PastView } from '../past/view';
import { FlowStream, type Connection } from '../stream';
import { chooseTheme, currentTheme, type Theme } from '../theme';
import { pickQuery, pickText, readAddress, writeAddress } from './address';
import './app.css';
import './help';
import type { SextantHelp } from './help';
import './splitter';

const BACKLOG = 400;
const RATE_SECONDS = 60;

/** The page: holds what the stream brings and what the reader chose, and hands both to the parts. */
export class SextantApp extends PageElement {
  static override properties = {
    status: { state: true },
    snapshot: { state: true },
    rows: { state: true },
    rates: { state: true },
    connection: { state: true },
    missed: { state: true },
    paused: { state: true },
    theme: { state: true },
    filter: { state: true },
    picked: { state: true },
    chosen: { state: true },
    range: { state: true },
  };

  private declare status?: Status;
  private declare snapshot?: MapSnapshot;
  private declare rows: readonly Flow[];
  private declare rates: readonly number[];
  private declare connection: Connection;
  private declare missed: number;
  private declare paused: boolean;
  private declare theme: Theme;
  private declare filter: string;
  private declare picked?: Pick;
  /** The flow whose details are open. */
  private declare chosen?: Flow;

  /** The part of the past that the table shows; undefined for what happens now. */
  private declare range?: Range;

  private connectionDetail = '';
  /** The filter that the server was asked to apply. */
  private sound = '';
  private heldMap?: MapSnapshot;
  private readonly list = new FlowList();
  private readonly stream = new FlowStream(new URL('api/v1/stream', document.baseURI).href, {
    flows: (flows) => this.took(flows),
    map: (map) => (this.paused ? (this.heldMap = map) : (this.snapshot = map)),
    status: (status) => this.tookStatus(status),
    lost: (lost: Lost) => (this.missed += lost.count),
    connection: (state, detail = '') => {
      this.connectionDetail = detail;
      this.connection = state;
    },
  });

  private readonly past = new PastView(this);

  constructor() {
    super();
    this.rows = [];
    this.rates = [];
    this.connection = 'connecting';
    this.missed = 0;
    this.paused = false;
    this.theme = currentTheme();
    this.filter = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.goTo(location.search);
    addEventListener('popstate', this.wentBack);
    addEventListener('pagehide', this.left);
    addEventListener('pageshow', this.cameBack);
    document.addEventListener('keydown', this.key);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', this.systemTheme);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.left();
    removeEventListener('popstate', this.wentBack);
    removeEventListener('pagehide', this.left);
    removeEventListener('pageshow', this.cameBack);
    document.removeEventListener('keydown', this.key);
    matchMedia('(prefers-color-scheme: dark)').removeEventListener('change', this.systemTheme);
  }

  protected override render(): TemplateResult {
    const open = !!this.chosen || !!this.picked;
    return html`
      <sextant-header .status=${this.status} .rates=${this.rates} .connection=${this.connection} .connectionDetail=${this.connectionDetail}
        .paused=${this.paused} .theme=${this.theme}
        @pause=${this.pause} @theme=${this.switchTheme} @help=${() => this.help.open()}></sextant-header>
      <main class="app-main ${open ? 'with-details' : ''}"
          @pick=${(e: CustomEvent<Pick | undefined>) => this.pick(e.detail)}
          @add-filter=${(e: CustomEvent<string>) => this.setFilter(withTerm(this.filter, e.detail))}>
        <div class="app-left">
          <sextant-map class=${this.range && !this.past.map ? 'waits' : ''} .snapshot=${this.shownMap} .past=${!!this.range} .picked=${this.picked} .paused=${this.paused} .namespace=${this.mapNamespace()}
            @namespace=${(e: CustomEvent<string>) => this.setFilter(withField(this.filter, 'namespace', [e.detail]))}></sextant-map>
          <div class="app-bar">
            <sextant-splitter></sextant-splitter>
            <sextant-range .range=${this.range} @range=${this.rangeChosen}></sextant-range>
            <sextant-filter .value=${this.filter} .namespaces=${this.namespaces()} .chip=${pickText(this.picked)}
              @filter=${(e: CustomEvent<string>) => this.setFilter(e.detail)} @unpick=${() => this.pick(undefined)}></sextant-filter>
            ${this.range ? nothing : html`<span class="bar-note" title=${this.missed > 0 ? `${grouped(this.missed)} more matched and were not sent to this page: narrow the filter to see all.` : ''}>
              ${this.paused ? 'paused · ' : ''}${grouped(this.rows.length)} flows${this.missed > 0 ? ` · ${compact(this.missed)} skipped` : ''}</span>`}
          </div>
          ${this.range ? html`<sextant-past .range=${this.range} .past=${this.past.flows} .mapError=${this.past.mapError} .links=${this.past.links} @range=${this.rangeChosen}></sextant-past>` : nothing}
          <sextant-flows .rows=${this.range ? this.past.flows.rows : this.rows} .selected=${this.chosen} .paused=${this.paused} .empty=${this.emptyNote()}
            .past=${this.range ? this.past.flows : undefined} .dated=${!!this.range && isDated(this.range)} @older=${() => this.past.older()}
            @choose=${(e: CustomEvent<Flow>) => (this.chosen = e.detail)} @clear-filter=${this.clear}></sextant-flows>
        </div>
        ${open ? html`<sextant-details .flow=${this.chosen} .picked=${this.picked} .snapshot=${this.shownMap} @close=${this.closeDetails}></sextant-details>` : nothing}
      </main>
      <sextant-help></sextant-help>
    `;
  }

  private get help(): SextantHelp {
    return this.querySelector<SextantHelp>('sextant-help')!;
  }

  private get table(): SextantFlows {
    return this.querySelector<SextantFlows>('sextant-flows')!;
  }

  private get map(): SextantMap {
    return this.querySelector<SextantMap>('sextant-map')!;
  }

  private get shownMap(): MapSnapshot | undefined {
    return this.range ? this.past.map : this.snapshot;
  }

  private took(flows: Flow[]): void {
    if (this.list.add(flows) > 0) this.rows = this.list.rows;
  }

  private tookStatus(status: Status): void {
    if (this.status && this.status.run !== status.run) this.forget();
    this.rates = [...this.rates, status.eventsPerSecond].slice(-RATE_SECONDS);
    this.status = status;
  }

  /** What came from an earlier run of the server; its sequence numbers mean other flows now. */
  private forget(): void {
    this.list.clear();
    this.rows = this.list.rows;
    this.rates = [];
    this.missed = 0;
    this.chosen = undefined;
  }

  private namespaces(): string[] {
    return [...new Set(this.shownMap?.nodes.flatMap((n) => n.namespace || []) ?? [])].sort();
  }

  /** The map follows the filter where that names exactly one namespace. */
  private mapNamespace(): string {
    const [only, ...more] = values(this.filter, 'namespace');
    return only && more.length === 0 && !only.includes('*') ? only : '';
  }

  private emptyNote(): EmptyNote {
    if (this.range) return pastNote(this.past.flows, !!this.sound || !!this.picked);
    if (this.connection !== 'live') return { title: 'Not connected', text: this.connectionDetail || 'Waiting for the server.', clear: false };
    const filtered = !!this.sound || !!this.picked;
    const inMemory = this.status?.flowsInMemory ?? 0;
    if (filtered && inMemory > 0) return { title: 'No flow matches', text: `None of the ${grouped(inMemory)} flows in memory passes the filter. New ones appear as they come.`, clear: true };
    if (inMemory > 0) return { title: 'No flow yet', text: 'The server is sending its newest flows.', clear: false };
    return { title: 'The server has seen no flow', text: 'It runs and reads its sources. Make some traffic between the endpoints; the first flow appears here at once.', clear: false };
  }

  private readonly rangeChosen = (event: CustomEvent<Range | undefined>) => this.setRange(event.detail);

  private setRange(range: Range | undefined): void {
    if (!range && !this.range) return;
    this.range = range;
    this.chosen = undefined;
    this.wrote();
  }

  /** Writes the permalink of what is chosen now, and shows it. */
  private wrote(): void {
    history.pushState(null, '', writeAddress({ filter: this.filter, picked: this.picked, range: this.range }) || location.pathname);
    this.follow();
  }

  private setFilter(filter: string): void {
    if (filter === this.filter) return;
    this.filter = filter;
    this.sound = filter;
    this.wrote();
  }

  private pick(picked: Pick | undefined): void {
    if (!picked && !this.picked) return;
    this.picked = picked;
    this.chosen = undefined;
    this.wrote();
  }

  private goTo(search: string): void {
    const { filter, picked, range } = readAddress(search);
    this.filter = filter;
    this.picked = picked;
    this.range = range;
    void this.followIfSound(filter);
  }

  /** A filter that came with the address may be wrong: it is told then, and no filter holds. */
  private async followIfSound(filter: string): Promise<void> {
    const wrong = await check(filter);
    if (this.filter !== filter) return;
    this.sound = wrong ? '' : filter;
    this.follow();
    if (wrong) {
      await this.updateComplete;
      this.querySelector<SextantFilter>('sextant-filter')?.tell(filter, wrong);
    }
  }

  private follow(): void {
    this.list.clear();
    this.rows = this.list.rows;
    this.missed = 0;
    const criteria = pickQuery(this.picked, new URLSearchParams());
    if (this.sound) criteria.set('q', this.sound);
    if (this.range) {
      this.stream.follow(new URLSearchParams({ flows: 'false' }));
      this.past.open(this.range, criteria);
    } else {
      this.past.close();
      criteria.set('last', String(BACKLOG));
      this.stream.follow(criteria);
    }
  }

  private readonly wentBack = () => this.goTo(location.search);

  /** A page that the browser keeps for "back" must not keep one of the six connections it has to a server. */
  private readonly left = () => {
    this.stream.close();
    this.past.close();
  };

  private readonly cameBack = (event: PageTransitionEvent) => {
    if (event.persisted) this.goTo(location.search);
  };

  private readonly systemTheme = () => (this.theme = currentTheme());

  private readonly clear = () => {
    this.filter = '';
    this.sound = '';
    this.picked = undefined;
    this.wrote();
  };

  private readonly closeDetails = () => {
    if (this.chosen) this.chosen = undefined;
    else this.pick(undefined);
  };

  private readonly pause = () => {
    this.paused = !this.paused;
    if (!this.paused && this.heldMap) this.snapshot = this.heldMap;
    this.heldMap = undefined;
  };

  private readonly switchTheme = () => {
    chooseTheme(this.theme === 'dark' ? 'light' : 'dark');
    this.theme = currentTheme();
  };

  private readonly key = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest('input, select, textarea, dialog')) return;
    if (event.key === ' ' && target.closest('button, summary')) return;
    if (this.act(event.key)) event.preventDefault();
  };

  private act(key: string): boolean {
    switch (key) {
      case '/':
        this.querySelector<SextantFilter>('sextant-filter')!.focus();
        return true;
      case ' ':
        this.pause();
        return true;
      case '?':
        this.help.open();
        return true;
      case 'Escape':
        return this.stepBack();
      case 'ArrowDown':
      case 'ArrowUp':
        this.table.focusRows();
        return true;
      case 'r':
      case 'R':
        this.querySelector<SextantRange>('sextant-range')!.toggle();
        return true;
      case 'l':
      case 'L':
        this.setRange(undefined);
        return true;
      case 'o':
      case 'O':
        this.past.older();
        return true;
      case 'd':
      case 'D':
        this.toggleDropped();
        return true;
      default:
        return this.actOnMap(key);
    }
  }

  private actOnMap(key: string): boolean {
    switch (key.toLowerCase()) {
      case 'f':
        this.map.fit();
        return true;
      case 't':
        this.map.tidy();
        return true;
      case '+':
        this.map.zoom(1.25);
        return true;
      case '-':
        this.map.zoom(0.8);
        return true;
      default:
        return false;
    }
  }

  /** Escape closes one thing at a time, the innermost first. */
  private stepBack(): boolean {
    if (this.chosen) this.chosen = undefined;
    else if (this.picked) this.pick(undefined);
    else if (this.filter) this.setFilter('');
    else if (this.range) this.setRange(undefined);
    this.table.toTop();
    return true;
  }

  private toggleDropped(): void {
    const only = values(this.filter, 'verdict').join() === 'DROPPED';
    this.setFilter(withField(this.filter, 'verdict', only ? [] : ['DROPPED']));
  }
}

customElements.define('sextant-app', SextantApp);
