import type { Scene, Viewport } from './layout';

/** The part of the map that is seen: screen = map × k + (x, y). */
export interface View {
  x: number;
  y: number;
  k: number;
}

export const ZOOM = { min: 0.15, max: 2, fitMax: 1.15, fitMin: 0.2 };
const MARGIN = { left: 20, right: 54, top: 14, bottom: 40 };
/** On a phone the map is wider than the screen: cards stay legible, and the reader pans. */
const NARROW = { width: 640, right: 14, fitMin: 0.55 };

/** What is left of the viewport beside legend and tools. */
export function room(viewport: Viewport): Viewport {
  const right = viewport.width < NARROW.width ? NARROW.right : MARGIN.right;
  return { width: viewport.width - MARGIN.left - right, height: viewport.height - MARGIN.top - MARGIN.bottom };
}

/** The whole scene, centred. */
export function fit(scene: Scene, viewport: Viewport): View {
  if (scene.width === 0 || viewport.width === 0) return { x: 0, y: 0, k: 1 };
  const { width, height } = room(viewport);
  const least = viewport.width < NARROW.width ? NARROW.fitMin : ZOOM.fitMin;
  const k = Math.max(least, Math.min(ZOOM.fitMax, width / scene.width, height / scene.height));
  const x = Math.max(MARGIN.left, MARGIN.left + (width - scene.width * k) / 2);
  const y = Math.max(MARGIN.top, MARGIN.top + (height - scene.height * k) / 2);
  return { x, y, k };
}

/** Zoom that keeps the map's point under the pointer where it is. */
export function zoomAt(view: View, factor: number, at: { x: number; y: number }): View {
  const k = Math.min(ZOOM.max, Math.max(ZOOM.min, view.k * factor));
  const ratio = k / view.k;
  return { k, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}
