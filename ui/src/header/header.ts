import { html, nothing, svg, type TemplateResult } from 'lit';
import { PageElement } from '../element';
import { clock, compact, duration, grouped } from '../format';
import { icon } from '../icons';
import type { History, Status } from '../model';
import type { Connection } from '../stream';
import type { Theme } from '../theme';
import './header.css';
import { historyLine } from './history';
import { sparkline } from './spark';

const CONNECTION: Record<Connection, string> = { connecting: 'Connecting', live: 'Connected', lost: 'Disconnected', refused: 'Refused' };

/** Name, source, rates, completeness, connection, and the page's own switches. */
export class SextantHeader extends PageElement {
  static override properties = {
    status: { attribute: false },
    rates: { attribute: false },
    connection: { type: String },
    connectionDetail: { attribute: false },
    paused: { type: Boolean },
    theme: { type: String },
  };

  declare status?: Status;
  /** Events per second of the last minute, one a second. */
  declare rates: readonly number[];
  declare connection: Connection;
  declare connectionDetail: string;
  declare paused: boolean;
  declare theme: Theme;

  constructor() {
    super();
    this.rates = [];
    this.connection = 'connecting';
    this.connectionDetail = '';
    this.paused = false;
    this.theme = 'light';
  }

  protected override render(): TemplateResult {
    const { status } = this;
    return html`
      <h1 class="brand">${LOGO}<span>Sextant</span></h1>
      ${status ? this.badge(status) : nothing}
      <div class="stats">
        ${status ? html`
          <div class="stat rate">${spark(this.rates)}<b class="figure">${compact(Math.round(status.eventsPerSecond))}</b> events/s</div>
          <div class="stat memory" title="${grouped(status.flowsInMemory)} of at most ${grouped(status.memoryCapacity)}"><b>${grouped(status.flowsInMemory)}</b> flows in memory</div>
          ${this.historyTrouble(status.history)}
          ${this.completeness(status)}` : nothing}
      </div>
      <div class="link-state ${this.connection}" role="status" title=${this.connectionDetail}><i></i><span class="long">${CONNECTION[this.connection]}</span></div>
      <div class="header-buttons">
        <button type="button" class="icon-button" aria-pressed=${this.paused} aria-label="Pause" title=${this.paused ? 'Go on (space)' : 'Pause (space)'} @click=${() => this.emit('pause')}>${icon(this.paused ? 'play' : 'pause')}</button>
        <button type="button" class="icon-button" aria-label="Dark theme" aria-pressed=${this.theme === 'dark'} title="Light or dark" @click=${() => this.emit('theme')}>${icon(this.theme === 'dark' ? 'moon' : 'sun')}</button>
        <button type="button" class="icon-button" aria-label="Help" title="Keys and filter (?)" @click=${() => this.emit('help')}>${icon('question')}</button>
      </div>
    `;
  }

  private badge(status: Status): TemplateResult {
    const { kind, label, detail } = status.source;
    return html`<span class="badge ${kind}" title=${detail ?? ''}><i></i>${label}</span>`;
  }

  private historyTrouble(history: History | undefined): TemplateResult | typeof nothing {
    return history && history.state !== 'storing' ? html`
      <button type="button" class="complete unstored" popovertarget="ledger" title=${history.message}>${icon('warn')}<b>History ${history.state}</b></button>` : nothing;
  }

  private completeness(status: Status): TemplateResult {
    const { since, until, lost } = status.completeness;
    const seconds = since && until ? (Date.parse(until) - Date.parse(since)) / 1000 : 0;
    const span = seconds >= 1 ? duration(seconds) : '';
    const what = lost === 0 ? 'nothing lost' : `${grouped(lost)} lost`;
    return html`
      <button type="button" class="complete ${lost === 0 ? 'whole' : 'lossy'}" popovertarget="ledger" title="What the answers cover, and what was lost">
        ${icon(lost === 0 ? 'check' : 'warn')}<b>${what}</b>${span ? html`<span>in the last ${span}</span>` : nothing}
      </button>
      <div id="ledger" class="ledger" popover>${this.ledger(status)}</div>
    `;
  }

  private ledger(status: Status): TemplateResult {
    const { since, until, lost, stages, notCovered = [], notCoveredTotal = 0 } = status.completeness;
    const latest = notCovered.at(-1);
    const rows = stages.filter((s) => s.lost > 0);
    return html`
      <h2>Completeness</h2>
      <p>${since && until ? html`The memory covers ${clock(since)} to ${clock(until)}: ${grouped(status.flowsInMemory)} flows of at most ${grouped(status.memoryCapacity)}.` : 'The memory holds no flow yet.'}
        ${lost === 0 ? 'Every event of this interval is in it.' : 'Not every event of this interval is in it:'}</p>
      ${rows.length > 0 ? html`<table class="peers"><thead><tr><th>Lost at</th><th>Node</th><th class="right">Events</th></tr></thead>
        <tbody>${rows.map((s) => html`<tr><td>${s.stage}</td><td>${s.node}</td><td class="right">${grouped(s.lost)}</td></tr>`)}</tbody></table>` : nothing}
      ${latest ? html`<p>${notCoveredTotal === 1 ? 'Once' : `${grouped(notCoveredTotal)} times`} nobody looked, the last time from ${clock(latest.since)} to ${clock(latest.until)}.</p>` : nothing}
      ${status.history ? html`<p class="history ${status.history.state}">${historyLine(status.history)}</p>` : nothing}
      <table class="peers"><thead><tr><th>Node</th><th>State</th><th class="right">Seen</th><th class="right">Lost</th></tr></thead>
        <tbody>${status.nodes.map((n) => html`<tr><td>${n.name}${n.since ? html`<span class="sub">since ${clock(n.since)}</span>` : nothing}</td>
          <td>${n.state}${n.detail ? html`<span class="sub">${n.detail}</span>` : nothing}</td>
          <td class="right">${grouped(n.seen)}</td><td class="right ${n.lost > 0 ? 'deny' : ''}">${grouped(n.lost)}</td></tr>`)}</tbody></table>
    `;
  }
}

const LOGO = html`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
  <path d="M12 3 3.6 17.5a11.6 11.6 0 0 0 16.8 0z"/><path d="M12 3l2.7 17.3"/><path d="M7 12.8a7 7 0 0 0 9.8 .2" opacity=".6"/><circle cx="12" cy="3" r="1.3" fill="currentColor"/></svg>`;

function spark(rates: readonly number[]): TemplateResult {
  const drawn = sparkline(rates, 64, 20, Math.max(20, rates.length));
  return html`<svg class="spark" viewBox="0 0 64 20" aria-hidden="true">${drawn ? svg`<path class="area" d=${drawn.area}></path><path d=${drawn.line}></path>` : nothing}</svg>`;
}

customElements.define('sextant-header', SextantHeader);
