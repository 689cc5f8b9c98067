import { html, type TemplateResult } from 'lit';
import { PageElement } from '../element';

const KEY = 'sextant.split';
const [MIN, MAX, STEP] = [15, 85, 3];

/** The edge between map and table: drag it, or use the arrow keys. Remembered. */
export class SextantSplitter extends PageElement {
  static override properties = { share: { state: true } };

  private declare share: number;

  constructor() {
    super();
    this.share = 57;
    try {
      const kept = Number(localStorage.getItem(KEY));
      if (kept >= MIN && kept <= MAX) this.move(kept);
    } catch {
      // Storage is off: the default holds.
    }
  }

  protected override render(): TemplateResult {
    return html`<div class="splitter" role="separator" tabindex="0" aria-orientation="horizontal" aria-label="Height of the map"
      aria-valuemin=${MIN} aria-valuemax=${MAX} aria-valuenow=${Math.round(this.share)}
      @pointerdown=${(e: PointerEvent) => (e.target as Element).setPointerCapture(e.pointerId)}
      @pointermove=${this.dragged} @keydown=${this.key}></div>`;
  }

  private move(share: number): void {
    this.share = Math.min(MAX, Math.max(MIN, share));
    document.documentElement.style.setProperty('--split', `${this.share}%`);
  }

  private readonly dragged = (event: PointerEvent) => {
    if (!(event.target as Element).hasPointerCapture(event.pointerId)) return;
    const area = this.closest('.app-left')!.getBoundingClientRect();
    this.move(((event.clientY - area.top) / area.height) * 100);
    this.keep();
  };

  private readonly key = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowUp' ? -STEP : event.key === 'ArrowDown' ? STEP : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.move(this.share + step);
    this.keep();
  };

  private keep(): void {
    try {
      localStorage.setItem(KEY, String(Math.round(this.share)));
    } catch {
      // Storage is off: the height holds for this page.
    }
  }
}

customElements.define('sextant-splitter', SextantSplitter);
