import { html, type TemplateResult } from 'lit';
import { PageElement } from '../element';
import { fields, type Field } from '../filter/language';
import { icon } from '../icons';

const KEYS: [keys: string[], does: string][] = [
  [['/'], 'go to the filter'],
  [['↓', '↑'], 'walk through the flows; Page, Home and End too'],
  [['Enter'], 'details of the flow under the cursor'],
  [['Esc'], 'close, step by step: details, choice, filter, range'],
  [['Space'], 'pause, and go on'],
  [['F', 'T'], 'show the whole map; arrange it anew'],
  [['+', '−'], 'zoom the map'],
  [['R', 'L'], 'choose a time range; back to live'],
  [['O'], 'older flows of the range'],
  [['D'], 'only what was dropped, and all again'],
  [['?'], 'this help'],
];

/** Keys and filter fields. */
export class SextantHelp extends PageElement {
  static override properties = { fields: { state: true } };

  private declare fields: Field[];

  constructor() {
    super();
    this.fields = [];
  }

  get opened(): boolean {
    return this.dialog.open;
  }

  open(): void {
    if (!this.opened) this.dialog.showModal();
    void fields().then((known) => (this.fields = known));
  }

  private get dialog(): HTMLDialogElement {
    return this.querySelector('dialog')!;
  }

  protected override render(): TemplateResult {
    return html`<dialog class="help" aria-labelledby="help-title">
      <header><h2 id="help-title">Keys and filter</h2>
        <button type="button" class="icon-button" aria-label="Close the help" @click=${() => this.dialog.close()}>${icon('cross')}</button></header>
      <h3>Keys</h3>
      <dl>${KEYS.map(([keys, does]) => html`<dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${does}</dd>`)}</dl>
      <h3>Filter</h3>
      <dl>${this.fields.map((field) => html`<dt><code>${field.examples[0]}</code></dt><dd>${field.takes}</dd>`)}</dl>
      <p>Terms side by side must all hold; <code>OR</code>, parentheses and <code>-</code> in front say otherwise; a comma separates alternatives of one field.
        Words without a field are looked for in names, addresses and messages. The address of the page holds the filter: share it.</p>
    </dialog>`;
  }
}

customElements.define('sextant-help', SextantHelp);
