import { html, nothing, type TemplateResult } from 'lit';
import { PageElement } from '../element';
import { icon } from '../icons';
import type { Flow, MapSnapshot } from '../model';
import type { Pick } from '../map/map';
import './details.css';
import { flowDetails } from './flow';
import { linkDetails, nodeDetails } from './map';

/** The side panel: a flow with every field, a card with its peers, or what goes between two cards. */
export class SextantDetails extends PageElement {
  static override properties = {
    flow: { attribute: false },
    picked: { attribute: false },
    snapshot: { attribute: false },
  };

  declare flow?: Flow;
  declare picked?: Pick;
  declare snapshot?: MapSnapshot;

  protected override render(): TemplateResult {
    const [title, body] = this.content();
    return html`
      <div class="details-head">
        <h2>${title}</h2>
        <button type="button" class="icon-button" aria-label="Close the details" title="Close (Esc)" @click=${() => this.emit('close')}>${icon('cross')}</button>
      </div>
      <div class="details-body" tabindex="0" role="region" aria-label="Details">${body}</div>
    `;
  }

  private content(): [string, unknown] {
    const add = (token: string) => this.emit('add-filter', token);
    if (this.flow) return ['Flow', flowDetails(this.flow, add)];
    if (!this.picked || !this.snapshot) return ['', nothing];
    const pick = (picked: Pick) => this.emit('pick', picked);
    if ('node' in this.picked) return nodeDetails(this.picked.node, this.snapshot, pick);
    return linkDetails(this.picked, this.snapshot, pick);
  }
}

customElements.define('sextant-details', SextantDetails);
