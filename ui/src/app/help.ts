import { html, type TemplateResult } from 'lit';
import { PageElement } from '../element';
import { FIELDS } from '../filter/fields';
import { icon } from '../icons';

const KEYS: [keys: string[], does: string][] = [
  [['/'], 'go to the filter'],
  [['↓', '↑'], 'walk through the flows; Page, Home and End too'],
  [['Enter'], 'details of the flow under the cursor'],
  [['Esc'], 'close, step by step: details, choice, filter'],
  [['Space'], 'pause, and go on'],
  [['F', 'T'], 'show the whole map; arrange it anew'],
  [['+', '−'], 'zoom the map'],
  [['D'], 'only what was dropped, and all again'],
  [['?'], 'this help'],
];

/** Keys and filter fields. */
export class SextantHelp extends PageElement {
  get opened(): boolean {
    return this.dialog.open;
  }

  open(): void {
    if (!this.opened) this.dialog.showModal();
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
      <dl>${FIELDS.map((field) => html`<dt><code>${field.example}</code></dt><dd>${field.hint}</dd>`)}</dl>
      <p>Fields must all hold; values of one field, with a comma or twice, are alternatives; <code>!</code> in front negates.
        Words without a field are looked for in names, addresses and summary. The address of the page holds the filter: share it.</p>
    </dialog>`;
  }
}

customElements.define('sextant-help', SextantHelp);
