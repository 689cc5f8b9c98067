import type { Pick } from '../map/map';
import { readRange, type Range } from '../past/range';

/** What a permalink says: filter, choice on the map, part of the past. */
export interface Address {
  filter: string;
  picked?: Pick;
  /** Left out for what happens now. */
  range?: Range;
}

const BETWEEN = '>';

export function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const pick = query.get('pick') ?? '';
  const [source, destination] = pick.split(BETWEEN);
  const picked = source && destination ? { source, destination } : source ? { node: source } : undefined;
  return { filter: query.get('filter') ?? '', picked, range: readRange(query.get('since'), query.get('until')) };
}

export function writeAddress({ filter, picked, range }: Address): string {
  const query = new URLSearchParams();
  if (filter) query.set('filter', filter);
  if (picked) query.set('pick', 'node' in picked ? picked.node : picked.source + BETWEEN + picked.destination);
  if (range) {
    query.set('since', range.since);
    query.set('until', range.until);
  }
  const text = query.toString();
  return text ? `?${text}` : '';
}

/** The choice as criteria of the stream. */
export function pickQuery(picked: Pick | undefined, query: URLSearchParams): URLSearchParams {
  if (!picked) return query;
  if ('node' in picked) query.append('endpoint', picked.node);
  else {
    query.append('from', picked.source);
    query.append('to', picked.destination);
  }
  return query;
}

export function pickText(picked: Pick | undefined): string {
  if (!picked) return '';
  return 'node' in picked ? picked.node : `${picked.source} → ${picked.destination}`;
}
