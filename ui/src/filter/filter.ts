import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { PageElement } from '../element';
import { icon } from '../icons';
import './filter.css';
import { check, fields, type Field, type Wrong } from './language';
import { values, withField, withTerm } from './parse';

const WAIT_MS = 300;

/** The filter box, the quick filters and the chip of what is picked on the map. Gives `filter` and `unpick` events. */
export class SextantFilter extends PageElement {
  static override properties = {
    value: { type: String },
    namespaces: { attribute: false },
    chip: { type: String },
    draft: { state: true },
    wrong: { state: true },
    fields: { state: true },
    helping: { state: true },
  };

  declare value: string;
  declare namespaces: string[];
  /** What the map's choice adds to the filter; empty for nothing. */
  declare chip: string;
  /** What is being typed and not applied yet. */
  private declare draft?: string;
  /** What the server says of what was typed last. */
  private declare wrong?: { query: string; where: Wrong };
  private declare fields: Field[];
  private declare helping: boolean;
  private timer?: ReturnType<typeof setTimeout>;

  constructor() {
    super();
    this.value = '';
    this.chip = '';
    this.namespaces = [];
    this.fields = [];
    this.helping = false;
  }

  override focus(): void {
    this.querySelector('input')?.focus();
  }

  /** Shows what is wrong with a filter that did not come from the box. */
  tell(query: string, where: Wrong | undefined): void {
    this.wrong = where && { query, where };
  }

  protected override render(): TemplateResult {
    const text = this.draft ?? this.value;
    const wrong = this.wrong?.query === text ? this.wrong : undefined;
    const verdict = values(text, 'verdict').join();
    const namespace = values(text, 'namespace');
    return html`
      <div class="quick" role="group" aria-label="Verdict">
        ${this.quick('All', !verdict, [])}
        ${this.quick('Dropped', verdict === 'DROPPED', ['DROPPED'])}
      </div>
      <select class="namespace-pick" aria-label="Namespace" @change=${this.namespaceChanged}>
        <option value="" ?selected=${namespace.length !== 1}>All namespaces</option>
        ${this.namespaces.map((n) => html`<option value=${n} ?selected=${namespace.join() === n}>${n}</option>`)}
      </select>
      <div class="filter-box ${wrong ? 'wrong' : ''}">
        ${icon('search')}
        ${this.chip ? html`<span class="filter-chip"><span>${this.chip}</span><button type="button" aria-label="Show flows of all cards, not only ${this.chip}" @click=${() => this.emit('unpick')}>${icon('cross')}</button></span>` : nothing}
        <input type="text" spellcheck="false" autocomplete="off" autocapitalize="off" list="filter-fields" aria-label="Filter flows"
          aria-invalid=${!!wrong} aria-describedby=${wrong ? 'filter-error' : nothing}
          placeholder="Filter: namespace:shop -verdict:FORWARDED port:1000-2000 …" .value=${live(text)}
          @focus=${this.learn} @input=${this.typed} @keydown=${this.key} @blur=${() => this.apply(true)} />
        ${text ? html`<button type="button" class="icon-button" aria-label="Clear the filter" title="Clear the filter" @click=${this.clear}>${icon('cross')}</button>` : nothing}
        <button type="button" class="icon-button filter-ask" aria-label="Fields of the filter" title="Fields of the filter" aria-expanded=${this.helping} aria-controls="filter-help" @click=${this.help}>${icon('question')}</button>
        <datalist id="filter-fields">${this.fields.flatMap((field) => field.examples.map((example) => html`<option value=${example}>${field.takes}</option>`))}</datalist>
      </div>
      ${wrong ? this.error(wrong.query, wrong.where) : nothing}
      ${this.helping ? this.fieldHelp() : nothing}
    `;
  }

  /** The query with the wrong part marked, and below what is wrong. */
  private error(query: string, { column, length, message }: Wrong): TemplateResult {
    const from = column - 1;
    return html`<div class="filter-error" id="filter-error" role="alert">
      <code>${query.slice(0, from)}<mark>${query.slice(from, from + length) || '␣'}</mark>${query.slice(from + length)}</code>
      <p>Column ${column}: ${message}</p>
    </div>`;
  }

  private fieldHelp(): TemplateResult {
    return html`<div class="filter-help" id="filter-help" role="region" aria-label="Fields of the filter" tabindex="-1" @keydown=${this.helpKey}>
      <p>Terms side by side must all hold; <code>OR</code>, parentheses and <code>-</code> in front say otherwise. Before a field of an end,
        <code>source.</code> <code>destination.</code> <code>client.</code> or <code>server.</code> say which. Words without a field are looked for in names, addresses and messages.</p>
      <dl>${this.fields.map((field) => html`
        <dt>${field.examples.map((example) => html`<button type="button" title="Add ${example} to the filter" @click=${() => this.example(example)}>${example}</button>`)}</dt>
        <dd>${field.takes}</dd>`)}</dl>
    </div>`;
  }

  private quick(label: string, on: boolean, verdicts: string[]): TemplateResult {
    const set = () => this.give(withField(this.draft ?? this.value, 'verdict', verdicts));
    return html`<button type="button" class=${verdicts.length ? 'deny' : ''} aria-pressed=${on} @click=${set}>${verdicts.length ? icon('denied') : nothing}${label}</button>`;
  }

  private give(value: string): void {
    clearTimeout(this.timer);
    this.draft = undefined;
    if (value !== this.value) this.emit('filter', value);
  }

  /** What was typed takes effect when it is sound; until then the last sound filter holds. */
  private async apply(done: boolean): Promise<void> {
    clearTimeout(this.timer);
    const query = this.draft;
    if (query === undefined) return;
    const where = await check(query);
    if (this.draft !== query) return;
    this.tell(query, where);
    if (where) return;
    if (done) this.draft = undefined;
    if (query.trim() !== this.value) this.emit('filter', query.trim());
  }

  private readonly typed = (event: Event) => {
    this.draft = (event.target as HTMLInputElement).value;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.apply(false), WAIT_MS);
  };

  private readonly key = (event: KeyboardEvent) => {
    if (event.key === 'Enter') void this.apply(true);
    if (event.key !== 'Escape') return;
    if (this.helping || this.draft !== undefined || this.value) event.stopPropagation();
    if (this.helping) this.helping = false;
    else if (this.draft ?? this.value) this.clear();
    else (event.target as HTMLElement).blur();
  };

  private readonly helpKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.helping = false;
    this.focus();
  };

  private readonly learn = async () => {
    if (this.fields.length === 0) this.fields = await fields();
  };

  private readonly help = async () => {
    await this.learn();
    this.helping = !this.helping;
  };

  private example(example: string): void {
    this.draft = withTerm(this.draft ?? this.value, example);
    this.helping = false;
    this.focus();
    void this.apply(false);
  }

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
