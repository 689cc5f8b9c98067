import { noChange } from 'lit';
import { directive, Directive, type ElementPart } from 'lit/directive.js';

/** Sets styles by the object model, which a content security policy without inline styles allows: `<div ${styles({…})}>`. */
class Styles extends Directive {
  private last: Record<string, string> = {};

  render(_styles: Record<string, string>): unknown {
    return noChange;
  }

  override update(part: ElementPart, [styles]: [Record<string, string>]): unknown {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(styles)) {
      if (this.last[name] !== value) style.setProperty(name, value);
    }
    this.last = styles;
    return noChange;
  }
}

export const styles = directive(Styles);
