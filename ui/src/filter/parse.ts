import { FIELDS, FIELD_BY_NAME } from './fields';

/** One criterion. Values of a token, and tokens of one field, are alternatives; different fields must all hold. */
export interface Token {
  field: string;
  values: string[];
  negated: boolean;
}

export interface FilterError {
  field: string;
  value: string;
  message: string;
}

export interface Filter {
  tokens: Token[];
  errors: FilterError[];
}

/** `namespace:shop !verdict:FORWARDED,TRACED port:53 "free text"`. */
export function parseFilter(input: string): Filter {
  const tokens: Token[] = [];
  const errors: FilterError[] = [];
  for (const word of words(input)) {
    const result = word.quoted ? textToken(word.text) : parseWord(word.text);
    if ('message' in result) errors.push(result);
    else tokens.push(result);
  }
  return { tokens, errors };
}

/** Query parameters of the REST and SSE routes; a negated value has a leading "!". */
export function toQuery(tokens: Token[], query = new URLSearchParams()): URLSearchParams {
  for (const token of tokens) {
    for (const value of token.values) query.append(token.field, (token.negated ? '!' : '') + value);
  }
  return query;
}

export function writeFilter(tokens: Token[]): string {
  return tokens.map(writeToken).join(' ');
}

/** The filter with the criteria of one field replaced; no values takes them out. */
export function withField(input: string, field: string, values: string[]): string {
  const rest = parseFilter(input).tokens.filter((token) => token.field !== field);
  return writeFilter(values.length > 0 ? [...rest, { field, values, negated: false }] : rest);
}

function writeToken(token: Token): string {
  const quote = (value: string) => (/\s/.test(value) || (token.field === 'text' && value.includes(':')) ? `"${value}"` : value);
  const values = token.values.map(quote).join(',');
  return (token.negated ? '!' : '') + (token.field === 'text' ? values : `${token.field}:${values}`);
}

function textToken(text: string): Token {
  return { field: 'text', values: [text], negated: false };
}

function parseWord(word: string): Token | FilterError {
  const negated = word.startsWith('!');
  const body = negated ? word.slice(1) : word;
  const colon = body.indexOf(':');
  if (colon <= 0) return { ...textToken(body.replaceAll('"', '')), negated };
  const name = body.slice(0, colon).toLowerCase();
  const field = FIELD_BY_NAME.get(name);
  if (!field) return unknownField(name, body.slice(colon + 1));
  const values: string[] = [];
  for (const raw of body.slice(colon + 1).split(',')) {
    const value = raw.replaceAll('"', '');
    const parsed = field.parse(value);
    if (parsed === undefined) return wrongValue(name, value, field.hint);
    values.push(parsed);
  }
  return { field: name, values, negated };
}

function wrongValue(field: string, value: string, hint: string): FilterError {
  const what = value ? `“${value}” is not a value of ${field}` : `${field}: has no value`;
  return { field, value, message: `${what}; it takes ${hint}.` };
}

function unknownField(field: string, value: string): FilterError {
  const near = FIELDS.find((f) => f.name.startsWith(field) || field.startsWith(f.name));
  const known = near ? `did you mean ${near.name}:${value}?` : `fields are ${FIELDS.map((f) => f.name).join(', ')}.`;
  return { field, value, message: `There is no field “${field}”; ${known}` };
}

/** Splits at blanks outside of quotes; quotes inside a field's value stay for its own parsing. */
function words(input: string): { text: string; quoted: boolean }[] {
  const found = input.match(/!?[^\s"]+:"[^"]*"?|"[^"]*"?|[^\s"]+/g) ?? [];
  return found.map((text) => ({ text: text.startsWith('"') ? text.replaceAll('"', '') : text, quoted: text.startsWith('"') }))
    .filter((word) => word.text.length > 0 && word.text !== '!');
}
