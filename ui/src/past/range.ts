import { duration } from '../format';

/** A part of the past, as RFC 3339; both ends belong to it. */
export interface Range {
  since: string;
  until: string;
}

export const PRESETS: readonly { label: string; seconds: number }[] = [
  { label: '5 min', seconds: 300 },
  { label: '15 min', seconds: 900 },
  { label: '1 h', seconds: 3600 },
  { label: '24 h', seconds: 86_400 },
  { label: '7 days', seconds: 604_800 },
];

/** The time before now, written down as it is: its permalink shows the same tomorrow. */
export function lastSeconds(seconds: number, now = Date.now()): Range {
  return rangeOf(now - seconds * 1000, now);
}

/** Of permalinks; undefined for what makes no sense. */
export function readRange(since: string | null, until: string | null): Range | undefined {
  const [from, to] = [Date.parse(since ?? ''), Date.parse(until ?? '')];
  return from <= to ? rangeOf(from, to) : undefined;
}

/** The range of the same length before (-1) or after (1). */
export function shift(range: Range, steps: number): Range {
  const [from, to] = [Date.parse(range.since), Date.parse(range.until)];
  const length = to - from;
  return rangeOf(from + steps * length, to + steps * length);
}

export function lengthText(range: Range): string {
  return duration((Date.parse(range.until) - Date.parse(range.since)) / 1000);
}

/** In the reader's time zone: "24 Nov 2026, 20:15:00 – 20:30:00". */
export function rangeText(range: Range): string {
  const [from, to] = [new Date(range.since), new Date(range.until)];
  if (day(from) === day(to)) return `${day(from)}, ${time(from)} – ${time(to)}`;
  return `${day(from)}, ${time(from)} – ${day(to)}, ${time(to)}`;
}

/** Whether rows need their date: not all of the range is today. */
export function isDated(range: Range, now = new Date()): boolean {
  return day(new Date(range.since)) !== day(now) || day(new Date(range.until)) !== day(now);
}

/** What an input of type datetime-local holds. */
export function toInput(rfc3339: string): string {
  const at = new Date(rfc3339);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${time(at)}`;
}

function rangeOf(from: number, to: number): Range {
  return { since: new Date(from).toISOString(), until: new Date(to).toISOString() };
}

function day(at: Date): string {
  return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

function time(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
