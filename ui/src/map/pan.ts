import { zoomAt, type View } from './view';

interface Host {
  view: View;
  moved(view: View): void;
  dragging(on: boolean): void;
}

/** Mouse, touch and wheel: drag pans, wheel and two fingers zoom. A press that does not move stays a click. */
export class PanZoom {
  private readonly points = new Map<number, { x: number; y: number }>();
  private travelled = 0;

  constructor(
    private readonly element: HTMLElement,
    private readonly host: Host,
  ) {
    element.addEventListener('pointerdown', this.down);
    element.addEventListener('pointermove', this.move);
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture'] as const) element.addEventListener(type, this.up);
    element.addEventListener('wheel', this.wheel, { passive: false });
  }

  /** True when the press that just ended was a drag. */
  get dragged(): boolean {
    return this.travelled > 4;
  }

  private readonly down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    this.travelled = 0;
    this.points.set(event.pointerId, this.at(event));
  };

  private readonly move = (event: PointerEvent) => {
    const before = this.points.get(event.pointerId);
    if (!before) return;
    const now = this.at(event);
    const [dx, dy] = [now.x - before.x, now.y - before.y];
    this.travelled += Math.abs(dx) + Math.abs(dy);
    if (!this.dragged) return;
    this.host.dragging(true);
    if (!this.element.hasPointerCapture(event.pointerId)) this.element.setPointerCapture(event.pointerId);
    const other = [...this.points].find(([id]) => id !== event.pointerId)?.[1];
    this.points.set(event.pointerId, now);
    if (other) {
      const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      this.host.moved(zoomAt(this.host.view, factor, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }));
    } else {
      const { x, y, k } = this.host.view;
      this.host.moved({ x: x + dx, y: y + dy, k });
    }
  };

  private readonly up = (event: PointerEvent) => {
    this.points.delete(event.pointerId);
    if (this.points.size === 0) this.host.dragging(false);
  };

  private readonly wheel = (event: WheelEvent) => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    this.host.moved(zoomAt(this.host.view, Math.exp(-event.deltaY * lines * 0.0016), this.at(event)));
  };

  private at(event: MouseEvent): { x: number; y: number } {
    const box = this.element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }
}
