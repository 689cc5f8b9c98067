import { compact, duration, grouped } from '../format';
import type { History } from '../model';

const DAY = 86_400;

/** What is kept beyond the memory, and why nothing is if nothing is. */
export function historyLine(history: History, now = Date.now()): string {
  const { state, message, flows, bytesPerFlow, oldest, daysUntilFull, setAside } = history;
  const missing = Object.values(history.notStored).reduce((sum, count) => sum + count, 0);
  const parts = [
    flows === 0 ? 'History holds no flow yet'
      : `History holds ${compact(flows)} flows${oldest ? ` of the last ${duration((now - Date.parse(oldest)) / 1000)}` : ''}, ${Math.round(bytesPerFlow)} bytes each`,
  ];
  if (state === 'storing' && daysUntilFull !== undefined) parts.push(`its disk is full in ${duration(daysUntilFull * DAY)} at this pace`);
  if (missing > 0) parts.push(`${grouped(missing)} could not be stored`);
  if (setAside > 0) parts.push(`${grouped(setAside)} partition${setAside === 1 ? '' : 's'} could not be read`);
  const said = `${parts.join('; ')}.`;
  if (state === 'storing') return said;
  return `${state === 'full' ? 'The disk of history is full, new flows are not stored' : 'History has stopped, new flows are not stored'}: ${message}. ${said}`;
}
