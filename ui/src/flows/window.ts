/** The rows of a list that are drawn: those in sight and a few around them, all of one height. */
export interface Window {
  first: number;
  /** One past the last. */
  end: number;
}

const OVERSCAN = 6;

export function windowOf(scrollTop: number, height: number, rowHeight: number, count: number): Window {
  const first = Math.max(0, Math.min(Math.floor(scrollTop / rowHeight) - OVERSCAN, count - 1));
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + OVERSCAN);
  return { first: Math.max(0, first), end };
}
