import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { PageElement } from '../element';
import { icon } from '../icons';
import { FIELDS } from './fields';
import './filter.css';
import { parseFilter, withField, type Filter } from './parse';

const WAIT_MS = 300;

/** The filter box, the quick filters and the chip of what is picked on the map. Gives `filter` and `unpick` events. */
export class SextantFilter extends PageElement {
  static override properties = {
    value: { type: String },
    namespaces: { attribute: false },
    chip: { type: String },
    draft: { state: true },
  };

  declare value: string;
  declare namespaces: string[];
  /** What the map's choice adds to the filter; empty for nothing. */
  declare chip: string;
  /** What is being typed and not applied yet. */
  private declare draft?: string;
  private timer?: ReturnType<typeof setTimeout>;

  constructor() {
    super();
    this.value = '';
    this.chip = '';
    this.namespaces = [];
  }

  override focus(): void {
    this.querySelector('input')?.focus();
  }

  protected override render(): TemplateResult {
    const text = this.draft ?? this.value;
    const filter = parseFilter(text);
    const wrong = filter.errors.length > 0;
    return html`
      <div class="quick" role="group" aria-label="Verdict">
        ${this.quick('All', !this.values(filter, 'verdict').length, [])}
        ${this.quick('Dropped', this.values(filter, 'verdict').join() === 'DROPPED', ['DROPPED'])}
      </div>
      <select class="namespace-pick" aria-label="Namespace" @change=${this.namespaceChanged}>
        <option value="" ?selected=${this.values(filter, 'namespace').length !== 1}>All namespaces</option>
        ${this.namespaces.map((n) => html`<option value=${n} ?selected=${this.values(filter, 'namespace').join() === n}>${n}</option>`)}
      </select>
      <div class="filter-box ${wrong ? 'wrong' : ''}">
        ${icon('search')}
        ${this.chip ? html`<span class="filter-chip"><span>${this.chip}</span><button type="button" aria-label="Show flows of all cards, not only ${this.chip}" @click=${() => this.emit('unpick')}>${icon('cross')}</button></span>` : nothing}
        <input type="text" spellcheck="false" autocomplete="off" autocapitalize="off" list="filter-fields" aria-label="Filter flows"
          aria-invalid=${wrong} aria-describedby=${wrong ? 'filter-error' : nothing}
          placeholder="Filter: namespace:shop verdict:DROPPED port:5432 …" .value=${live(text)}
          @input=${this.typed} @keydown=${this.key} @blur=${() => this.apply(true)} />
        ${text ? html`<button type="button" class="icon-button" aria-label="Clear the filter" title="Clear the filter" @click=${this.clear}>${icon('cross')}</button>` : nothing}
        <datalist id="filter-fields">${FIELDS.map((field) => html`<option value=${field.example}>${field.hint}</option>`)}</datalist>
      </div>
      ${wrong ? html`<div class="filter-error" id="filter-error" role="alert">${filter.errors.map((e) => html`<p>${e.message}</p>`)}</div>` : nothing}
    `;
  }

  private quick(label: string, on: boolean, verdicts: string[]): TemplateResult {
    const set = () => this.give(withField(this.draft ?? this.value, 'verdict', verdicts));
    return html`<button type="button" class=${verdicts.length ? 'deny' : ''} aria-pressed=${on} @click=${set}>${verdicts.length ? icon('denied') : nothing}${label}</button>`;
  }

  private values(filter: Filter, field: string): string[] {
    return filter.tokens.filter((t) => t.field === field).flatMap((t) => t.values);
  }

  private give(value: string): void {
    clearTimeout(this.timer);
    this.draft = undefined;
    if (value !== this.value) this.emit('filter', value);
  }

  /** What was typed takes effect when it is sound; until then the last sound filter holds. */
  private apply(done: boolean): void {
    clearTimeout(this.timer);
    if (this.draft === undefined || parseFilter(this.draft).errors.length > 0) return;
    const value = this.draft.trim();
    if (done) this.draft = undefined;
    if (value !== this.value) this.emit('filter', value);
  }

  private readonly typed = (event: Event) => {
    this.draft = (event.target as HTMLInputElement).value;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.apply(false), WAIT_MS);
  };

  private readonly key = (event: KeyboardEvent) => {
    if (event.key === 'Enter') this.apply(true);
    if (event.key !== 'Escape') return;
    if (this.draft !== undefined || this.value) event.stopPropagation();
    if (this.draft ?? this.value) this.clear();
    else (event.target as HTMLElement).blur();
  };

  private readonly clear = () => {
    this.give('');
    this.focus();
  };

  private readonly namespaceChanged = (event: Event) => {
    const { value } = event.target as HTMLSelectElement;
    this.give(withField(this.draft ?? this.value, 'namespace', value ? [value] : []));
  };
}

customElements.define('sextant-filter', SextantFilter);
