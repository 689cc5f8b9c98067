import { html, nothing, type TemplateResult } from 'lit';
import { PageElement } from '../element';
import { grouped } from '../format';
import { icon } from '../icons';
import { NO_PAST, type Past } from './pages';
import './past.css';
import { rangeText, shift, type Range } from './range';

/** Says that the table shows the past, which part, and how complete it is. Gives `range` events. */
export class SextantPast extends PageElement {
  static override properties = { range: { attribute: false }, past: { attribute: false }, mapError: { attribute: false }, links: { attribute: false } };

  declare range: Range;
  declare past: Past;
  /** Why the map is not that of the range; empty when it is. */
  declare mapError: string;
  /** Where the same is to be had as a file. */
  declare links: { csv: string; ndjson: string };

  constructor() {
    super();
    this.past = NO_PAST;
    this.mapError = '';
    this.links = { csv: '', ndjson: '' };
  }

  protected override render(): TemplateResult {
    return html`
      <div class="past-range">
        <button type="button" class="icon-button" aria-label="The time before" title="The time before" @click=${() => this.emit('range', shift(this.range, -1))}>${icon('left')}</button>
        <b>${rangeText(this.range)}</b>
        <button type="button" class="icon-button" aria-label="The time after" title="The time after" @click=${() => this.emit('range', shift(this.range, 1))}>${icon('right')}</button>
      </div>
      ${this.completeness()}
      ${this.mapError ? html`<span class="past-complete lossy" role="alert">${icon('warn')}<span>no map: ${this.mapError}</span></span>` : nothing}
      <div class="past-files">
        <a href=${this.links.csv} download="flows.csv" title="All flows of this range and filter, as a table">CSV</a>
        <a href=${this.links.ndjson} download="flows.ndjson" title="All flows of this range and filter, one JSON object a line">NDJSON</a>
      </div>
      <button type="button" class="past-live" title="Back to what happens now (L)" @click=${() => this.emit('range', undefined)}><i></i>Live</button>
    `;
  }

  private completeness(): unknown {
    const { completeness, missed } = this.past;
    if (!completeness) return html`<span class="past-complete">${this.past.loading ? 'reading …' : nothing}</span>`;
    const { since, until, lost, stages, notCovered = [], notCoveredTotal = 0 } = completeness;
    if (!since || !until) return html`<span class="past-complete lossy">${icon('warn')}<span>nothing is kept of this time</span></span>`;
    const gone = lost + missed;
    const where = stages.filter((s) => s.lost > 0).map((s) => `${grouped(s.lost)} at ${s.stage} of ${s.node}`).join(', ');
    const holes = notCoveredTotal ? `nobody looked ${notCovered.map((span) => rangeText(span)).join(', ')}${notCoveredTotal > notCovered.length ? ` and ${grouped(notCoveredTotal - notCovered.length)} times before` : ''}` : '';
    const whole = gone === 0 && !holes;
    const title = whole ? 'Every event of the covered time is there.' : [where, missed ? `${grouped(missed)} left the memory while they were read` : '', holes].filter(Boolean).join(', ');
    return html`<span class="past-complete ${whole ? 'whole' : 'lossy'}" title=${title}>${icon(whole ? 'check' : 'warn')}<b>${gone === 0 ? 'nothing lost' : `${grouped(gone)} lost`}${holes ? ', with holes' : ''}</b>
      <span class="past-covers">covers ${rangeText({ since, until })}</span></span>`;
  }
}

customElements.define('sextant-past', SextantPast);
