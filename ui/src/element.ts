import { LitElement } from 'lit';

/** Elements render into the page itself: one set of styles, one accessibility tree, plain selectors. */
export class PageElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected emit<T>(type: string, detail?: T): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
