import { html, nothing, type TemplateResult } from 'lit';
import { PageElement } from '../element';
import { icon } from '../icons';
import './past.css';
import { lastSeconds, lengthText, PRESETS, readRange, toInput, type Range } from './range';

/** Chooses between live and a part of the past. Gives `range` events, with a range or undefined for live. */
export class SextantRange extends PageElement {
  static override properties = { range: { attribute: false }, error: { state: true } };

  declare range?: Range;
  private declare error: string;

  constructor() {
    super();
    this.error = '';
  }

  /** Shows the choice, or hides it. */
  toggle(): void {
    this.panel.togglePopover();
  }

  private get panel(): HTMLElement {
    return this.querySelector<HTMLElement>('.range-panel')!;
  }

  protected override render(): TemplateResult {
    const { range } = this;
    const shown = range ?? lastSeconds(900);
    return html`
      <button type="button" class="range-button ${range ? 'past' : 'live'}" popovertarget="range-panel" title="Time range (R)"
        aria-label=${range ? `Time range: ${lengthText(range)} of the past` : 'Time range: live'}>
        ${range ? icon('clock') : html`<i></i>`}<span>${range ? lengthText(range) : 'Live'}</span>${icon('down')}</button>
      <div id="range-panel" class="range-panel" popover role="dialog" aria-label="Time range" @beforetoggle=${this.place} @keydown=${this.key}>
        <div class="range-presets" role="group" aria-label="The last">
          <span>Last</span>${PRESETS.map(({ label, seconds }) => html`<button type="button" @click=${() => this.choose(lastSeconds(seconds))}>${label}</button>`)}
        </div>
        <form @submit=${this.apply}>
          <label>From <input name="since" type="datetime-local" step="1" required .value=${toInput(shown.since)} /></label>
          <label>To <input name="until" type="datetime-local" step="1" required .value=${toInput(shown.until)} /></label>
          ${this.error ? html`<p role="alert">${this.error}</p>` : nothing}
          <div class="range-actions">
            ${range ? html`<button type="button" class="range-live" @click=${() => this.choose(undefined)}>Live</button>` : nothing}
            <button type="submit" class="primary">Show</button>
          </div>
        </form>
      </div>
    `;
  }

  private choose(range: Range | undefined): void {
    this.error = '';
    this.panel.hidePopover();
    this.emit('range', range);
  }

  private readonly apply = (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const range = readRange(String(form.get('since')), String(form.get('until')));
    if (range) this.choose(range);
    else this.error = 'The end lies before the beginning.';
  };

  /** Above its button, or below where there is no room. */
  private readonly place = () => {
    const button = this.querySelector('.range-button')!.getBoundingClientRect();
    const { style } = this.panel;
    style.left = `${Math.max(8, Math.min(button.left, innerWidth - 348))}px`;
    const above = button.top > 240;
    style.bottom = above ? `${innerHeight - button.top + 6}px` : 'auto';
    style.top = above ? 'auto' : `${button.bottom + 6}px`;
  };

  /** The page's own keys do not reach through the panel. */
  private readonly key = (event: KeyboardEvent) => {
    event.stopPropagation();
  };
}

customElements.define('sextant-range', SextantRange);
