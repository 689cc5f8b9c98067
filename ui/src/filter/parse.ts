/**
 * Terms of a query that stand side by side, for buttons that put some there and take them away. Knows blanks, quotation
 * marks and parentheses; what a term means is the server's business.
 */

/** Parts between blanks; those in quotation marks or parentheses stay together. */
export function terms(query: string): string[] {
  const found: string[] = [];
  let term = '';
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < query.length; i++) {
    const c = query[i]!;
    if (quoted && c === '\\') {
      term += c + (query[++i] ?? '');
      continue;
    }
    if (c === '"') quoted = !quoted;
    else if (!quoted && c === '(') depth++;
    else if (!quoted && c === ')') depth--;
    if (/\s/.test(c) && !quoted && depth <= 0) {
      if (term) found.push(term);
      term = '';
    } else term += c;
  }
  if (term) found.push(term);
  return found;
}

/** The values that a field must have for the whole query to hold; none where that cannot be told. */
export function values(query: string, field: string): string[] {
  const all = terms(query);
  if (!isPlain(all)) return [];
  return all.filter((term) => isOf(term, field)).flatMap((term) => term.slice(field.length + 1).split(','));
}

/** The query with the terms of one field replaced; no values takes them out. */
export function withField(query: string, field: string, wanted: string[]): string {
  const all = terms(query);
  const rest = isPlain(all) ? all.filter((term) => !isOf(term, field)).join(' ') : query.trim();
  return wanted.length > 0 ? withTerm(rest, `${field}:${wanted.join(',')}`) : rest;
}

/** The query, and another term that must hold, too. */
export function withTerm(query: string, term: string): string {
  const all = terms(query);
  if (all.includes(term)) return query;
  const before = all.some(isOr) ? `(${query.trim()})` : query.trim();
  return `${before} ${term}`.trim();
}

const isOr = (term: string) => term === 'OR' || term === '||';

/** Whether terms all have to hold, each for itself. */
function isPlain(all: string[]): boolean {
  return !all.some((term) => isOr(term) || /^(AND|NOT|&&)$/.test(term));
}

function isOf(term: string, field: string): boolean {
  return term.toLowerCase().startsWith(`${field}:`) && !/["()]/.test(term);
}
